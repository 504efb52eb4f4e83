"""What a screen of jobs costs while nobody touches it: bytes to the terminal, and processor time.

    python -m tests.benchmarks.bench_idle [--seconds 30] [--warm-up 60]

The monitor runs in a pseudo-terminal of 160×48 against an embedded farm in another process: once
against a farm that stands still, where only the jobs that succeeded are seen and where all are, and
once against one that lives. Before that it is let be until it asks as seldom as it ever does. The
processor time is that of the monitor's own process. Beside it, in the same run, programs of
tests/benchmarks/board.py. Linux.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

from app.localfarm.options import Options
from app.localfarm.process import start
from tests.benchmarks.board import READY
from tests.benchmarks.programs import BOARD, Calls, environ, monitor_on_jobs
from tests.benchmarks.report import print_table
from tests.benchmarks.terminal import Terminal

STILL = "farm that stands still"
FARMS = {
    STILL: Options(speed=1e-9, control=True),
    "farm that lives": Options(control=True),
}
ENDED = "status:SUCCEEDED"
"""A filter that passes nothing to which anything can happen."""
HEAD = ("", "bytes/s", "writes/s", "CPU %", "calls/min")


def main() -> None:
    """Measure everything once, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long each one is watched")
    parser.add_argument("--warm-up", type=float, default=60.0, help="seconds before that")
    given = parser.parse_args()
    watch = Watch(given.warm_up, given.seconds)
    with Terminal([*BOARD, "empty"], environ()) as terminal:
        terminal.wait_for(READY)
        lines = [watch.line("empty Textual app", terminal)]
    for name, options in FARMS.items():
        lines += on_farm(watch, name, options)
    print_table(f"An idle screen of jobs, {given.seconds:g} s each", HEAD, lines)


@dataclass(frozen=True, slots=True)
class Watch:
    """How long a program is let be, and how long it is watched then, in seconds."""

    warm_up: float
    seconds: float

    def line(self, name: str, terminal: Terminal, calls: Calls | None = None) -> tuple[str, ...]:
        """A line of the table; `calls` are those of the farm that the program asks."""
        terminal.rest(self.warm_up)
        if calls is not None:
            calls.taken()
        rest = terminal.rest(self.seconds)
        made = "–" if calls is None else f"{calls.taken().total() * 60 / self.seconds:.0f}"
        return name, f"{rest.size:,.0f}", f"{rest.writes:.2f}", f"{100 * rest.cpu:.2f}", made


def on_farm(watch: Watch, name: str, options: Options) -> Iterator[tuple[str, ...]]:
    """The lines of a farm."""
    with start(options) as child:
        url = child.url(timeout=120)
        calls, variables = Calls(url), environ(url)
        if name == STILL:
            with monitor_on_jobs(variables) as terminal:
                show_only_ended(terminal)
                yield watch.line("farmtop, what has ended", terminal, calls)
        with monitor_on_jobs(variables) as terminal:
            yield watch.line(f"farmtop, {name}", terminal, calls)
        for kind, called in (("own", "own table alone"), ("datatable", "Textual's DataTable")):
            with Terminal([*BOARD, kind, "live"], variables) as terminal:
                terminal.wait_for("SUCCEEDED")
                yield watch.line(f"{called}, {name}", terminal, calls)


def show_only_ended(terminal: Terminal) -> None:
    """Leave out all jobs to which anything can happen."""
    terminal.press("/")
    terminal.press(f"{ENDED}\r")
    terminal.wait_for(f"filter: {ENDED}")
    terminal.wait_until(lambda shown: "● RUNNING" not in shown)


if __name__ == "__main__":
    main()
