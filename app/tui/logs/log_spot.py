"""Where one is in a log, or in a timeline, for whatever one goes to from there."""

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from textual.message import Message

from app.tui.parts.standing import FarmScreen

if TYPE_CHECKING:  # A saved log is shown without them, and sooner.
    from app.resources.level import Item, Place
    from app.view import LogLine

Thing: TypeAlias = tuple["Place", "Item"]
"""An item, and where that is listed."""


class Spot(NamedTuple):
    """A line of the log of a thing."""

    thing: Thing
    """Whose log it is."""
    line: "LogLine | None" = None
    """The current line; None while the log is followed."""
    writer: "Thing | None" = None
    """Who wrote that line: one of the sessions, where the log is that of a job."""

    @property
    def moment(self) -> float | None:
        """When the line was written, in seconds since the epoch."""
        return None if self.line is None else self.line.timestamp / 1000


class Lead(Message):
    """Somebody wants to go from a spot on a screen to what else there is about the thing."""

    def __init__(self, screen: FarmScreen, way: str, spot: Spot) -> None:
        """`way` is one of `app.tui.going.log_ways`."""
        super().__init__()
        self.screen = screen
        self.way = way
        self.spot = spot
