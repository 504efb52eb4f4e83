"""The application: it opens the connection and the first screen, and says why where it cannot."""

import asyncio
import gc
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path as FilePath
from typing import ClassVar
from weakref import WeakKeyDictionary

from textual import events, on, work
from textual.app import App
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input

from app.aws.backoff import Backoff
from app.config import Settings
from app.errors import FarmtopError, UsageError
from app.resources import ROOT
from app.resources.level import Place
from app.tui.keys import binding_ids
from app.tui.level_screen import LevelScreen
from app.tui.link import Connect, Link, connect_to_aws
from app.tui.list_pane import ListPane
from app.tui.themes import THEMES

GARBAGE_THRESHOLD = 20_000
"""New objects after which the youngest are looked through; Python's own 700 costs a paint each."""

PATIENCE = 2.0
"""Seconds that a terminal has to be put back, before farmtop ends all the same."""

STYLES = FilePath(__file__).parents[2] / "styles"


class FarmTop(App[str]):
    """The monitor. It returns a message for stderr where it had to give up."""

    TITLE = "farmtop"
    CSS_PATH: ClassVar[list[str | FilePath]] = sorted(STYLES.glob("*.tcss"))  # type: ignore[assignment]
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(
        self,
        settings: Settings,
        *,
        place: Place | None = None,
        connect: Connect = connect_to_aws,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self._place = place or Place(ROOT)
        self._link = Link(settings, connect, clock)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self._known_theme(settings.theme)
        self.set_keymap(_known_keys(settings.keymap))
        self._settled = False
        self._meant_for: WeakKeyDictionary[events.Key, Widget | None] = WeakKeyDictionary()

    def _known_theme(self, name: str) -> str:
        if name and name not in self.available_themes:
            themes = ", ".join(sorted(self.available_themes))
            raise UsageError(f"There is no theme {name!r}.", f"Choose one of {themes}.")
        return name or THEMES[0].name

    @on(ListPane.Refreshed)
    def _settle_memory(self) -> None:
        """Once there is data, what was imported stays: looking through it again costs keys."""
        if not self._settled and not self.is_headless:
            self._settled = True
            gc.collect()
            gc.freeze()
            gc.set_threshold(GARBAGE_THRESHOLD)

    async def on_event(self, event: events.Event) -> None:
        """Remember what had the focus when a key came."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._meant_for[event] = self.focused
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Give a prompt what was typed ahead of it, and sent to what had the focus before."""
        line = self.focused
        if isinstance(line, Input) and self._meant_for.get(event) is not line:
            event.stop()
            event.prevent_default()
            again = events.Key(event.key, event.character)
            self._meant_for[again] = line
            # As the application itself hands keys on: posted, it would come back as a new one.
            line._forward_event(again)

    def on_mount(self) -> None:
        """Paint first, connect after."""
        if not self.is_headless:
            self._put_terminal_back_when_ended()
        self.push_screen(LevelScreen(self._place, self._link))
        self.call_after_refresh(self._connect)

    def _put_terminal_back_when_ended(self) -> None:
        """Leave by the front door when something else ends the process: a lost line, `kill`."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._leave, 128 + number)

    def _leave(self, code: int) -> None:
        self.exit(return_code=code)
        # Where the terminal itself has gone, putting it back can wait for ever.
        last_resort = threading.Timer(PATIENCE, os._exit, (code,))
        last_resort.daemon = True
        last_resort.start()

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


def _known_keys(keymap: Mapping[str, str]) -> Mapping[str, str]:
    known = binding_ids()
    for name in keymap:
        if name not in known:
            raise UsageError(
                f"The keymap in the settings moves {name!r}, which is nothing that has a key.",
                f"Choose from {', '.join(sorted(known))}.",
            )
    return keymap
