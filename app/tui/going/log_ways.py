"""Where a log or a timeline leads to: why it failed, the machine, its worker, what was done
meanwhile."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from app.aws.pacing.priority import Priority, asking
from app.aws.reading.following import follow
from app.errors import NotFoundError
from app.resources.links import WORKER
from app.resources.sessions import SESSIONS
from app.timeline import subject_about
from app.tui.connection.link import Link
from app.tui.going.arriving import arrive
from app.tui.going.goto import Destination
from app.tui.host.host_screen import open_host
from app.tui.logs.log_screen import LogScreen
from app.tui.logs.log_spot import Spot, Thing
from app.tui.parts.standing import FarmScreen
from app.tui.timeline.timeline_screen import TimelineScreen
from app.tui.why.why_screen import open_why

Way: TypeAlias = Callable[[FarmScreen, Link, Spot], Awaitable[None]]
"""What a key does from the screen of a log, or of a timeline."""


async def _why(here: FarmScreen, link: Link, spot: Spot) -> None:
    """Say why it failed."""
    open_why(here.app, link, *spot.thing)


async def _machine(here: FarmScreen, link: Link, spot: Spot) -> None:
    """Show how the worker was doing at that time."""
    await open_host(here, link, *(spot.writer or spot.thing), spot.moment)


async def _worker(here: FarmScreen, link: Link, spot: Spot) -> None:
    """Go to the worker that ran it."""
    service = await link.service()
    with asking(Priority.ASKED):
        there, key = await follow(service, *(spot.writer or spot.thing), WORKER)
    if here.is_active:
        arrive(here, link, Destination(there, select=key))


async def _timeline(here: FarmScreen, link: Link, spot: Spot) -> None:
    """Show what was done when, at the time of the line; in the timeline that it was opened from."""
    below = here.app.screen_stack[-2:-1]
    if isinstance(here, LogScreen) and below and isinstance(below[0], TimelineScreen):
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
    """What has to be found for one of the ways."""
    place, item = spot.thing
    return f"{_SOUGHT[way]} of {place.level.noun} {place.level.label(item)}"


_SOUGHT: Mapping[str, str] = {
    "why": "what became",
    "machine": "the machine",
    "timeline": "the timeline",
    "worker": "the worker",
}
WAYS: Mapping[str, Way] = {
    "why": _why,
    "machine": _machine,
    "timeline": _timeline,
    "worker": _worker,
}
"""By the names that the table of actions has for them."""
