"""What a table of very many rows costs, beside the tables of others.

    python -m tests.benchmarks.bench_table [--rows 100000] [--presses 20]

farmtop's own table, Textual's DataTable and textual-fastdatatable, each with the same made-up jobs
(tests/benchmarks/board.py), in a pseudo-terminal of 160×48. `load` shows rows that are in memory,
in the form that each table takes, and `refresh` changes one in a hundred: seconds from the key to
the output after which that stands on the screen. Of every other key, seconds to the last output
that it leads to. The last two columns are how many times as long the others take.

textual-fastdatatable is a package from PyPI that farmtop does not need: `pip install` it, or put
where it is installed into PYTHONPATH; without it its column stays empty. DataTable takes half a
minute to load 100,000 rows, or minutes where others use the machine.
"""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import cycle, islice

from tests.benchmarks.board import CHANGES
from tests.benchmarks.programs import BOARD, environ
from tests.benchmarks.report import middle, milliseconds, p95, print_table
from tests.benchmarks.terminal import Terminal
from widgets.table.flashes import FLASH

PATIENCE = 900.0
"""Seconds that the slowest of them is given to load, on a slow machine."""
ALTERNATE_SCREEN = "\x1b[?1049h"
FAST = "textual_fastdatatable"
TABLES = ("own", "fast", "datatable")
KEYS = {"cursor down": "\x1b[B", "page down": "\x1b[6~", "sort": "s", "filter": "f"}
HEAD = ("ms", "own p50", "own p95", "fast", "DataTable", "fast ×", "DataTable ×")


@dataclass(frozen=True, slots=True)
class Took:
    """How long something took each time, in seconds."""

    times: tuple[float, ...]

    @property
    def usual(self) -> float:
        """The median."""
        return middle(self.times)

    @property
    def longest(self) -> float:
        """What 95 of 100 do not exceed, or the only one."""
        return p95(self.times) if len(self.times) > 1 else self.times[0]


def measured(kind: str, rows: int, times: int) -> dict[str, Took]:
    """Seconds from each key to the last of what it changes on the screen."""
    with Terminal([*BOARD, kind, str(rows), "later"], environ()) as terminal:
        _settle(terminal)
        load = _answer(terminal, "L", "artist1")
        terminal.drain(quiet=0.5)
        words = islice(cycle(CHANGES), max(2, times // 4))
        refreshes = tuple(_answer(terminal, "r", word) for word in words)
        # What changed is highlighted for a moment, and the end of that belongs to no other key.
        terminal.let_be(2 * FLASH)
        return {"load": Took((load,)), "refresh of 1 %": Took(refreshes)} | {
            name: Took(tuple(_bursts(terminal, key, times if len(key) > 1 else times // 4)))
            for name, key in KEYS.items()
        }


def _settle(terminal: Terminal) -> None:
    """Wait until its rows are made and it has the screen, and then for it to be quiet."""
    terminal.first_output_with(ALTERNATE_SCREEN)
    terminal.drain(quiet=1.0)


def _answer(terminal: Terminal, key: str, text: str) -> float:
    took = terminal.answer(key, text, PATIENCE)
    if took is None:
        raise TimeoutError(f"{text!r} never showed:\n{terminal.shown}")
    return took


def _bursts(terminal: Terminal, key: str, times: int) -> Iterator[float]:
    for _ in range(times):
        burst = terminal.press(key, quiet=0.3, patience=PATIENCE)
        if burst is not None:
            yield burst.last


def lines(results: Mapping[str, Mapping[str, Took]]) -> Iterator[tuple[str, ...]]:
    """The lines of the table: what was done, and how long each table took for it."""
    for name, own in results["own"].items():
        others = [results[kind][name].usual if kind in results else None for kind in TABLES[1:]]
        yield (
            name,
            milliseconds(own.usual),
            milliseconds(own.longest),
            *("" if other is None else milliseconds(other) for other in others),
            *("" if other is None else f"{other / own.usual:,.0f}" for other in others),
        )


def main() -> None:
    """Measure everything once, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--presses", type=int, default=20, help="of each key")
    given = parser.parse_args()
    kinds = [kind for kind in TABLES if kind != "fast" or find_spec(FAST)]
    results = {kind: measured(kind, given.rows, given.presses) for kind in kinds}
    print_table(f"Tables of {given.rows:,} rows, from a key", HEAD, list(lines(results)))


if __name__ == "__main__":
    main()
