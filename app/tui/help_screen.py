"""Every key, over whatever screen one is on."""

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from app.tui.actions import Scope
from app.tui.keys import key_table
from app.tui.overlay import Overlay

NOTES = {
    Scope.LOG: "With --live-tail, StartLiveTail tells at once when a log grows; AWS bills each "
    "minute of it, about 0.01 USD."
}
"""What there is to know besides the keys."""


class HelpScreen(Overlay):
    """The table of keys, those first that work where one is."""

    BINDINGS = [("question_mark", "dismiss", "Close")]  # noqa: RUF012 - Textual's own way

    def __init__(self, here: Scope) -> None:
        super().__init__()
        self._here = here

    def inside(self) -> ComposeResult:
        """A table for each scope."""
        for scope in (self._here, *(one for one in Scope if one is not self._here)):
            yield Static(scope.value, classes="heading", markup=False)
            table = Table.grid(padding=(0, 3))
            table.add_column(no_wrap=True, min_width=14)
            table.add_column()
            for keys, does in key_table(scope):
                table.add_row(Text(keys, style="bold"), Text(does))
            yield Static(table)
            if (note := NOTES.get(scope)) is not None:
                yield Static(note, classes="note", markup=False)
