"""Every key that farmtop's screens bind: one table, from which bindings, footer and help come.

The widgets bind their own keys for moving about; each of those has an id too, so that the keymap
in the settings can move any of them.
"""

from enum import Enum

from msgspec import Struct
from textual.binding import Binding


class Scope(Enum):
    """Where a key works."""

    EVERYWHERE = "Everywhere"
    FARM = "Anywhere on a farm"
    LIST = "In a list"
    LOG = "In a log"
    WHY = "In the answer to why"
    TIMELINE = "In a timeline"
    HOST = "On a worker's machine"
    DETAILS = "In the details of a row"


class Action(Struct, frozen=True):
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

    @property
    def is_of_application(self) -> bool:
        """Whether it holds whatever lies over a screen; else what does has keys of its own."""
        return self.scope is Scope.EVERYWHERE and self.first

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
    Action("list.why", Scope.LIST, "F", "why", "Why", "Say why the selected row failed, with the lines of the logs that show it."),
    Action("list.act", Scope.LIST, "a", "act", "Act", "Requeue, cancel, suspend … the marked rows, else the selected one, where --allow-actions lets you."),
    Action("list.timeline", Scope.LIST, "T", "timeline", "Timeline", "Show who did what when, of the selected job, session or worker."),
    Action("list.worker", Scope.LIST, "w", "app.travel('follow', 'worker')", "Worker", "Go to the worker that ran, or runs, the selected row; of a job or a step to one of those that are on it."),
    Action("list.task", Scope.LIST, "t", "app.travel('follow', 'task')", "Task", "Go to the task that the selected session action runs, or that the session has begun last."),
    Action("list.filter", Scope.LIST, "slash", "filter", "Filter", "Show only what has these words, or status:failed, owner:, ended:<2h; !not; /regex/."),
    Action("log.back", Scope.LOG, "escape,left,h", "back", "Back", "Go back to where one came from; first stop what takes long, then lift the filter, then the search."),
    Action("log.close", Scope.LOG, "q", "close", "Close", "Close the log, with whatever is searched for or filtered in it.", footer=False),
    Action("log.search", Scope.LOG, "slash", "ask('find')", "Find", "Find a regular expression."),
    Action("log.only", Scope.LOG, "ampersand", "ask('only')", "Only", "Show only the lines that match a regular expression, and some around each: + and - change how many."),
    Action("log.worker", Scope.LOG, "m", "worker", "Worker", "Read the worker's log with it, in the order of time; or no longer."),
    Action("log.go-to-time", Scope.LOG, "T", "ask('time')", "Time", "Go to a time: 03:12, 2026-11-22 03:12:09, -5m, +30s.", footer=False),
    Action("log.save", Scope.LOG, "S", "ask('save')", "Save", "Save the whole log, or what the filter shows: as text, or as events where the name ends in .jsonl."),
    Action("log.why", Scope.LOG, "F", "lead('why')", "Why", "Say why it failed whose log this is."),
    Action("log.line", Scope.LOG, "enter", "line", "Line", "Show the current line whole; fold or unfold the section of a heading.", footer=False),
    Action("why.back", Scope.WHY, "escape,left,h,q", "back", "Back", "Go back to where one came from."),
    Action("why.line", Scope.WHY, "enter,right,l", "line", "Line", "Open the log at the line that tells."),
    Action("why.log", Scope.WHY, "L", "log", "Log", "Open the whole log of the session."),
    Action("why.worker", Scope.WHY, "w", "worker", "Worker", "Open the worker's log at that time."),
    Action("why.copy", Scope.WHY, "y", "copy", "Copy", "Copy the answer to the terminal's clipboard."),
    Action("why.refresh", Scope.WHY, "r", "ask", "Ask again", "Find out again.", footer=False),
    Action("why.down", Scope.WHY, "J,space", "scroll(1)", "Down", "Scroll the proof down."),
    Action("why.up", Scope.WHY, "K", "scroll(-1)", "Up", "Scroll the proof up.", footer=False),
    Action("host.back", Scope.HOST, "escape,q", "back", "Back", "Go back to where one came from."),
    Action("host.log", Scope.HOST, "L", "log", "Worker's log", "Open the worker's own log at that time."),
    Action("host.refresh", Scope.HOST, "r", "refresh", "Refresh", "Look for new figures now.", footer=False),
    Action("everywhere.help", Scope.EVERYWHERE, "question_mark", "help", "Keys", "Show every key."),
    Action("farm.goto", Scope.FARM, "colon", "app.goto", "Go to", "Go to a level, or to an address: an id, farm/queue/job, farm/fleet/worker, a name, a URL."),
    Action("log.timeline", Scope.LOG, "i", "lead('timeline')", "Timeline", "Show what was done when, at the time of the current line."),
    Action("log.machine", Scope.LOG, "M", "lead('machine')", "Machine", "Show CPU, memory, disk, network and GPU of the worker at the time of the current line."),
    Action("list.details", Scope.LIST, "d", "details", "Details", "Show every field of the selected row."),
    Action("list.sort", Scope.LIST, "s", "sort", "Sort", "Sort by a column; the same one again reverses, none is the usual order."),
    Action("list.machine", Scope.LIST, "M", "app.travel('machine')", "Machine", "Show CPU, memory, disk, network and GPU of the worker that ran, or runs, the selected row; of a job its newest session."),
    Action("list.next", Scope.LIST, "tab", "beside(1)", "Beside", "Go to the next list at the same place: from queues to fleets, from sessions to steps.", footer=False),
    Action("list.previous", Scope.LIST, "shift+tab", "beside(-1)", "Beside", "Go to the list before it.", footer=False),
    Action("list.parent", Scope.LIST, "p", "app.travel('follow', 'parent')", "Parent", "Go to what the selected row is a part of: from an action to its session, from a job to its queue.", footer=False),
    Action("farm.web", Scope.FARM, "o", "app.anywhere('web')", "Web page", "Copy the address of the page, in the web monitor or the console, of the row that is selected or looked into, and open it in a browser unless over SSH.", footer=False),
    Action("farm.keep", Scope.FARM, "b", "app.anywhere('keep')", "Keep", "Keep the place of a list as a bookmark; elsewhere the row whose log, timeline … this is.", footer=False),
    Action("farm.bookmarks", Scope.FARM, "B", "app.anywhere('kept')", "Bookmarks", "Show the bookmarks, to go to one or to take it out.", footer=False),
    Action("farm.outcome", Scope.FARM, "A", "app.outcome", "Outcome", "Show the outcomes of what was done last.", footer=False),
    Action("list.backward", Scope.LIST, "left_square_bracket", "app.wander(-1)", "Backward", "Go back to the place where one was before.", footer=False),
    Action("list.forward", Scope.LIST, "right_square_bracket", "app.wander(1)", "Forward", "Go forward again to the place from which one went back.", footer=False),
    Action("list.overview", Scope.LIST, "O", "overview", "Health", "Go from the farms to how their queues and fleets are doing, and back."),
    Action("list.problems", Scope.LIST, "exclamation_mark", "problems", "Problems", "Of the queues and fleets above the farms show only those with a problem, or all again."),
    Action("list.refresh", Scope.LIST, "r", "refresh", "Refresh", "Refresh now.", footer=False),
    Action("list.copy", Scope.LIST, "y", "copy", "Copy id", "Copy the ids of the marked rows, else that of the selected one, to the terminal's clipboard.", footer=False),
    Action("list.columns", Scope.LIST, "C", "columns", "Columns", "Choose the columns of this level, their order and their widths.", footer=False),
    Action("list.wide", Scope.LIST, "W", "wide", "Wide", "Show every column, as wide as it wants to be; or those again that were chosen and fit.", footer=False),
    Action("list.left", Scope.LIST, "less_than_sign,shift+left", "shift_columns(-1)", "Left", "Scroll columns to the left; the name stays if it is among the first three, else the first column.", footer=False),
    Action("list.right", Scope.LIST, "greater_than_sign,shift+right", "shift_columns(1)", "Right", "Scroll columns to the right; the name stays if it is among the first three, else the first column.", footer=False),
    Action("log.refresh", Scope.LOG, "r", "refresh", "Refresh", "Ask for new lines now.", footer=False),
    Action("log.copy", Scope.LOG, "y", "copy", "Copy line", "Copy the marked lines, else the current one, to the terminal's clipboard.", footer=False),
    Action("timeline.back", Scope.TIMELINE, "escape,q", "back", "Back", "Go back to the list."),
    Action("timeline.log", Scope.TIMELINE, "L", "log", "Log", "Open the log of the action, at the time of the cursor; back from there the cursor is where the log was."),
    Action("timeline.why", Scope.TIMELINE, "F", "lead('why')", "Why", "Say why the action failed, with the lines of the logs that show it."),
    Action("timeline.machine", Scope.TIMELINE, "M", "lead('machine')", "Machine", "Show CPU, memory, disk, network and GPU of its worker at the time of the cursor."),
    Action("timeline.worker", Scope.TIMELINE, "w", "lead('worker')", "Worker", "Go to the worker that ran, or runs, the action."),
    Action("timeline.rows", Scope.TIMELINE, "v", "rows", "Rows", "Give each session a row instead of each worker, or the other way round."),
    Action("timeline.details", Scope.TIMELINE, "d", "details", "Details", "Show every field of the action."),
    Action("timeline.refresh", Scope.TIMELINE, "r", "refresh", "Refresh", "Read everything anew.", footer=False),
    Action("timeline.copy", Scope.TIMELINE, "y", "copy", "Copy id", "Copy the id of the action to the terminal's clipboard.", footer=False),
    Action("details.close", Scope.DETAILS, "d", "dismiss", "Close", "Close them; so do escape, q, left and h.", footer=False),
    Action("details.copy", Scope.DETAILS, "y", "copy", "Copy", "Copy every field to the terminal's clipboard."),
    Action("everywhere.give-up", Scope.EVERYWHERE, "escape", "app.give_up", "Give up", "Give up what a key has asked for, while that is being looked for.", footer=False, first=True),
    Action("everywhere.redraw", Scope.EVERYWHERE, "ctrl+l", "app.redraw", "Redraw", "Draw the whole screen anew, where something else has written on it.", footer=False, first=True),
    Action("everywhere.quit", Scope.EVERYWHERE, "q", "app.quit", "Quit", "Leave farmtop; what was opened over a list is only closed."),
    Action("everywhere.interrupt", Scope.EVERYWHERE, "ctrl+c", "app.quit", "Quit", "Leave farmtop.", footer=False, first=True),
)  # fmt: skip


def bindings(*scopes: Scope) -> list[Binding]:
    """The bindings of a screen with these scopes, in the order of the table."""
    return [
        action.binding()
        for action in ACTIONS
        if action.scope in scopes and not action.is_of_application
    ]


def application_bindings() -> list[Binding]:
    """The bindings that hold on every screen, in every box over one and in every prompt."""
    return [action.binding() for action in ACTIONS if action.is_of_application]
