"""What a very long log costs: opening it, leaving it alone, its head, all of it, and a search.

The seconds of the opening are those from the key to the last line on the screen; those after
GetLogEvents was answered are given apart. Nothing is called while nothing is touched. Then all of
it is read back, as `T` with a time before the log does, while keys are pressed: the time of a key
is that from page up and `G`, in turn, to the line that each brings into sight. The memory is the
most beyond what the monitor had on the list of sessions.
"""

import time
from collections.abc import Callable
from functools import partial

from tests.benchmarks.log_files import name
from tests.benchmarks.report import middle, milliseconds, p95
from tests.benchmarks.terminal import Terminal, cpu_seconds, peak_mib

STILL = 5.0
"""Seconds for which nothing is touched."""
PAGE_UP = 60
"""A line so many lines before the last one is in sight after a page up, and not before."""
AWAITED = 0.6
"""Seconds for which the answer to a key is looked for; one that comes later counts as so late."""
BETWEEN = 0.3
"""Seconds from the key that asks for what to find to that."""
AT_REST = 10
"""So many pairs of keys are pressed while nothing is read."""
MOST_MINUTES = 15.0
"""After so many minutes the reading is given up."""
HEAD_PATIENCE = 10.0
"""Seconds for which the first line is waited for after `g`."""


class LongLog:
    """A log of so many numbered lines, the session of which is selected in a terminal."""

    def __init__(
        self,
        terminal: Terminal,
        reads: Callable[[], int],
        next_answer: Callable[[], float],
        lines: int,
    ) -> None:
        """`reads` tells how often GetLogEvents was called, `next_answer` when it was answered."""
        self._terminal = terminal
        self._reads = reads
        self._next_answer = next_answer
        self._lines = lines

    def measured(self) -> list[tuple[str, str]]:
        """The rows of a table."""
        base = peak_mib(self._terminal.pid)
        rows = [*self._opening(), *self._head(), *self._everything(), *self._search()]
        beyond = peak_mib(self._terminal.pid) - base
        return [*rows, ("memory above the list of sessions", f"{beyond:.0f} MiB")]

    def _opening(self) -> list[tuple[str, str]]:
        before, begun = self._reads(), time.perf_counter()
        took = self._terminal.answer("L", name(self._lines - 1))
        answered = self._next_answer() - begun
        opened = self._reads()
        self._terminal.rest(2.0)
        rest = self._terminal.rest(STILL)
        return [
            ("from the key to the last line", _seconds(took)),
            ("of that after the answer", _seconds(None if took is None else took - answered)),
            ("calls until then", str(opened - before)),
            (f"calls in the {STILL + 2:g} s after, untouched", str(self._reads() - opened)),
            ("processor time meanwhile", f"{rest.cpu:.2%}"),
        ]

    def _head(self) -> list[tuple[str, str]]:
        before = self._reads()
        took = self._terminal.answer("g", name(0), patience=HEAD_PATIENCE)
        rows = [
            ("from `g` to the first line", _seconds(took)),
            (f"calls in {HEAD_PATIENCE:g} s or until then", str(self._reads() - before)),
        ]
        self._terminal.send("G")
        self._terminal.wait_for(name(self._lines - 1))
        keys = [took for _ in range(AT_REST) for took in self._keys()]
        return [*rows, ("a key at rest, p50, p95, longest", _spread(keys))]

    def _keys(self) -> list[float]:
        """Seconds from a page up and from `G` to what they show."""
        times: list[float] = []
        for key, line in {"b": self._lines - PAGE_UP, "G": self._lines - 1}.items():
            took = self._terminal.first_shown(key, partial(_stands_on, name(line)), AWAITED)
            times.append(AWAITED if took is None else took)
        return times

    def _everything(self) -> list[tuple[str, str]]:
        before, cpu = self._reads(), cpu_seconds(self._terminal.pid)
        self._terminal.send("T")
        self._terminal.wait_for("go to")
        self._terminal.send("-9999d\r")
        begun = time.perf_counter()
        keys: list[float] = []
        while not (complete := self._has_all()):
            if time.perf_counter() - begun > MOST_MINUTES * 60:
                break
            keys += self._keys()
        seconds = time.perf_counter() - begun
        spent = cpu_seconds(self._terminal.pid) - cpu
        return [
            ("reading all of it", _seconds(seconds if complete else None)),
            ("calls for that", f"{self._reads() - before:,}"),
            ("processor time for that", f"{spent:.1f} s"),
            ("a key meanwhile, p50, p95, longest", _spread(keys)),
        ]

    def _search(self) -> list[tuple[str, str]]:
        self._terminal.send("/")
        self._terminal.let_be(BETWEEN)
        took = self._terminal.answer(f"{name(self._lines // 10)}\r", "1/1 ")
        return [("finding a line in its first tenth", _seconds(took))]

    def _has_all(self) -> bool:
        return f"{self._lines:,} lines" in self._terminal.shown


def _stands_on(text: str, shown: str) -> bool:
    return text in shown


def _spread(keys: list[float]) -> str:
    """The median, the value that 95 of 100 do not exceed, and the longest."""
    return ", ".join(map(milliseconds, (middle(keys), p95(keys), max(keys)))) + " ms"


def _seconds(took: float | None) -> str:
    return "never" if took is None else f"{took:.2f} s"
