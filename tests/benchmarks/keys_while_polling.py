"""How long a key waits in a monitor that is asking for things meanwhile."""

import random
import time
from collections.abc import Iterator

from app.localfarm.options import Options
from app.localfarm.process import start
from tests.benchmarks.programs import Calls, environ, monitor_on_jobs
from tests.benchmarks.report import middle, milliseconds, p95
from tests.benchmarks.terminal import Terminal
from widgets.table.row_paint import CURSOR

HEAD = ("", "keys", "calls/s", "key p50", "key p95 ms")
UP, DOWN, PAGE_UP, END = "\x1b[A", "\x1b[B", "\x1b[5~", "\x1b[F"
SETTLED = 5.0
"""Seconds in which a list has loaded what stands at its end."""
PAUSE = (0.05, 0.6)
"""Seconds between a page and the key that is timed: what is asked for on the way comes in there."""
WITHIN = 0.3
"""Seconds that the key is given."""
BEFORE_NAMES = 3
"""Cells in which the selected row has its sign; the table beside has one too."""


def timed(jobs: int, presses: int) -> Iterator[tuple[str, ...]]:
    """Lines of a table: keys while the jobs of a queue are watched, and while one pages up."""
    options = Options(jobs=jobs, control=True)
    with start(options) as child:
        url = child.url(timeout=120)
        calls = Calls(url)
        with monitor_on_jobs(environ(url)) as terminal:
            for name, page in (("watching", ""), ("paging", PAGE_UP)):
                terminal.press(END)
                terminal.let_be(SETTLED)
                calls.taken()
                keys, seconds = _pressed(terminal, page, presses)
                rate = calls.taken().total() / seconds
                times = (milliseconds(middle(keys)), milliseconds(p95(keys)))
                yield name, str(len(keys)), f"{rate:.1f}", *times


def _pressed(terminal: Terminal, page: str, presses: int) -> tuple[list[float], float]:
    """Seconds from each of so many keys to the cursor being where it leads; and those of all."""
    pauses, keys = random.Random(1), list[float]()
    began = time.perf_counter()
    for number in range(presses):
        terminal.send(page)
        terminal.let_be(pauses.uniform(*PAUSE))
        # To and fro, so that the cursor stands on another line each time.
        keys.append(_moved(terminal, DOWN if number % 2 else UP))
    return keys, time.perf_counter() - began


def _moved(terminal: Terminal, key: str) -> float:
    """Seconds from a key to the cursor standing on another line, or those that it is given."""
    before = _cursor(terminal.shown)
    took = terminal.first_shown(key, lambda shown: _cursor(shown) not in {before, None}, WITHIN)
    return WITHIN if took is None else took


def _cursor(shown: str) -> int | None:
    """The line on which the selected row of the list stands; None while it is being drawn."""
    lines = enumerate(shown.splitlines())
    return next((at for at, line in lines if CURSOR in line[:BEFORE_NAMES]), None)
