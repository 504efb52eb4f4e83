"""The workers that are on a job now."""

from app.aws.api import Api
from app.aws.details import batch_get
from app.aws.pages import pages
from app.aws.searches import PAGE_SIZE
from app.errors import DeniedError
from app.resources.level import Item, Place
from app.resources.sessions import SESSIONS


async def sessions_at_work(api: Api, sessions: Place) -> list[Item]:
    """The sessions of a place that have not ended, one a worker, those first that began first.

    Each has what a list tells and, where there are several, what tells of its worker's machine
    besides: a call more. Raises what the calls raise.
    """
    by_worker: dict[str, Item] = {}
    async for page in pages(api, sessions):
        for session in page.items:
            if not SESSIONS.ended(session) and session.get("workerId"):
                by_worker.setdefault(session["workerId"], session)
    found = sorted(by_worker.values(), key=_began)
    if len(found) < 2:
        return found
    wanted = [(sessions.path, session[SESSIONS.key]) for session in found[:PAGE_SIZE]]
    try:
        told = (await batch_get(api, SESSIONS, wanted)).items
    except DeniedError:
        return found
    return [{**session, **told.get(session[SESSIONS.key], {})} for session in found]


def _began(session: Item) -> tuple[float, str]:
    began = session.get("startedAt")
    return (began.timestamp() if began else float("inf")), session[SESSIONS.key]
