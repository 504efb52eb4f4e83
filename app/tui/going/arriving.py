"""Going from a screen to where something was found."""

from typing import Any

from textual.screen import Screen

from app.tui.connection.link import Link
from app.tui.going.goto import Destination
from app.tui.levels.level_screen import LevelScreen
from app.tui.logs.log_at import log_at


def arrive(here: Screen[Any], link: Link, there: Destination) -> None:
    """Open the log that was found, or else the list; in the list itself find the row."""
    for level, item in there.passed:
        link.learn(level, item)
    if there.item is not None:
        here.app.push_screen(log_at(link, there.place, there.item))
    elif not isinstance(here, LevelScreen) or there.place != here.place:
        here.app.push_screen(LevelScreen(there.place, link, select=there.select))
    elif there.select is not None:
        here.pane.find(there.select)
