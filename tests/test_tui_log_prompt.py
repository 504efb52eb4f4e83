"""The prompt of a log: what is typed while a search goes on is neither lost nor held up."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from textual.widgets import Input

from app.tui.logs.log_screen import LogScreen
from tests.listed_lines import ListedBlock, ListedLines
from tests.pilots import asks, bar, until, view
from tests.test_tui_log_errands import EndlessLog, OneLog, page, says

COUNT = 3_000


@dataclass(frozen=True, slots=True)
class HeldBlock(ListedBlock):
    """Lines that no thread but the screen's reads before it may."""

    allowed: threading.Event

    def text(self) -> str:
        if threading.current_thread() is not threading.main_thread():
            self.allowed.wait()
        return ListedBlock.text(self)


class HeldLines(ListedLines):
    """Lines of which a search sees the first block at once, and the others when it may."""

    def __init__(self) -> None:
        super().__init__(page(range(COUNT)))
        self.allowed = threading.Event()

    def block(self, index: int) -> HeldBlock:
        block = super().block(index)
        return HeldBlock(block.number, block.lines, self.allowed)


@contextmanager
def held() -> Iterator[EndlessLog]:
    """A log that is searched no further than its first block."""
    log, lines = EndlessLog(), HeldLines()
    log.lines = lines
    try:
        yield log
    finally:
        lines.allowed.set()


async def test_letters_typed_while_a_search_runs_are_not_lost_and_the_search_follows() -> None:
    with held() as source:
        app = OneLog(source)
        async with app.run_test(size=(120, 24)) as pilot:
            await until(pilot, lambda: isinstance(app.screen, LogScreen) and bar(pilot, "foot"))
            await pilot.press("slash")
            await until(pilot, asks, pilot)
            typed = ""
            for letter in "line 29":
                await pilot.press("space" if letter == " " else letter)
                typed += letter
                assert app.screen.query_one(Input).value == typed
                await until(pilot, says(pilot, f"/{typed}  "))
                assert not view(pilot).found.complete
            await pilot.press("enter")
            assert isinstance(source.lines, HeldLines)
            source.lines.allowed.set()
            await until(pilot, lambda: view(pilot).found.complete)
            expected = sum(f"line {n}".startswith(typed) for n in range(COUNT))
            assert view(pilot).found.count == expected
            await until(pilot, says(pilot, f"/{expected}"))
