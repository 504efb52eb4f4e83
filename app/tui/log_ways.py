"""Where a log leads to besides its lines: why it failed, the machine, what was done meanwhile."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from app.errors import NotFoundError
from app.resources.level import Item, Place
from app.timeline import subject_about
from app.tui.host_screen import open_host
from app.tui.link import Link
from app.tui.log_screen import LogScreen
from app.tui.timeline_screen import TimelineScreen
from app.tui.why_screen import open_why
from app.view import LogLine

Thing: TypeAlias = tuple[Place, Item]
"""Whose log it is, and where that is listed."""

Way: TypeAlias = Callable[[LogScreen, Link, Thing, LogLine | None], Awaitable[None]]
"""What a key does from the screen of a log, at its current line; None while that is followed."""


async def _why(here: LogScreen, link: Link, thing: Thing, _: LogLine | None) -> None:
    """Say why it failed."""
    open_why(here.app, link, *thing)


async def _machine(here: LogScreen, link: Link, thing: Thing, line: LogLine | None) -> None:
    """Show how the worker was doing when the line was written."""
    await open_host(here, link, *thing, _moment(line))


async def _timeline(here: LogScreen, link: Link, thing: Thing, line: LogLine | None) -> None:
    """Show what was done when, at the time of the line; in the timeline that it was opened from."""
    below = here.app.screen_stack[-2:-1]
    if below and isinstance(below[0], TimelineScreen):
        here.leave()
        return
    place, item = thing
    if (found := subject_about(place, item)) is None:
        raise NotFoundError(f"There is no timeline of this {place.level.noun}.")
    subject, action = found
    here.app.push_screen(TimelineScreen(subject, link, begin=(action, _moment(line))))


def _moment(line: LogLine | None) -> float | None:
    return None if line is None else line.timestamp / 1000


WAYS: Mapping[str, Way] = {"why": _why, "machine": _machine, "timeline": _timeline}
"""By the names that the table of actions has for them."""
