"""What takes long in a log is told while it goes on, and Escape stops it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, current_thread, main_thread

import pytest

from app.config import Settings
from app.lines import Splice
from app.logs.following.batch import LogBatch, LogState, Phase
from app.logs.following.followed import Origin
from app.logs.worker.worker_tail import WorkerLog
from app.tui.logs.log_errands import Errands
from app.tui.logs.log_screen import LogScreen
from app.tui.logs.log_source import About
from app.tui.terminal.terminal_app import TerminalApp
from app.view import LogLine
from tests.listed_lines import ListedBlock, ListedLines
from tests.pilots import FarmPilot, answer, bar, log, until, view

NEWEST = int(datetime(2026, 11, 22, 6, tzinfo=UTC).timestamp())
"""When the newest line was written, in seconds; those before it are a second apart each."""


class EndlessLog:
    """A log that is read back for ever, a page whenever a test lets it: also a `LogSource`."""

    trail = ("Aurora", "lighting", "log")
    about = About("render 1043")
    is_session, has_worker, at_beginning = True, False, False
    thing = None
    file_names = ("render", "")
    origins = (Origin(),)
    state = LogState(phase=Phase.FOLLOWING, caught_up=True, newest=NEWEST * 1000)

    def __init__(self) -> None:
        self.lines = ListedLines(page(range(200)))
        self.opened = None
        self.allowed = asyncio.Semaphore(0)
        """Pages that may be read."""

    def writer(self, line: LogLine) -> None:
        """Nobody knows."""

    async def find(self) -> "EndlessLog":
        return self

    async def worker(self) -> WorkerLog:
        raise NotImplementedError

    def watches(self) -> tuple[AsyncGenerator[None, None], ...]:
        return ()

    async def follow(self) -> AsyncGenerator[LogBatch, None]:
        yield LogBatch((), self.state)

    async def older(self) -> tuple[Splice, ...]:
        await self.allowed.acquire()
        count = len(self.lines)
        return (self.lines.prepend(page(range(count, count + 100))),)

    def let(self, pages: int) -> None:
        """Let some pages be read."""
        for _ in range(pages):
            self.allowed.release()

    def wake(self) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def close(self) -> None: ...


def page(before: range) -> list[LogLine]:
    """Lines so many seconds before the newest one, the oldest first."""
    return [LogLine((NEWEST - n) * 1000, f"line {n}") for n in reversed(before)]


class OneLog(TerminalApp):
    """A log and nothing behind it."""

    def __init__(self, source: EndlessLog) -> None:
        super().__init__(Settings(time_column="utc"))
        self.source = source

    def on_mount(self) -> None:
        self.push_screen(LogScreen(self.source, Settings(time_column="utc"), lambda: NEWEST))


@asynccontextmanager
async def endless(
    lines: ListedLines | None = None,
) -> AsyncIterator[tuple[FarmPilot, EndlessLog]]:
    """A log that is read back for ever, opened; it begins with these lines."""
    source = EndlessLog()
    source.lines = lines or source.lines
    app = OneLog(source)
    async with app.run_test(size=(120, 24), notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, LogScreen) and bar(pilot, "foot"))
        yield pilot, source


def says(pilot: FarmPilot, words: str) -> Callable[[], bool]:
    """Whether the foot says this."""
    return lambda: words in bar(pilot, "foot")


async def test_going_to_a_time_says_how_far_it_is_and_escape_leaves_one_where_one_was() -> None:
    async with endless() as (pilot, source):
        await answer(pilot, "T", "05:00")
        await until(pilot, says(pilot, "reading back to 05:00:00, at 05:56:41 … Esc stops"))
        source.let(2)
        await until(pilot, says(pilot, "reading back to 05:00:00, at 05:53:21 … Esc stops"))
        await pilot.press("escape")
        await until(pilot, says(pilot, "Stopped reading back."))
        source.let(5)
        await pilot.pause()
        assert view(pilot).following
        assert len(source.lines) == 400
        assert isinstance(pilot.app.screen, LogScreen)


async def test_a_time_of_another_day_is_told_with_its_date() -> None:
    async with endless() as (pilot, _):
        await answer(pilot, "T", "-2d")
        await until(pilot, says(pilot, "reading back to 2026-11-20 06:00:00, at 05:56:41"))


async def test_going_to_the_first_line_is_stopped_and_gone_on_with() -> None:
    async with endless() as (pilot, source):
        await pilot.press("g")
        source.let(1)
        await until(pilot, says(pilot, "reading back to the beginning, at 05:55:01 … Esc stops"))
        top = view(pilot).top_number
        await pilot.press("escape")
        await until(pilot, says(pilot, "Stopped reading back."))
        source.let(3)
        await until(pilot, lambda: len(source.lines) == 400)
        assert view(pilot).top_number == top
        await pilot.press("g")
        await until(pilot, lambda: len(source.lines) == 600)
        await until(pilot, lambda: view(pilot).top_number == source.lines.first)


async def test_saving_is_stopped_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    monkeypatch.chdir(folder)
    async with endless() as (pilot, source):
        await answer(pilot, "S", "whole.log")
        await until(pilot, says(pilot, "saving, reading back to the beginning, at 05:56:41"))
        await pilot.press("escape")
        await until(pilot, says(pilot, "Stopped saving to whole.log."))
        source.let(3)
        await pilot.pause()
        assert not log(pilot).pane.errands
    assert not list(folder.iterdir())


async def test_escape_stops_first_and_then_lifts_what_is_searched_for() -> None:
    async with endless() as (pilot, _):
        await answer(pilot, "slash", "line 7")
        await answer(pilot, "T", "05:00")
        await until(pilot, lambda: log(pilot).pane.errands)
        await pilot.press("escape")
        assert "/line 7" in bar(pilot, "foot")
        await until(pilot, says(pilot, "Stopped reading back."))
        await pilot.press("escape")
        await until(pilot, lambda: "/line 7" not in bar(pilot, "foot"))


@dataclass(frozen=True, slots=True)
class HeldBlock(ListedBlock):
    """Lines that a thread looks through for as long as a test wants."""

    released: Event = field(default_factory=Event)

    def text(self) -> str:
        if current_thread() is not main_thread():
            self.released.wait()
        return ListedBlock.text(self)


class HeldLines(ListedLines):
    """What is at once on the screen is searched at once, and the rest is not before it may be."""

    def __init__(self) -> None:
        super().__init__(page(range(200)), block=50)
        self.released = Event()

    def block(self, index: int) -> HeldBlock:
        block = super().block(index)
        return HeldBlock(block.number, block.lines, self.released)


@pytest.mark.parametrize(
    ("key", "stands"), [("slash", "/line  31/50"), ("ampersand", "&line")], ids=["find", "only"]
)
async def test_a_search_that_is_slow_says_how_far_it_is_and_escape_stops_it(
    key: str, stands: str
) -> None:
    lines = HeldLines()
    async with endless(lines) as (pilot, _):
        try:
            await answer(pilot, key, "line")
            await until(pilot, says(pilot, "the search is slow, 25% looked at … Esc stops"))
            await pilot.press("escape")
            await until(pilot, says(pilot, "stopped, 25% looked at"))
            assert stands in bar(pilot, "foot")
            assert "slow" not in bar(pilot, "foot")
            await pilot.press("escape")
            await until(pilot, lambda: "stopped" not in bar(pilot, "foot"))
        finally:
            lines.released.set()


def test_what_was_begun_last_is_stopped_first_and_what_needs_no_stopping_is_passed_over() -> None:
    errands, stopped = Errands(), list[str]()
    with (
        errands.going_on(lambda: "saving", lambda: stopped.append("S"), "Stopped saving."),
        errands.going_on(lambda: "reading", lambda: stopped.append("T"), "Stopped reading."),
        errands.going_on(lambda: "", lambda: stopped.append("g"), "Stopped going up."),
    ):
        assert errands.words == ""  # it has not gone on for long
        assert [errands.stop(), errands.stop(), errands.stop()] == [
            "Stopped reading.", "Stopped saving.", "",
        ]  # fmt: skip
        assert stopped == ["T", "S"]
    assert not errands
