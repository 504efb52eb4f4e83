"""Lines poured into a log view: how fast, how much memory, and how long keys take meanwhile.

    python -m tests.benchmarks.bench_log_spool [--lines 10000000] [--rate 250000]

A thousand lines at a time are made, spooled and shown (tests/benchmarks/log_board.py) in a
pseudo-terminal of 160×48, while keys are pressed: the time of a key is that from `g` and `G`, in
turn, to the output that shows the first line. Once they come as fast as they can, which leaves no
moment for anything else, and once so many a second. The memory is that beyond the same program's
with no lines. Linux.
"""

import argparse
import re
import sys

from tests.benchmarks.log_board import FIRST, POURED
from tests.benchmarks.programs import environ
from tests.benchmarks.report import middle, milliseconds, p95, print_table
from tests.benchmarks.terminal import Terminal, peak_mib

BOARD = (sys.executable, "-m", "tests.benchmarks.log_board")
AWAITED = 0.6
"""Seconds for which the answer to a key is looked for; one that comes later counts as so late."""
BETWEEN = 0.3
"""Seconds for which the end is followed before the next key."""
_RATE = re.compile(rf"{POURED} (\d+) lines")


def empty() -> float:
    """The memory of the program without lines, in MiB."""
    with Terminal((*BOARD, "0"), environ()) as terminal:
        terminal.wait_for(POURED)
        terminal.drain(quiet=1.0)
        return peak_mib(terminal.pid)


def poured(lines: int, rate: str) -> tuple[float, list[float], float]:
    """Lines a second, seconds of each key, MiB."""
    with Terminal((*BOARD, str(lines), rate), environ()) as terminal:
        terminal.first_output_with("Peak")
        keys: list[float] = []
        while (reached := _RATE.search(terminal.shown)) is None:
            took = terminal.first_shown("g", lambda shown: FIRST in shown, AWAITED)
            keys.append(AWAITED if took is None else took)
            terminal.send("G")
            terminal.let_be(BETWEEN)
        return float(reached[1]), keys, peak_mib(terminal.pid)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=10_000_000)
    parser.add_argument("--rate", type=int, default=250_000, help="lines a second")
    given = parser.parse_args()
    base = empty()
    rows = []
    for name, paced in {"as fast as they can": "inf", "paced": str(given.rate)}.items():
        reached, keys, mib = poured(given.lines, paced)
        times = (milliseconds(middle(keys)), milliseconds(p95(keys)))
        rows.append((name, f"{reached:,.0f}", *times, f"{mib - base:.0f}"))
    head = ("", "lines/s", "key p50", "key p95 ms", "MiB above none")
    print_table(f"{given.lines:,} lines poured into a log view", head, rows)


if __name__ == "__main__":
    main()
