"""Where a log leads to besides its lines: why it failed, the machine, what was done meanwhile."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from app.errors import NotFoundError
from app.resources.sessions import SESSIONS
from app.timeline import subject_about
from app.tui.host_screen import open_host
from app.tui.link import Link
from app.tui.log_screen import LogScreen
from app.tui.log_spot import Spot, Thing
from app.tui.timeline_screen import TimelineScreen
from app.tui.why_screen import open_why

Way: TypeAlias = Callable[[LogScreen, Link, Spot], Awaitable[None]]
"""What a key does from the screen of a log."""


async def _why(here: LogScreen, link: Link, spot: Spot) -> None:
    """Say why it failed."""
    open_why(here.app, link, *spot.thing)


async def _machine(here: LogScreen, link: Link, spot: Spot) -> None:
    """Show how the worker was doing when the line was written."""
    await open_host(here, link, *(spot.writer or spot.thing), spot.moment)


async def _timeline(here: LogScreen, link: Link, spot: Spot) -> None:
    """Show what was done when, at the time of the line; in the timeline that it was opened from."""
    below = here.app.screen_stack[-2:-1]
    if below and isinstance(below[0], TimelineScreen):
        here.leave()
        return
    place, item = spot.thing
    if (found := subject_about(place, item)) is None:
        raise NotFoundError(f"There is no timeline of this {place.level.noun}.")
    subject, action = found
    begin = action or _session_of(spot.writer)
    here.app.push_screen(TimelineScreen(subject, link, begin=(begin, spot.moment)))


def _session_of(writer: Thing | None) -> str:
    """The id of the session that wrote a line; empty where that is not known."""
    if writer is None:
        return ""
    place, item = writer
    ids = {**place.path, place.level.key: item[place.level.key]}
    return str(ids.get(SESSIONS.key, ""))


def sought(way: str, spot: Spot) -> str:
    """What has to be found for one of the ways from a log."""
    place, item = spot.thing
    return f"the {way} of {place.level.noun} {place.level.label(item)}"


WAYS: Mapping[str, Way] = {"why": _why, "machine": _machine, "timeline": _timeline}
"""By the names that the table of actions has for them."""
