"""How long after a key its first and its last byte reach the terminal, with 10,000 rows.

    python -m tests.benchmarks.bench_keys [--rows 10000] [--presses 40] [--no-monitor]

Each program runs in a pseudo-terminal of 160×48; a key is written, and what comes until the
terminal is quiet for 0.1 s is its answer. Measured are farmtop's own table and Textual's DataTable
with the same made-up rows (tests/benchmarks/board.py), and the monitor itself on an embedded farm
with so many jobs in one queue that 10,000 are loaded by going to the end. The monitor's sort and
filter are the answer to Enter in its prompt and to each letter typed there.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from statistics import mean

from app.localfarm.options import Options
from tests.benchmarks.board import FILTERS
from tests.benchmarks.programs import BOARD, environ, farm, loaded, monitor_on_jobs
from tests.benchmarks.report import middle, milliseconds, p95, print_table
from tests.benchmarks.terminal import Burst, Terminal

DOWN, PAGE_DOWN, HOME, END, ESCAPE, ENTER = "\x1b[B", "\x1b[6~", "\x1b[H", "\x1b[F", "\x1b", "\r"
HEAD = ("", "n", "first p50", "first p95", "last p50", "last p95 ms", "bytes")
ROWS_UNASKED = 500
JOBS_FOR_A_ROW = 3
"""Jobs that the whole farm needs for one in its first queue; it gets nearly half of them."""

Presses = Callable[[Terminal, int], Iterator[Burst | None]]


def again(key: str) -> Presses:
    """The same key, from the first row on."""

    def press(terminal: Terminal, times: int) -> Iterator[Burst | None]:
        terminal.press(HOME, patience=1.0)
        for _ in range(times):
            yield terminal.press(key)

    return press


def prompted_sorts(terminal: Terminal, times: int) -> Iterator[Burst | None]:
    """Sorts by name, each time the other way round, in the monitor's prompt."""
    for _ in range(times):
        for key in "s2":
            terminal.press(key)
        yield terminal.press(ENTER)


def prompted_letters(terminal: Terminal, times: int) -> Iterator[Burst | None]:
    """Letters of a filter as they are typed in the monitor's prompt."""
    for number in range(-(-times // len(FILTERS[0]))):
        terminal.press("/")
        for letter in FILTERS[number % len(FILTERS)]:
            yield terminal.press(letter)
        terminal.press(ESCAPE)


MOVES: Mapping[str, Presses] = {"cursor down": again(DOWN), "page down": again(PAGE_DOWN)}
IN_A_BOARD: Mapping[str, Presses] = {**MOVES, "sort": again("s"), "filter": again("f")}
IN_THE_MONITOR: Mapping[str, Presses] = {
    **MOVES,
    "sort": prompted_sorts,
    "filter": prompted_letters,
}


@contextmanager
def board(kind: str, rows: int) -> Iterator[Terminal]:
    """A table of made-up rows and nothing else."""
    with Terminal([*BOARD, kind, str(rows)], environ()) as terminal:
        terminal.wait_for("artist1")
        terminal.drain(quiet=1.0)
        yield terminal


@contextmanager
def monitor(rows: int) -> Iterator[Terminal]:
    """The monitor, with `rows` rows loaded."""
    jobs = JOBS_FOR_A_ROW * rows
    with farm(Options(jobs=jobs)) as variables, monitor_on_jobs(variables) as terminal:
        terminal.wait_until(lambda shown: loaded(shown) >= ROWS_UNASKED)
        while loaded(terminal.shown) < rows:
            _load_more(terminal)
        terminal.drain(quiet=1.0)
        yield terminal


def _load_more(terminal: Terminal) -> None:
    before = loaded(terminal.shown)
    terminal.press(END)
    terminal.wait_until(lambda shown: loaded(shown) > before)


def measured(
    name: str, terminal: Terminal, keys: Mapping[str, Presses], presses: int
) -> list[tuple[str, ...]]:
    """The lines of the table for one program."""
    lines = []
    for key, press in keys.items():
        bursts = [burst for burst in press(terminal, presses) if burst is not None]
        first, last = [burst.first for burst in bursts], [burst.last for burst in bursts]
        seconds = (middle(first), p95(first), middle(last), p95(last))
        size = mean(burst.size for burst in bursts)
        lines.append(
            (f"{key}, {name}", str(len(bursts)), *map(milliseconds, seconds), f"{size:,.0f}")
        )
    return lines


def main() -> None:
    """Measure everything once, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--presses", type=int, default=40, help="of each key")
    parser.add_argument("--no-monitor", action="store_true", help="the tables alone")
    given = parser.parse_args()
    lines = []
    for kind, name in (("own", "own table"), ("datatable", "DataTable")):
        with board(kind, given.rows) as terminal:
            lines += measured(name, terminal, IN_A_BOARD, given.presses)
    if not given.no_monitor:
        with monitor(given.rows) as terminal:
            lines += measured("farmtop", terminal, IN_THE_MONITOR, given.presses)
    print_table(f"From a key to its bytes, {given.rows:,} rows", HEAD, sorted(lines))


if __name__ == "__main__":
    main()
