"""farmtop in a real terminal: what it draws, how it is left, and what it leaves behind."""

import base64
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest

from tests.farm import FARMTOP, ROOT, RunningFarm, running_farm
from tests.terminal import (
    ALTERNATE_SCREEN,
    HIDE_CURSOR,
    LINES,
    NORMAL_SCREEN,
    PATIENCE,
    SHOW_CURSOR,
    Terminal,
    terminal,
    watch_farm,
)

SMALL = ("demo", "--jobs=40", "--workers=8", "--log-rate=20")


@pytest.fixture
def demo() -> Iterator[Terminal]:
    """The demo with its farms on the screen."""
    with terminal(*SMALL) as opened:
        opened.shows("Aurora", "Borealis", "127.0.0.1:")
        yield opened


def is_restored(opened: Terminal) -> bool:
    """Whether the screen from before is back, and the cursor with it."""
    return opened.bytes.rfind(NORMAL_SCREEN) > opened.bytes.rfind(ALTERNATE_SCREEN) >= 0 and (
        opened.bytes.rfind(SHOW_CURSOR) > opened.bytes.rfind(HIDE_CURSOR) >= 0
    )


def test_the_demo_leads_from_its_farms_into_a_log_that_grows(demo: Terminal) -> None:
    farm = watch_farm(demo)
    demo.press("enter")
    demo.shows("Aurora › queues", "lighting")
    demo.press("enter")
    demo.shows("lighting › jobs", "RUNNING")
    demo.answer("/", "status:running")
    demo.shows("filter: status:running")
    demo.press("L")
    demo.shows("› log", "following", "/s")
    before = demo.text.splitlines()[2:-1]
    demo.until(lambda text: text.splitlines()[2:-1] != before)
    demo.press("escape")
    demo.shows("lighting › jobs", "filter: status:running")
    demo.press("q")
    assert demo.ended() == 0
    assert is_restored(demo)
    farm.until_gone()


def test_a_screen_is_as_large_as_its_terminal_is_whatever_the_environment_says(
    tmp_path: Path,
) -> None:
    saved = tmp_path / "render.log"
    saved.write_text("a line\n")
    stale = {**os.environ, "LINES": "24", "COLUMNS": "80"}
    with terminal("logs", str(saved), environ=stale) as opened:
        opened.shows("a line", "q Quit")
        assert "q Quit" in opened.text.split("\n")[LINES - 1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_the_farm_is_gone_however_the_monitor_ends(demo: Terminal, number: signal.Signals) -> None:
    farm = watch_farm(demo)
    os.kill(demo.pid, number)
    assert demo.ended() != 0
    assert is_restored(demo) or number == signal.SIGKILL
    farm.until_gone()


def test_everything_is_gone_when_the_terminal_is_lost(demo: Terminal) -> None:
    farm = watch_farm(demo)
    demo.hang_up()
    farm.until_gone()


def test_a_terminal_that_goes_without_a_word_is_noticed(tmp_path: Path) -> None:
    saved = tmp_path / "render.log"
    saved.write_text("a line\n")
    ours, theirs = os.openpty()
    command = [*FARMTOP, "logs", str(saved)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as monitor:
        os.close(theirs)
        screen = pyte.Screen(80, 24)
        drawn = pyte.ByteStream(screen)
        while "a line" not in "\n".join(screen.display):
            drawn.feed(os.read(ours, 1 << 16))
        os.close(ours)
        assert monitor.wait(PATIENCE) != 0


@pytest.fixture(scope="module")
def farm() -> Iterator[RunningFarm]:
    """A farm in a process of its own, which can be written to."""
    with running_farm(jobs=40, workers=8, log_rate=0.1) as running:
        yield running


@pytest.fixture
def monitor(farm: RunningFarm) -> Iterator[Terminal]:
    """The monitor with that farm on the screen."""
    with terminal(environ=farm.environ()) as opened:
        opened.shows("Aurora", "Borealis")
        yield opened


def test_keys_typed_ahead_of_the_prompt_are_not_lost(monitor: Terminal) -> None:
    monitor.press("/borea\r")
    monitor.shows("filter: borea", "1 of 2 farms", "Open", "Back")
    monitor.press("ctrl+c")
    assert monitor.ended() == 0
    assert is_restored(monitor)


def test_y_hands_the_id_to_the_terminals_clipboard(farm: RunningFarm, monitor: Terminal) -> None:
    [aurora] = [one for one in farm.items("list_farms", "farms") if one["displayName"] == "Aurora"]
    monitor.press("y")
    monitor.shows("Copied")
    copied = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07", monitor.bytes)
    assert [base64.b64decode(text).decode() for text in copied] == [aurora["farmId"]]


POINTER = b"\x1b]22;default\x07"
"""Textual's own: the shape of the mouse's pointer."""
HOSTILE = "\x1b]52;c;ZXZpbA==\x07 \x1b[2J\x1b]0;title\x1b\\ \x9b1;1H \u202eeert [bold]x[/bold]"
HARMLESS = "␛]52;c;ZXZpbA==␇ ␛[2J␛]0;title␛\\ �1;1H �eert [bold]x[/bold]"


def test_what_a_log_says_never_reaches_the_terminal_as_an_escape(
    farm: RunningFarm, monitor: Terminal
) -> None:
    path, session = next(
        (path, session) for path, session in farm.sessions() if "endedAt" not in session
    )
    farm.client("logs").put_log_events(
        logGroupName=f"/aws/deadline/{path['farmId']}/{path['queueId']}",
        logStreamName=session["sessionId"],
        logEvents=[{"timestamp": int(time.time() * 1000), "message": HOSTILE}],
    )
    monitor.answer(":", path["jobId"])
    monitor.shows("› sessions", "STARTED")
    monitor.answer("/", session["sessionId"])
    monitor.shows("filter: session-")
    drawn = len(monitor.bytes)
    monitor.press("L")
    monitor.shows("› log", HARMLESS)
    written = monitor.bytes[drawn:].replace(POINTER, b"")
    assert re.findall(rb"\x1b\]|\x1b\[2J|\x07|\xc2\x9b|\xe2\x80\xae", written) == []
