"""Ways from a list to somewhere else that are no ways inside: links, machines, history.

Each is done by the application for the list that is on the screen. FarmtopError is told as it says.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from app.aws.finding.elsewhere import minding_region
from app.aws.pacing.priority import Priority, asking
from app.aws.reading.following import follow
from app.aws.reading.items import get_item
from app.aws.work.newest_task import newest_task
from app.errors import FarmtopError, NotFoundError
from app.resources.address import read_address
from app.resources.farms import FARMS
from app.resources.leading import MACHINE
from app.resources.level import Place
from app.resources.links import PARENT, TASK, WORKER, session_path
from app.resources.queues import QUEUES
from app.resources.running import has_sessions, has_workers
from app.tui.connection.link import Link, Service
from app.tui.going.arriving import arrive
from app.tui.going.goto import Destination, lead, or_to_level
from app.tui.going.kept_places import KeptPlaces
from app.tui.going.workers_screen import go_to_worker
from app.tui.host.host_screen import open_host
from app.tui.levels.level_screen import LevelScreen
from app.view import short_id

STILL_THERE = "Its log may still be: M shows the machine, and m puts its lines into the log at L."
"""What one can do about a worker that is no more."""

Way: TypeAlias = Callable[[LevelScreen, Link, str], Awaitable[None]]
"""What a key does from a list, with what stands for the key in the table of actions."""


async def _follow(here: LevelScreen, link: Link, name: str) -> None:
    """Go to where the link of this name leads from the selected row."""
    level = here.place.level
    # An empty list is a part of something as well.
    item = (here.stay_on() or {}) if name == PARENT else here.meant_for(name)
    if item is None:
        return
    if name == WORKER and has_workers(level):
        await go_to_worker(here, link, item)
        return
    service = await link.service()
    with asking(Priority.ASKED):
        if name == TASK and has_sessions(level):
            session, runs = session_path(here.place.path, item), not level.ended(item)
            there, key = await newest_task(service, session, runs=runs)
        else:
            there, key = await follow(service, here.place, item, name)
            if name == WORKER and level.ended(item):
                await _find_worker(service, there, key)
    if here.is_active:
        arrive(here, link, Destination(there, select=key))


async def _find_worker(service: Service, there: Place, key: str) -> None:
    """Raise NotFoundError where a worker is no more: in its list another one would be selected."""
    try:
        await get_item(service, there, key)
    except NotFoundError as error:
        what = f"The worker {short_id(key)} is no more."
        raise NotFoundError(what, STILL_THERE) from error
    except FarmtopError:  # then its list says so, and for how long
        return


async def _machine(here: LevelScreen, link: Link, _: str) -> None:
    """Show how the machine of the selected row's worker is doing."""
    if (item := here.meant_for(MACHINE)) is None:
        return
    link.learn(here.place.level, item)
    await open_host(here, link, here.place, item)


async def found(link: Link, address: str) -> Destination:
    """Where an address leads from what `deadline config` has chosen. Raises FarmtopError."""
    service = await link.service()
    chosen = {key: service.defaults.id_of(key) for key in (FARMS.key, QUEUES.key)}
    known = {key: one for key, one in chosen.items() if one}
    visited = KeptPlaces(link).visited()
    with minding_region(address, service.region_of):
        return await or_to_level(
            address,
            lambda text: lead(service, read_address(text, known), known, visited),
        )


def sought(here: LevelScreen, name: str) -> str:
    """What has to be found to go from the selected row by a link of this name, or to a machine."""
    level, item = here.place.level, here.pane.selected
    of_which = "the selected row" if item is None else f"{level.noun} {level.label(item)}"
    return f"the {name} of {of_which}"


WAYS: Mapping[str, Way] = {"follow": _follow, "machine": _machine}
"""By the names that the table of actions has for them."""


def wander(here: LevelScreen, link: Link, steps: int) -> bool:
    """Go a step through the history, back where it is negative; whether there is such a place."""
    visit = link.history.go(steps)
    if visit is None:
        return False
    below = here.app.screen_stack[-2:-1]
    if below and isinstance(below[0], LevelScreen) and below[0].place == visit.place:
        here.app.pop_screen()
    elif steps > 0:
        here.app.push_screen(LevelScreen(visit.place, link, select=visit.key))
    else:
        here.give_way(visit.place, visit.key)
    return True
