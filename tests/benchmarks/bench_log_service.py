"""A log followed through the service: from an event's put to the screen, opening, and idling.

    python -m tests.benchmarks.bench_log_service [--events 20] [--seconds 30] [--lines 10000000]

The monitor runs in a pseudo-terminal of 160×48 on the log of a running session of an embedded
farm in another process. Each event is put by a client of its own once the log has been silent for
a moment, a busy one and a silent one in turn; its time is that to the output with its text. Then
nothing is touched: bytes to the terminal and processor time of the monitor. At last a log of so
many lines is opened, read and searched (tests/benchmarks/long_log.py), or only that with
`--only-long`. Linux.
"""

import argparse
import json
import random
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from app.localfarm.options import Options
from app.localfarm.process import start
from tests.benchmarks.log_files import name
from tests.benchmarks.long_log import LongLog
from tests.benchmarks.long_log_farm import long_log_farm
from tests.benchmarks.programs import FARMTOP, FIRST_FARM, FIRST_QUEUE, environ, loaded
from tests.benchmarks.report import middle, milliseconds, p95, print_table
from tests.benchmarks.terminal import Terminal
from tests.clients import client

STILL = Options(speed=1e-9, log_rate=1e-6, control=True)
"""Nothing writes to a log of this farm but the benchmark."""
SHORT = len("session-") + 4
"""As much of a session's id as a list shows."""
WAITS = (0.1, 0.9)
"""Seconds between two events at least and at most: polling stays at its shortest interval."""


@dataclass(frozen=True, slots=True)
class Session:
    """A running session, and how to write to its log."""

    url: str
    job: str
    stream: str
    group: str

    def put(self, messages: Sequence[str]) -> None:
        """Put events of now."""
        now = int(time.time() * 1000)
        client("logs", self.url).put_log_events(
            logGroupName=self.group,
            logStreamName=self.stream,
            logEvents=[{"timestamp": now, "message": message} for message in messages],
        )

    def reads(self) -> int:
        """How often GetLogEvents was called."""
        with urllib.request.urlopen(f"{self.url}/-/calls") as answer:  # noqa: S310 - ours
            return int(json.load(answer)["calls"].get("logs.GetLogEvents", 0))


def find_session(url: str, *, ended: bool = False) -> Session:
    """A session of the first queue that runs, or one that has ended."""
    deadline: Any = client("deadline", url)
    farm = next(one for one in deadline.list_farms()["farms"] if one["displayName"] == FIRST_FARM)
    of_farm = {"farmId": farm["farmId"]}
    queues = deadline.list_queues(**of_farm)["queues"]
    queue = next(one for one in queues if one["displayName"] == FIRST_QUEUE)
    of_queue = {**of_farm, "queueId": queue["queueId"]}
    for job in deadline.list_jobs(**of_queue)["jobs"]:
        sessions = deadline.list_sessions(**of_queue, jobId=job["jobId"])["sessions"]
        if found := [one["sessionId"] for one in sessions if ("endedAt" in one) == ended]:
            group = f"/aws/deadline/{of_queue['farmId']}/{of_queue['queueId']}"
            return Session(url, job["jobId"], found[0], group)
    raise LookupError("there is no such session")


@contextmanager
def session_list(session: Session, *flags: str) -> Iterator[Terminal]:
    """The monitor on the sessions of its job, with it selected."""
    with Terminal((*FARMTOP, *flags), environ(session.url)) as terminal:
        terminal.wait_for(FIRST_FARM)
        terminal.press("\r")
        terminal.wait_for(FIRST_QUEUE)
        terminal.press("\r")
        terminal.wait_until(lambda shown: f"{FIRST_QUEUE} › jobs" in shown and loaded(shown) > 0)
        terminal.press(":")
        terminal.press(f"{session.job}\r")
        terminal.wait_for("› sessions")
        terminal.press("/")
        terminal.press(f"{session.stream[:SHORT]}\r")
        terminal.let_be(1.0)
        yield terminal


def put_to_screen(session: Session, events: int, *flags: str) -> list[float]:
    """Seconds from each put to the screen."""
    chance = random.Random(7)
    times: list[float] = []
    with session_list(session, *flags) as terminal:
        terminal.send("L")
        terminal.wait_for("› log")
        for number in range(events):
            terminal.let_be(chance.uniform(*WAITS))
            begun = time.perf_counter()
            session.put([f"event {name(number)}"])
            took = time.perf_counter() - begun
            waited = terminal.answer("", name(number), patience=15.0)
            times.append(took + (float("inf") if waited is None else waited))
    return times


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--only-long", action="store_true", help="measure only the long log")
    given = parser.parse_args()
    if not given.only_long:
        with start(STILL) as child:
            session = find_session(child.url(timeout=120))
            _print_following(session, given.events)
            _print_idling(session, given.seconds)
    _print_long(given.lines)


def _print_following(session: Session, events: int) -> None:
    rows = []
    for way, flags in {"polling": (), "live tail": ("--live-tail",)}.items():
        times = put_to_screen(session, events, *flags)
        rows.append((way, milliseconds(middle(times)), milliseconds(p95(times))))
    print_table("From an event's put to the screen", ("", "p50", "p95 ms"), rows)


def _print_idling(session: Session, seconds: float) -> None:
    with session_list(session) as terminal:
        terminal.send("L")
        terminal.wait_for("› log")
        terminal.let_be(70.0)
        rest = terminal.rest(seconds)
    row = ("silent log", f"{rest.size:,.0f}", f"{rest.cpu:.2%}")
    print_table("A log that nobody touches", ("", "bytes/s", "CPU"), [row])


def _print_long(lines: int) -> None:
    with long_log_farm(lines) as farm:
        session = find_session(farm.url, ended=True)
        with session_list(session) as terminal:
            rows = LongLog(terminal, session.reads, farm.next_answer, lines).measured()
    print_table(f"The log of an ended session, {lines:,} lines of 100 bytes", ("", ""), rows)


if __name__ == "__main__":
    main()
