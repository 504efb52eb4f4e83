"""The monitor: it opens the connection and the first screen, and says why where it cannot."""

import asyncio
import time
from collections.abc import Callable
from importlib import import_module

from textual import on, work

from app.aws.backoff import Backoff
from app.config import Settings
from app.errors import FarmtopError
from app.resources import ROOT
from app.resources.level import Place
from app.tui.level_screen import LevelScreen
from app.tui.link import Connect, Link, connect_to_aws
from app.tui.list_pane import ListPane
from app.tui.terminal_app import TerminalApp

OPENED = (
    "app.tui.item_logs",
    "app.tui.log_screen",
    "app.tui.goto",
    "app.tui.details_screen",
    "app.tui.help_screen",
)
"""What keys open, which the first frame does without."""

AFTER_DATA = 0.5
"""Seconds in which the first rows are painted, and nothing else is done."""


class FarmTop(TerminalApp):
    """The monitor of an account."""

    def __init__(
        self,
        settings: Settings,
        *,
        place: Place | None = None,
        connect: Connect = connect_to_aws,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(settings)
        self._place = place or Place(ROOT)
        self._link = Link(settings, connect, clock)
        self._is_ready = False

    @on(ListPane.Refreshed)
    def _refreshed(self, event: ListPane.Refreshed) -> None:
        if not event.snapshot.kept and not self._is_ready:
            self._is_ready = True
            self.set_timer(AFTER_DATA, self._get_ready)

    @work
    async def _get_ready(self) -> None:
        """Import what keys open, while nobody waits for it; what is there by then stays."""
        for name in OPENED:
            await asyncio.to_thread(import_module, name)
        self.settle_memory()

    def watch_app_focus(self, focused: bool) -> None:
        """Tell the lists; one that watched it by itself would be kept after it was closed."""
        for screen in self.screen_stack:
            if isinstance(screen, LevelScreen):
                screen.leave(not focused)

    def on_mount(self) -> None:
        """Paint first, connect after."""
        self.call_after_refresh(self._connect)

    def get_default_screen(self) -> LevelScreen:
        """The list of the place; whatever else lay below it would be painted first."""
        return LevelScreen(self._place, self._link, is_first=True)

    def _connect(self) -> None:
        self._hold()
        self._learn_account()

    @work
    async def _hold(self) -> None:
        try:
            await self._link.hold()
        except FarmtopError as error:
            self.exit(str(error), return_code=error.exit_code)

    @work
    async def _learn_account(self) -> None:
        """The lists say what is wrong with the credentials; here it is only tried again."""
        service = await self._link.service()
        backoff = Backoff(base=5.0, cap=60.0)
        while not self._link.account:
            try:
                self._link.account = (await service.identity()).account
            except FarmtopError as error:
                await asyncio.sleep(backoff.next(error.retry_after))
