"""Every key as a table, drawn from the same declarations that bind it."""

from collections.abc import Iterator

from textual.binding import Binding

from app.tui.keyboard.actions import ACTIONS, Scope
from app.tui.keyboard.key_text import key_text
from widgets.charts.gantt import Gantt
from widgets.charts.gauges import Gauges
from widgets.log.log_view import LogView
from widgets.table.resource_table import ResourceTable

MOVING: dict[Scope, type] = {
    Scope.LIST: ResourceTable,
    Scope.LOG: LogView,
    Scope.TIMELINE: Gantt,
    Scope.HOST: Gauges,
}
"""The widgets that bind keys of their own in each scope."""


def named_keys(scope: Scope) -> list[tuple[str, str, str]]:
    """The id, the keys and what they do in one scope, those for moving about first.

    By the id the keymap in the settings can move a key.
    """
    return [
        *(
            (one.id or "", key_text(one.key), one.tooltip or one.description)
            for one in _moving(scope)
        ),
        *((one.id, key_text(one.keys), one.help) for one in ACTIONS if one.scope is scope),
    ]


def key_table(scope: Scope) -> list[tuple[str, str]]:
    """Keys and what they do in one scope, those for moving about first."""
    return [(keys, does) for _, keys, does in named_keys(scope)]


def binding_ids() -> frozenset[str]:
    """The ids by which the keymap in the settings can move a key."""
    return frozenset(name for scope in Scope for name, _, _ in named_keys(scope) if name)


def _moving(scope: Scope) -> Iterator[Binding]:
    """The bindings that a widget and what it is built on declare in `widgets`."""
    if scope not in MOVING:
        return
    for one in reversed(MOVING[scope].__mro__):
        if one.__module__.startswith("widgets."):
            yield from (b for b in vars(one).get("BINDINGS", ()) if isinstance(b, Binding))
