"""What was closed is forgotten: the monitor stays open for days."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from weakref import ref

from textual._styles_cache import StylesCache
from textual.screen import Screen

from app.config import Settings
from app.logs.files.saved import SavedLog
from app.resources import LEVELS
from app.resources.level import Place
from app.tui.app import FarmTop
from app.tui.connection.link import Link, Service
from app.tui.levels.level_screen import LevelScreen
from app.tui.logs.log_screen import LogScreen
from app.tui.saved import FileLog
from tests.pilots import until

FARMS = Place(LEVELS["farms"])


@asynccontextmanager
async def never(settings: Settings) -> AsyncIterator[Service]:
    """No connection: one keeps the screen under which it was opened, while it is open."""
    del settings
    await asyncio.Event().wait()
    yield NotImplemented


async def test_a_list_is_freed_once_it_is_closed_with_what_it_painted() -> None:
    app = FarmTop(Settings(), place=FARMS, connect=never)
    async with app.run_test() as pilot:
        before = painters()
        await app.push_screen(LevelScreen(FARMS, Link(Settings(), never)))
        closed = ref(app.screen)
        await until(pilot, lambda: painters() > before)
        await app.pop_screen()
        await until(pilot, lambda: painters() <= before and closed() is None)


async def test_a_log_is_freed_once_it_is_closed_with_what_it_painted(tmp_path: Path) -> None:
    path = tmp_path / "saved.log"
    path.write_text("openjd_fail: no\n" * 1_000, encoding="utf-8")
    app = FarmTop(Settings(), place=FARMS, connect=never)
    async with app.run_test() as pilot:
        before = painters()
        log = FileLog(path, SavedLog(path))
        await app.push_screen(LogScreen(log, Settings(), lambda: 0.0))
        closed = ref(app.screen)
        await until(pilot, lambda: painters() > before and is_read(app.screen))
        await pilot.press("e", "pageup")
        await app.pop_screen()
        await until(pilot, lambda: painters() <= before and closed() is None)


def is_read(screen: Screen[object]) -> bool:
    """Whether a log was looked through for errors."""
    return isinstance(screen, LogScreen) and screen.pane.findings.complete


def painters() -> int:
    """How many widgets' painted lines are in memory, once garbage was collected."""
    gc.collect()
    return sum(isinstance(one, StylesCache) for one in gc.get_objects())
