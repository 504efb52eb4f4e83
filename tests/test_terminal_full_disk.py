"""farmtop in a real terminal where the disk takes no more of a log than a few pages."""

import resource
import time
from typing import Any

from tests.farm import running_farm
from tests.terminal import terminal

MOST_BYTES = 1 << 16
"""Of any file: what is read of a log is refused once it is more, as by a disk that is full."""
LINES = 20_000
"""Lines that a page or two bring, and that memory alone is not meant to keep."""


def fill_the_disk() -> None:
    """Let this process, and what it starts, write no file that is longer."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, MOST_BYTES))


def put(logs: Any, stream: dict[str, str], *messages: str) -> None:
    """Write lines into a log, all of this moment."""
    now = int(time.time() * 1000)
    for at in range(0, len(messages), 10_000):
        events = [{"timestamp": now, "message": text} for text in messages[at : at + 10_000]]
        logs.put_log_events(**stream, logEvents=events)


def test_where_the_disk_is_full_the_newest_lines_are_read_on_and_it_says_so() -> None:
    with running_farm(jobs=40, workers=8, speed=0.01, log_rate=0.1) as farm:
        path, session = next(
            (path, session) for path, session in farm.sessions() if "endedAt" not in session
        )
        stream = {
            "logGroupName": f"/aws/deadline/{path['farmId']}/{path['queueId']}",
            "logStreamName": session["sessionId"],
        }
        logs = farm.client("logs")
        put(logs, stream, *(f"sample {number} of {LINES}" for number in range(LINES)))
        with terminal(environ=farm.environ(), before=fill_the_disk) as opened:
            opened.shows("Aurora", "Borealis")
            opened.answer(":", path["jobId"])
            opened.shows("› sessions", "STARTED")
            opened.answer("/", session["sessionId"])
            opened.shows("filter: session-")
            opened.press("L")
            opened.shows("› log", "following")
            assert "The disk took no more" not in opened.text
            opened.press("g")  # whatever lies before is read
            opened.shows("The disk took no more of this log (File too large)", "set TMPDIR")
            opened.press("G")
            put(logs, stream, "and it goes on")
            opened.shows("and it goes on", "The disk took no more")
            opened.press("q")
            opened.shows("› sessions")
            opened.press("q")
            assert opened.ended() == 0, opened.text
