"""What a screen of jobs costs with a hundred jobs in the queue, and with a hundred thousand.

    python -m tests.benchmarks.bench_scale [--jobs 250 210000] [--seconds 60] [--latency 50ms]

A farm gets nearly half of its jobs in its first queue. The monitor runs in a pseudo-terminal of
160×48 against an embedded farm in another process, every answer of which comes so much later. The
queue is opened with Enter: told are the seconds to the first rows that the service gave for it, of
which the preview beside the queues has shown some before, and the calls before it is refreshed.
Then nobody touches it: calls by operation, processor time of the monitor, bytes to the terminal.
Once against a farm that stands still and once against one that lives. Linux.

The newest jobs are seen. With 250 of them and more these are the same on every farm, and the same
happens to them; each is watched when the farm is so old. How often a clock in a row went on is
counted as well, and how many bytes that is for each: where a farm stands still nothing else is sent
but the calls a minute. Most clocks go on with the minute, so only whole minutes can be compared.
"""

import argparse
import re
import time
from dataclasses import dataclass
from operator import ne

from app.localfarm.options import Options
from app.localfarm.process import start
from tests.benchmarks.programs import (
    FARMTOP,
    FIRST_FARM,
    FIRST_QUEUE,
    Calls,
    environ,
    loaded,
)
from tests.benchmarks.report import milliseconds, print_table
from tests.benchmarks.terminal import Terminal, cpu_seconds, peak_mib

ENTER = "\r"
SETTLED = 3.0
IN_PEACE = 4.0
"""Seconds from Enter in which all comes, and nothing is refreshed: that begins after five."""
QUIET = 1.0
"""Seconds without a call: lists are refreshed less often."""
SPEEDS = {"stands still": 1e-9, "lives": 1.0}
HEAD = (
    "",
    "jobs",
    "first rows ms",
    "calls",
    "calls/min",
    "CPU %",
    "bytes/min",
    "clocks/min",
    "bytes/clock",
    "peak MiB",
)
_CLOCK = re.compile(r"(?<= )(?:\d+[smd]|\d+m\d\d|\d+h\d\d|\d+d\d\d)(?= )")
"""What a clock reads, as `app.view.duration_text` writes it."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What the monitor did while nobody touched it, a minute."""

    size: float
    """Bytes written to the terminal."""
    clocks: float
    """How often a clock in a row read otherwise."""
    cpu: float
    """Seconds of processor time."""


def settle(terminal: Terminal, calls: Calls) -> None:
    """Let be until nothing is asked any more: a long queue keeps the farm busy for a while."""
    terminal.let_be(SETTLED)
    while calls.taken():
        terminal.let_be(QUIET)


def opened(terminal: Terminal) -> float:
    """Seconds from Enter on the queue to its first rows; it is left alone for a while then."""
    first = terminal.first_shown(
        ENTER, lambda shown: f"{FIRST_QUEUE} › jobs" in shown and loaded(shown) > 0, IN_PEACE
    )
    if first is None:
        raise TimeoutError(terminal.shown)
    return first


def watched(terminal: Terminal, seconds: float) -> Watch:
    """Look on for so many seconds."""
    terminal.drain()
    before, cpu = _clocks(terminal.shown), cpu_seconds(terminal.pid)
    size = clocks = 0
    begun = time.perf_counter()
    for _, piece in terminal.pieces(seconds):
        size += len(piece)
        after = _clocks(terminal.shown)
        clocks += sum(map(ne, before, after))
        before = after
    a_minute = 60 / (time.perf_counter() - begun)
    spent = cpu_seconds(terminal.pid) - cpu
    return Watch(size * a_minute, clocks * a_minute, spent * a_minute)


def _clocks(shown: str) -> list[str]:
    """What all clocks on the screen read, from the top."""
    return _CLOCK.findall(shown)


def measured(jobs: int, speed: float, latency: str, seconds: float, age: float) -> tuple[str, ...]:
    """A line of the table, but for its name; the calls by operation are printed."""
    begun = time.perf_counter()
    faults = (f"latency={latency}",)
    options = Options(jobs=jobs, speed=speed, faults=faults, control=True)
    with start(options) as child:
        url = child.url(timeout=120)
        calls = Calls(url)
        with Terminal(FARMTOP, environ(url)) as terminal:
            terminal.wait_for(FIRST_FARM)
            terminal.press(ENTER)
            terminal.wait_for(f"{FIRST_FARM} › queues")
            settle(terminal, calls)
            first = opened(terminal)
            settled = calls.taken()
            rows = loaded(terminal.shown)
            terminal.let_be(begun + age - time.perf_counter())
            calls.taken()
            watch = watched(terminal, seconds)
            idle = calls.taken()
            print(f"{rows:,} jobs: first {dict(settled)}, then {dict(idle)}")
            return (
                f"{rows:,}",
                milliseconds(first),
                f"{settled.total()}",
                f"{idle.total() * 60 / seconds:.0f}",
                f"{100 * watch.cpu / 60:.2f}",
                f"{watch.size:,.0f}",
                f"{watch.clocks:.0f}",
                f"{watch.size / watch.clocks:.1f}" if watch.clocks else "–",
                f"{peak_mib(terminal.pid):.0f}",
            )


def main() -> None:
    """Measure everything once, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, nargs="*", default=[250, 210_000], help="of a farm")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long each is watched")
    parser.add_argument("--latency", default="50ms")
    parser.add_argument("--age", type=float, default=60.0, help="of a farm, as it is watched")
    given = parser.parse_args()
    rows = [
        (f"farm that {name}", *measured(jobs, speed, given.latency, given.seconds, given.age))
        for name, speed in SPEEDS.items()
        for jobs in given.jobs
    ]
    print_table(f"The jobs of a queue, {given.seconds:g} s each", HEAD, rows)


if __name__ == "__main__":
    main()
