"""Lines in a box, each of which can be clicked."""

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widgets import Static


class LineList(Static):
    """Things to choose from, one a line."""

    @dataclass
    class Clicked(Message):
        """The user clicked on a line."""

        line: int

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, markup=False)

    def on_click(self, event: events.Click) -> None:
        """Tell which line."""
        self.post_message(self.Clicked(event.y))
