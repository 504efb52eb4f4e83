"""Every key that farmtop's screens bind: one table, from which bindings, footer and help come.

The widgets bind their own keys for moving about; each of those has an id too, so that the keymap
in the settings can move any of them.
"""

from dataclasses import dataclass
from enum import Enum

from textual.binding import Binding


class Scope(Enum):
    """Where a key works."""

    EVERYWHERE = "Everywhere"
    LIST = "In a list"
    LOG = "In a log"


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a key does."""

    id: str
    """By which the keymap names it."""
    scope: Scope
    keys: str
    """As Textual writes them, separated by commas."""
    does: str
    """The name of the screen's action."""
    label: str
    """One or two words for the footer."""
    help: str
    """One sentence for the table of keys."""
    footer: bool = True
    first: bool = False
    """Whether it goes before whatever has the focus."""

    def binding(self) -> Binding:
        """The action as a binding of Textual's."""
        return Binding(
            self.keys,
            self.does,
            self.label,
            show=self.footer,
            priority=self.first,
            id=self.id,
        )


ACTIONS: tuple[Action, ...] = (
    Action("list.back", Scope.LIST, "escape,left,h", "back", "Back", "Go back to the row one came from; first lift the filter, then the marks."),
    Action("list.log", Scope.LIST, "L", "log", "Log", "Open the log of the selected row."),
    Action("list.filter", Scope.LIST, "slash", "filter", "Filter", "Show only what has these words, or status:failed, owner:, ended:<2h; !not; /regex/."),
    Action("log.back", Scope.LOG, "escape,left,h", "back", "Back", "Go back to where one came from; first stop what takes long, then lift the filter, then the search."),
    Action("log.search", Scope.LOG, "slash", "ask('find')", "Find", "Find a regular expression."),
    Action("log.only", Scope.LOG, "ampersand", "ask('only')", "Only", "Show only the lines that match a regular expression, and some around each: + and - change how many."),
    Action("log.worker", Scope.LOG, "m", "worker", "Worker", "Read the worker's log with it, in the order of time; or no longer."),
    Action("log.go-to-time", Scope.LOG, "T", "ask('time')", "Time", "Go to a time: 03:12, 2026-11-22 03:12:09, -5m, +30s.", footer=False),
    Action("log.save", Scope.LOG, "S", "ask('save')", "Save", "Save the whole log, or what the filter shows: as text, or as events where the name ends in .jsonl."),
    Action("log.line", Scope.LOG, "enter", "line", "Line", "Show the current line whole.", footer=False),
    Action("everywhere.help", Scope.EVERYWHERE, "question_mark", "help", "Keys", "Show every key."),
    Action("list.goto", Scope.LIST, "colon", "goto", "Go to", "Go to a level or to an id."),
    Action("list.sort", Scope.LIST, "s", "sort", "Sort", "Sort by a column; the same one again reverses, none is the usual order."),
    Action("list.next", Scope.LIST, "tab", "beside(1)", "Beside", "Go to the next list at the same place: from queues to fleets, from sessions to steps.", footer=False),
    Action("list.previous", Scope.LIST, "shift+tab", "beside(-1)", "Beside", "Go to the list before it.", footer=False),
    Action("list.details", Scope.LIST, "d", "details", "Details", "Show every field of the selected row."),
    Action("list.act", Scope.LIST, "a", "act", "Act", "Requeue, cancel, suspend … the marked rows, else the selected one, where --allow-actions lets you.", footer=False),
    Action("list.refresh", Scope.LIST, "r", "refresh", "Refresh", "Refresh now.", footer=False),
    Action("list.copy", Scope.LIST, "y", "copy", "Copy id", "Copy the ids of the marked rows, else that of the selected one, to the terminal's clipboard.", footer=False),
    Action("list.columns", Scope.LIST, "C", "columns", "Columns", "Choose the columns of this level, their order and their widths.", footer=False),
    Action("list.wide", Scope.LIST, "W", "wide", "Wide", "Show every column, as wide as it wants to be; or those again that were chosen and fit.", footer=False),
    Action("list.left", Scope.LIST, "less_than_sign,shift+left", "shift_columns(-1)", "Left", "Scroll columns to the left; the name stays.", footer=False),
    Action("list.right", Scope.LIST, "greater_than_sign,shift+right", "shift_columns(1)", "Right", "Scroll columns to the right; the name stays.", footer=False),
    Action("log.refresh", Scope.LOG, "r", "refresh", "Refresh", "Ask for new lines now.", footer=False),
    Action("log.copy", Scope.LOG, "y", "copy", "Copy line", "Copy the marked lines, else the current one, to the terminal's clipboard.", footer=False),
    Action("everywhere.redraw", Scope.EVERYWHERE, "ctrl+l", "app.redraw", "Redraw", "Draw the whole screen anew, where something else has written on it.", footer=False),
    Action("everywhere.quit", Scope.EVERYWHERE, "q", "app.quit", "Quit", "Leave farmtop."),
    Action("everywhere.interrupt", Scope.EVERYWHERE, "ctrl+c", "app.quit", "Quit", "Leave farmtop.", footer=False, first=True),
)  # fmt: skip


def bindings(*scopes: Scope) -> list[Binding]:
    """The bindings of these scopes, in the order of the table."""
    return [action.binding() for action in ACTIONS if action.scope in scopes]
