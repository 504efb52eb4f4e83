"""Every key, over whatever screen one is on."""

from textual.app import ComposeResult

from app.tui.boxes.overlay import Overlay
from app.tui.keyboard.actions import Scope
from app.tui.keyboard.keys import key_table
from widgets.bars.key_sheet import KeySection, KeySheet

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
        """A section for each scope."""
        scopes = (self._here, *(one for one in Scope if one is not self._here))
        sections = [KeySection(one.value, key_table(one), NOTES.get(one, "")) for one in scopes]
        yield KeySheet(sections)

    def on_screen_suspend(self) -> None:
        """Begin at the top when it is opened again."""
        self.query_one(".box").scroll_home(animate=False)
