"""One line of a log, whole: all of its text, however long, over the log that it is in."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from app.tui.overlay import Overlay


class LogLineScreen(Overlay):
    """The line, wrapped; an entry of a worker's log as the object that it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "dismiss", "Close", id="line.close", show=False),
        Binding("y", "copy", "Copy", id="line.copy"),
    ]

    def __init__(self, heading: str, text: str, message: str) -> None:
        """`text` is what is shown, harmless, `message` what is copied, as it came."""
        super().__init__()
        self._heading = heading
        self._text = text
        self._message = message

    def inside(self) -> ComposeResult:
        """When it was written, and the text."""
        yield Static(self._heading, classes="heading", markup=False)
        yield Static(self._text, markup=False)

    def action_copy(self) -> None:
        """Copy the line as it came."""
        self.app.copy_to_clipboard(self._message)
        self.notify("Copied the line.")
