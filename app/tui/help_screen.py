"""Every key, drawn from the same tables that bind them."""

from collections.abc import Iterable
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from app.tui.actions import ACTIONS, Scope
from widgets.log_view import LogView
from widgets.resource_table import ResourceTable

MOVING: dict[Scope, tuple[type, ...]] = {Scope.LIST: (ResourceTable,), Scope.LOG: (LogView,)}
"""The widgets that bind keys of their own in each scope."""

NAMES = {
    "slash": "/",
    "colon": ":",
    "question_mark": "?",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "enter": "↵",
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "space": "Space",
}
"""How keys read on a keyboard, by Textual's names for them."""


def key_text(keys: str) -> str:
    """Keys as one reads them: `↵ → l`."""
    return " ".join(_one_key(key.strip()) for key in keys.split(","))


def _one_key(key: str) -> str:
    *modifiers, name = key.split("+")
    signs = {"ctrl": "^", "shift": "⇧"}
    return "".join(signs.get(one, f"{one}-") for one in modifiers) + NAMES.get(name, name)


def key_table(scope: Scope) -> list[tuple[str, str]]:
    """Keys and what they do in one scope, the widgets' own first."""
    return [
        *((key_text(b.key), b.tooltip or b.description) for b in _moving(scope)),
        *((key_text(one.keys), one.help) for one in ACTIONS if one.scope is scope),
    ]


def _moving(scope: Scope) -> Iterable[Binding]:
    """The bindings that a widget and what it is built on declare in `widgets`."""
    for widget in MOVING.get(scope, ()):
        for one in reversed(widget.__mro__):
            if one.__module__.startswith("widgets."):
                yield from (b for b in vars(one).get("BINDINGS", ()) if isinstance(b, Binding))


class HelpScreen(ModalScreen[None]):
    """The table of keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,left,h", "dismiss", "Close", id="help.close"),
        Binding("down,j", "down", "Down", show=False),
        Binding("up,k", "up", "Up", show=False),
    ]

    def compose(self) -> ComposeResult:
        """One box with a table for each scope."""
        with VerticalScroll(id="help-box"):
            for scope in Scope:
                yield Static(scope.value, classes="heading", markup=False)
                table = Table.grid(padding=(0, 3))
                table.add_column(no_wrap=True, min_width=14)
                table.add_column()
                for keys, does in key_table(scope):
                    table.add_row(Text(keys, style="bold"), Text(does))
                yield Static(table)

    def on_mount(self) -> None:
        """The box scrolls by the arrow keys."""
        self.query_one("#help-box").focus()

    def action_down(self) -> None:
        """Scroll down."""
        self.query_one("#help-box").scroll_down(animate=False)

    def action_up(self) -> None:
        """Scroll up."""
        self.query_one("#help-box").scroll_up(animate=False)
