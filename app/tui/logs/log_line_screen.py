"""One line of a log, whole: all of its text, however long, over the log that it is in."""

from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from app.logs.worker.worker_log import pretty
from app.tui.boxes.overlay import Overlay
from app.view import NO_TIME, LogLine, plain


class LogLineScreen(Overlay):
    """The line, wrapped; an entry of a worker's log as the object that it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "dismiss", "Close", id="line.close", show=False),
        Binding("y", "copy", "Copy", id="line.copy"),
    ]

    def __init__(self, line: LogLine, label: str = "") -> None:
        """`line` is as it was written, `label` says which of several logs it is from."""
        super().__init__()
        self._line = line
        self._heading = "  ".join(text for text in (moment(line.timestamp), label) if text)

    def inside(self) -> ComposeResult:
        """When it was written, and the text."""
        text = "\n".join(map(plain, pretty(self._line.message).split("\n")))
        yield Static(self._heading, classes="heading", markup=False)
        yield Static(text, markup=False)

    def action_copy(self) -> None:
        """Copy the line as it was written."""
        self.app.copy_to_clipboard(self._line.message)
        self.notify("Copied the line.")


def moment(timestamp: int) -> str:
    """Milliseconds since the epoch as date and time here; nothing where nobody knows the time."""
    if timestamp == NO_TIME:
        return ""
    try:
        here = datetime.fromtimestamp(timestamp // 1000).astimezone()
    except (OverflowError, OSError, ValueError):
        return ""
    return f"{here:%Y-%m-%d %H:%M:%S}.{timestamp % 1000:03} {here:%z}"
