"""The screen of an item's log, as every screen opens it that leads to one."""

from app.resources.level import Item, Place
from app.tui.connection.link import Link
from app.tui.logs.item_logs import log_of
from app.tui.logs.log_screen import LogScreen
from app.view import LogLine


def log_at(link: Link, place: Place, item: Item, moment: float | None = None) -> LogScreen:
    """The log of an item at a moment, in seconds since the epoch; at its end where that is None."""
    line = None if moment is None else LogLine(round(moment * 1000), "")
    return log_at_line(link, place, item, line)


def log_at_line(link: Link, place: Place, item: Item, line: LogLine | None) -> LogScreen:
    """The log of an item at a line, or at its time where it has no message; at its end for None."""
    return LogScreen(log_of(link, place, item), link.settings, link.clock, link, at=line)
