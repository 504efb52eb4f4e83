"""The workers that are on a job now."""

from collections.abc import Iterable
from contextlib import aclosing

from msgspec import Struct

from app.aws.api import Api
from app.aws.reading.details import batch_get
from app.aws.reading.pages import pages
from app.aws.searches import PAGE_SIZE
from app.errors import DeniedError
from app.resources.level import Item, Place
from app.resources.sessions import SESSIONS
from app.view import count_text

MOST_PAGES = 2
"""Pages of sessions that are listed at most: a key is not worth a call for each hundred of them."""


class AtWork(Struct, frozen=True):
    """Sessions that have not ended, one a worker, the newest first."""

    sessions: tuple[Item, ...]
    looked_at: str
    """What was looked through for them, and how much of it: `200 sessions`."""
    is_whole: bool
    """Whether that is all."""
    is_over: bool = False
    """Whether nobody is at work any more: these were the last ones then."""


async def sessions_at_work(api: Api, sessions: Place) -> AtWork:
    """The sessions of a place in which somebody is at work, as the first pages of it tell.

    Each has what a list tells and, where there are several, what tells of its worker's machine
    besides: a call more. Raises what the calls raise.
    """
    listed: list[Item] = []
    is_whole = False
    async with aclosing(pages(api, sessions)) as answers:
        for _ in range(MOST_PAGES):
            page = await anext(answers)
            listed += page.items
            if page.last:
                is_whole = True
                break
    newest = sorted(listed, key=_began, reverse=True)
    found = one_a_worker(session for session in newest if not SESSIONS.ended(session))
    found = await _with_machines(api, sessions, found)
    return AtWork(found, count_text(len(listed), "session"), is_whole)


def one_a_worker(sessions: Iterable[Item]) -> tuple[Item, ...]:
    """The first session of each worker."""
    by_worker: dict[str, Item] = {}
    for session in sessions:
        if worker := session.get("workerId"):
            by_worker.setdefault(worker, session)
    return tuple(by_worker.values())


async def _with_machines(api: Api, place: Place, found: tuple[Item, ...]) -> tuple[Item, ...]:
    if len(found) < 2:
        return found
    wanted = [(place.path, session[SESSIONS.key]) for session in found[:PAGE_SIZE]]
    try:
        told = (await batch_get(api, SESSIONS, wanted)).items
    except DeniedError:
        return found
    return tuple({**session, **told.get(session[SESSIONS.key], {})} for session in found)


def _began(session: Item) -> tuple[float, str]:
    began = session.get("startedAt")
    return (began.timestamp() if began else float("inf")), session[SESSIONS.key]
