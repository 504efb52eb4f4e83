"""The keys that work on a screen, whatever has the focus, in the line at its foot."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from textual import on
from textual.binding import Binding
from textual.screen import Screen

from app.tui.keyboard.key_text import key_text
from app.view import GLYPHS, Tone
from widgets.bars.key_bar import KeyBar, KeyHint
from widgets.terminal.delay import call_after

ALWAYS = "everywhere.help"
"""The key that is shown however little room there is: it shows all others."""
GIVE_UP = "everywhere.give-up"
"""The key that is shown while somebody waits."""
UNNOTICED = 0.5
"""Seconds for which one waits without being told of it."""


def _always(action_id: str) -> bool:
    del action_id
    return True


class ActiveKeys(KeyBar):
    """Keeps to the bindings of its screen; a click on a key presses it."""

    def __init__(self, is_of_use: Callable[[str], bool] = _always) -> None:
        """Keys whose action, by its id, is of no use work all the same, but are not shown."""
        super().__init__()
        self._is_of_use = is_of_use
        self._awaited: object = None
        """What somebody waits for; None while nobody does."""

    def on_mount(self) -> None:
        """Textual tells of each change, also of several at once, one by one."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        # Where the terminal loses the focus, so does the widget, but no key works otherwise then.
        if screen.app.app_focus and screen is self.screen:
            self.call_after_refresh(self._show_active)

    @property
    def is_waited(self) -> bool:
        """Whether somebody waits for what a key has asked for."""
        return self._awaited is not None

    @contextmanager
    def waiting_for(self, words: str) -> Iterator[None]:
        """Somebody waits in here for what a key has asked for.

        The words say so instead of the keys, unless it comes at once or nobody waits any more.
        """
        self._awaited = awaited = object()
        telling = call_after(self, UNNOTICED, partial(self._tell, awaited, words))
        try:
            yield
        finally:
            telling.cancel()
            if self._awaited is awaited:
                self.wait_no_more()

    def wait_no_more(self) -> None:
        """Whatever was waited for: show the keys again."""
        self._awaited = None
        self.call_after_refresh(self._show_active)

    def _tell(self, awaited: object, words: str) -> None:
        if self._awaited is awaited and self.is_attached:
            active = (one.binding for one in self.screen.active_bindings.values())
            hints = [self._hint(binding) for binding in active if binding.id == GIVE_UP]
            self.show(hints, f"{GLYPHS[Tone.WAITING]} {words}")

    def _show_active(self) -> None:
        if not self.is_attached or self.is_waited:  # or the screen was closed since
            return
        hints: dict[str, KeyHint] = {}
        for _, binding, _, _ in self.screen.active_bindings.values():
            if binding.show and self._is_of_use(binding.id or ""):
                hints.setdefault(binding.action, self._hint(binding))
        self.show(tuple(hints.values()))

    def _hint(self, binding: Binding) -> KeyHint:
        keys = key_text(binding.key)
        return KeyHint(binding.key, keys, binding.description, always=binding.id == ALWAYS)

    @on(KeyBar.Pressed)
    def _press(self, event: KeyBar.Pressed) -> None:
        event.stop()
        self.app.simulate_key(event.key)
