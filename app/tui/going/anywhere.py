"""What keys do wherever one is on a farm: web pages and bookmarks.

Each is done by the application for the screen that is on top. FarmtopError is told as it says.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

from textual.screen import Screen

from app.aws.pacing.priority import Priority, asking
from app.aws.reading.web_page import web_page
from app.tui.connection.link import Link
from app.tui.going.arriving import arrive
from app.tui.going.bookmarks_screen import BookmarksScreen
from app.tui.going.kept_places import KeptPlaces
from app.tui.parts.standing import Standing
from app.tui.terminal.browser import open_page

Way: TypeAlias = Callable[[Screen[Any], Link, Standing], Awaitable[None]]
"""What a key does from where a screen stands."""


async def _web(here: Screen[Any], link: Link, standing: Standing) -> None:
    """Copy the address of a row's web page, and open it where that can be seen."""
    service = await link.service()
    with asking(Priority.ASKED):
        page = await web_page(service, standing.path)
    here.app.copy_to_clipboard(page)
    opened = await open_page(page)
    here.notify(f"Copied {'and opened ' if opened else ''}{page}", markup=False)


async def _keep(here: Screen[Any], link: Link, standing: Standing) -> None:
    """Keep as a bookmark where one is."""
    await link.service()
    here.notify(KeptPlaces(link).keep(standing), markup=False)


async def _kept(here: Screen[Any], link: Link, _: Standing) -> None:
    """Choose a bookmark to go to."""
    await link.service()
    kept = KeptPlaces(link)
    screen = BookmarksScreen(partial(arrive, here, link), kept, list(kept.places()))
    if here.is_active:
        here.app.push_screen(screen)


WAYS: Mapping[str, Way] = {"web": _web, "keep": _keep, "kept": _kept}
"""By the names that the table of actions has for them."""
LEADS_AWAY = frozenset({"kept"})
"""Those by which another screen comes."""
SOUGHT: Mapping[str, str] = {
    "web": "the web page",
    "keep": "the bookmarks",
    "kept": "the bookmarks",
}
"""What has to be found for each of them."""
