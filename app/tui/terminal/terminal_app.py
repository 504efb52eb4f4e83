"""What every application of farmtop's does with its terminal: colours, keys, the way out."""

import asyncio
import gc
import os
import signal
import sys
import threading
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path as FilePath
from typing import ClassVar
from weakref import WeakKeyDictionary

from textual import events, work
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input

from app.config import Settings
from app.errors import UsageError
from app.tui.keyboard.actions import application_bindings
from app.tui.terminal.hangup import end_with_terminal
from app.tui.terminal.themes import THEMES
from widgets.terminal.cell_app import CellApp
from widgets.terminal.flow import Flow

GARBAGE_THRESHOLDS = (5_000, 4, 100)
"""New objects after which the youngest are looked through; how often that is done until those that
stayed are looked through again; and how often that, until all are. A key waits for each, for about
3, 12 and 130 ms where thousands of rows are loaded; with Python's own 700 there is one in every
paint, and its own 10 let those that stayed be so many that they take as long as all."""

AFTER_DATA = 0.5
"""Seconds in which what came first is painted, and nothing else is done."""

SETTLED_AFTER = 10.0
"""Seconds after which garbage is looked for, whether there is data or not."""

THREADS_TURN = 0.001
"""Seconds that a thread may go on while another one waits to. A key is read by one thread, answered
by another and the answer written by a third, each of which waits so long for whoever reads a log or
searches it just then; Python's own 5 ms are 15 ms of a key's time."""

STANDARD_INPUT = 0
"""The descriptor of the terminal."""

PATIENCE = 5.0
"""Seconds that a terminal has to be put back, before farmtop ends all the same."""

STYLES = FilePath(__file__).parents[3] / "styles"


class TerminalApp(CellApp[str]):
    """An application that returns a message for stderr where it had to give up."""

    TITLE = "farmtop"
    CSS_PATH: ClassVar[list[str | FilePath]] = [  # type: ignore[assignment]
        STYLES / "app.tcss",
        STYLES / "lists.tcss",
    ]
    """The style sheets of the first screen; the others are read as soon as that is shown."""
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [*application_bindings()]
    OPENED: ClassVar[tuple[str, ...]] = ()
    """What keys open or need, which the first frame does without."""

    def __init__(self, settings: Settings) -> None:
        """Raises UsageError where the settings name a theme or a key that there is not."""
        super().__init__()
        self.compares_cells = settings.compare_cells
        self.flow = Flow(settings.fps)
        is_near = not os.environ.get("SSH_CONNECTION")
        moves = is_near if settings.animation is None else settings.animation
        self.animation_level = "full" if moves else "none"
        self._rests_without_focus = settings.rest_without_focus
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self._known_theme(settings.theme)
        self.set_keymap(_known_keys(settings.keymap))
        self._has_data = self._settled = False
        self._meant_for: WeakKeyDictionary[events.Key, Widget | None] = WeakKeyDictionary()

    def _known_theme(self, name: str) -> str:
        if name and name not in self.available_themes:
            themes = ", ".join(sorted(self.available_themes))
            raise UsageError(f"There is no theme {name!r}.", f"Choose one of {themes}.")
        return name or THEMES[0].name

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no key for what this application cannot do: a saved log is on no farm."""
        del parameters
        return any(hasattr(self, f"{kind}_{action}") for kind in ("action", "_action"))

    def has_data(self) -> None:
        """There is something to read: show it at once, and get ready for keys after that."""
        if not self._has_data:
            self._has_data = True
            # It may have come right behind a frame.
            self.hasten()
            self.set_timer(AFTER_DATA, self._get_ready)

    @work
    async def _get_ready(self) -> None:
        """Import what keys open, while nobody waits for it; what is there by then stays."""
        for name in self.OPENED:
            await asyncio.to_thread(import_module, name)
        self.settle_memory()

    def _read_styles(self) -> None:
        """Read the style sheets of what keys open."""
        for file in sorted(STYLES.glob("*.tcss")):
            if not self.stylesheet.has_source(str(file)):
                self.stylesheet.read(file)
        self.stylesheet.parse()  # else whoever is styled next goes by the old rules
        if len(self.screen_stack) > 1:  # somebody was faster
            self.refresh_css(animate=False)

    def refresh_css(self, animate: bool = True) -> None:
        """Parse no style sheet twice before there is a screen: the theme was only chosen."""
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())
            self.stylesheet.update(self, animate=animate)

    def settle_memory(self) -> None:
        """Once there is data, what was imported stays: looking through it again costs keys.

        From here on garbage is looked for; the command line put that off.
        """
        if not self._settled and not self.is_headless:
            self._settled = True
            gc.collect()
            gc.freeze()
            gc.set_threshold(*GARBAGE_THRESHOLDS)
            gc.enable()

    async def on_event(self, event: events.Event) -> None:
        """Remember what had the focus when a key came; that the terminal lost it may be no news."""
        if isinstance(event, events.AppBlur) and not self._rests_without_focus:
            return
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
        """Paint first. Leave by the front door when something else ends the process: a lost line,
        `kill`."""
        self.call_after_refresh(self._read_styles)
        if not self.is_headless:
            sys.setswitchinterval(THREADS_TURN)
            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                loop.add_signal_handler(number, self._leave, 128 + number)
            end_with_terminal(STANDARD_INPUT, PATIENCE)
            self.set_timer(SETTLED_AFTER, self.settle_memory)

    def _leave(self, code: int) -> None:
        self.exit(return_code=code)
        # Where the terminal itself has gone, putting it back can wait for ever.
        last_resort = threading.Timer(PATIENCE, os._exit, (code,))
        last_resort.daemon = True
        last_resort.start()


def _known_keys(keymap: Mapping[str, str]) -> Mapping[str, str]:
    if not keymap:
        return keymap
    # It knows the keys of every widget there is, and the first screen needs but some of them.
    from app.tui.keyboard.keys import binding_ids  # noqa: PLC0415

    known = binding_ids()
    for name in keymap:
        if name not in known:
            raise UsageError(
                f"The keymap in the settings moves {name!r}, which is nothing that has a key.",
                f"Choose from {', '.join(sorted(known))}.",
            )
    return keymap
