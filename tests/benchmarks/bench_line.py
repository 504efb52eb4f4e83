"""How far behind its keys a screen is over a thin line, and how many bytes they cost.

    python -m tests.benchmarks.bench_line [--rate 50000] [--keys 60] [--each 0.05]

A program runs in a pseudo-terminal of 160×48. Whatever it writes is taken at once, as an SSH server
takes it, and is carried to the terminal at so many bytes a second; only then does the terminal
answer what it is asked. The cursor is moved down again and again; told is how much later than the
last key the line has carried what was written until half a second after it. Measured are farmtop's
own table and Textual's DataTable with 1,000 made-up rows (tests/benchmarks/board.py), and the
monitor on a farm that stands still, also without comparing cells. Linux.
"""

import argparse
import time
from collections import deque
from collections.abc import Mapping, Sequence

from app.localfarm.options import Options
from tests.benchmarks.programs import BOARD, FARMTOP, FIRST_FARM, FIRST_QUEUE, environ, farm
from tests.benchmarks.report import print_table
from tests.benchmarks.terminal import PATIENCE, Terminal

DOWN, ENTER = "\x1b[B", "\r"
SETTLED = 0.5
"""Seconds after the last key in which the program may still write something for it."""
REST = 3.0
"""Seconds before the first key, for the line to carry all that was written."""
ROWS = "1000"


class ThinTerminal(Terminal):
    """A terminal at the other end of a line that carries so many bytes a second."""

    def __init__(
        self, command: Sequence[str], environ: Mapping[str, str], bytes_per_second: float
    ) -> None:
        super().__init__(command, environ)
        self._rate = bytes_per_second
        self._free_at = 0.0
        self._asked: list[bytes] = []
        self._answers: deque[tuple[float, bytes]] = deque()
        self.written = 0
        """Bytes that the program wrote."""

    @property
    def behind(self) -> float:
        """Seconds until the line has carried all that was written so far."""
        return max(0.0, self._free_at - time.perf_counter())

    def reply(self, answer: bytes) -> None:
        """Answer as soon as the line has carried the question, which was just read."""
        self._asked.append(answer)

    def carry(self, seconds: float) -> None:
        """Carry what is written for so many seconds."""
        end = time.perf_counter() + seconds
        while (now := time.perf_counter()) < end:
            while self._answers and self._answers[0][0] <= now:
                super().reply(self._answers.popleft()[1])
            due = self._answers[0][0] if self._answers else end
            for at, piece in self.pieces(max(0.0, min(due, end, now + 0.01) - now)):
                self._free_at = max(self._free_at, at) + len(piece) / self._rate
                self.written += len(piece)
                self._answers.extend((self._free_at, answer) for answer in self._asked)
                self._asked.clear()

    def carry_until(self, text: str) -> None:
        """Carry what is written until a text stands on the screen."""
        given_up = time.perf_counter() + PATIENCE
        while text not in self.shown:
            if time.perf_counter() > given_up:
                raise TimeoutError(f"{text!r} never showed:\n{self.shown}")
            self.carry(0.1)


def measured(terminal: ThinTerminal, keys: int, each: float) -> tuple[str, ...]:
    """Seconds behind at the end, and bytes a key."""
    terminal.carry(REST)
    before = terminal.written
    for _ in range(keys):
        terminal.send(DOWN)
        terminal.carry(each)
    pressed = time.perf_counter()
    terminal.carry(SETTLED)
    last = max(0.0, time.perf_counter() + terminal.behind - pressed - SETTLED)
    return (f"{last:.2f}", f"{(terminal.written - before) / keys:,.0f}")


def main() -> None:
    """Measure everything once, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=50_000, help="bytes a second")
    parser.add_argument("--keys", type=int, default=60)
    parser.add_argument("--each", type=float, default=0.05, help="seconds between two keys")
    given = parser.parse_args()
    rows = []
    for kind, name in (("own", "own table"), ("datatable", "DataTable")):
        with ThinTerminal([*BOARD, kind, ROWS], environ(), given.rate) as terminal:
            terminal.carry_until("artist1")
            rows.append((name, *measured(terminal, given.keys, given.each)))
    with farm(Options(speed=1e-9)) as variables:
        for compares in ("true", "false"):
            own = {**variables, "FARMTOP_COMPARE_CELLS": compares}
            with ThinTerminal(FARMTOP, own, given.rate) as terminal:
                terminal.carry_until("● live")
                terminal.send(ENTER)
                terminal.carry_until(f"{FIRST_FARM} › queues")
                terminal.carry(1.0)
                terminal.send(ENTER)
                terminal.carry_until(f"{FIRST_QUEUE} › jobs")
                called = "farmtop" if compares == "true" else "farmtop, cells not compared"
                rows.append((called, *measured(terminal, given.keys, given.each)))
    title = (
        f"{given.keys} cursor-downs, {1 / given.each:g} a second, over {given.rate:,.0f} bytes/s"
    )
    print_table(title, ("", "behind s", "bytes a key"), rows)


if __name__ == "__main__":
    main()
