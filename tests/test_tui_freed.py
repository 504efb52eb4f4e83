"""What was closed is forgotten: the monitor stays open for days."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import ref

from textual._styles_cache import StylesCache

from app.config import Settings
from app.resources import LEVELS
from app.resources.level import Place
from app.tui.app import FarmTop
from app.tui.level_screen import LevelScreen
from app.tui.link import Link, Service
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


def painters() -> int:
    """How many widgets' painted lines are in memory, once garbage was collected."""
    gc.collect()
    return sum(isinstance(one, StylesCache) for one in gc.get_objects())
