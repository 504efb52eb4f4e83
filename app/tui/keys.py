"""Every key as a table, drawn from the same declarations that bind it."""

from collections.abc import Iterator

from textual.binding import Binding

from app.tui.actions import ACTIONS, Scope
from widgets.gantt import Gantt
from widgets.gauges import Gauges
from widgets.log_view import LogView
from widgets.resource_table import ResourceTable

MOVING: dict[Scope, type] = {
    Scope.LIST: ResourceTable,
    Scope.LOG: LogView,
    Scope.TIMELINE: Gantt,
    Scope.HOST: Gauges,
}
"""The widgets that bind keys of their own in each scope."""

NAMES = {
    "slash": "/",
    "colon": ":",
    "question_mark": "?",
    "exclamation_mark": "!",
    "ampersand": "&",
    "asterisk": "*",
    "plus": "+",
    "equals_sign": "=",
    "minus": "-",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
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
    "backslash": "\\",
}
"""How keys read on a keyboard, by Textual's names for them."""

MODIFIERS = {"ctrl": "^", "shift": "⇧"}


def key_table(scope: Scope) -> list[tuple[str, str]]:
    """Keys and what they do in one scope, those for moving about first."""
    return [
        *((key_text(binding.key), binding.description) for binding in _moving(scope)),
        *((key_text(one.keys), one.help) for one in ACTIONS if one.scope is scope),
    ]


def binding_ids() -> frozenset[str]:
    """The ids by which the keymap in the settings can move a key."""
    moving = {binding.id for scope in MOVING for binding in _moving(scope) if binding.id}
    return frozenset(moving | {action.id for action in ACTIONS})


def key_text(keys: str) -> str:
    """Keys as one reads them: `↵ → l`."""
    return " ".join(_one_key(key.strip()) for key in keys.split(","))


def _one_key(key: str) -> str:
    *modifiers, name = key.split("+")
    return "".join(MODIFIERS.get(one, f"{one}-") for one in modifiers) + NAMES.get(name, name)


def _moving(scope: Scope) -> Iterator[Binding]:
    """The bindings that a widget and what it is built on declare in `widgets`."""
    if scope not in MOVING:
        return
    for one in reversed(MOVING[scope].__mro__):
        if one.__module__.startswith("widgets."):
            yield from (b for b in vars(one).get("BINDINGS", ()) if isinstance(b, Binding))
