"""Ways from a list to somewhere else that are no ways inside: links, and the history of places."""

from app.aws.following import follow
from app.aws.priority import Priority, asking
from app.aws.web_page import web_page
from app.resources.level import Item, Place
from app.tui.goto import Destination
from app.tui.level_screen import LevelScreen
from app.tui.link import Link


async def followed(link: Link, place: Place, item: Item, name: str) -> Destination:
    """Where the link of this name leads from an item of a place. Raises FarmtopError."""
    service = await link.service()
    with asking(Priority.ASKED):
        there, key = await follow(service, place, item, name)
    return Destination(there, select=key)


async def page_of(link: Link, place: Place, key: str | None) -> str:
    """The address of an item's web page; without a key, of what it is listed below.

    Raises FarmtopError.
    """
    service = await link.service()
    own = {} if key is None else {place.level.key: key}
    with asking(Priority.ASKED):
        return await web_page(service, {**place.path, **own})


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
