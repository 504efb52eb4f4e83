"""Where the log of a session's worker is, and which part of it belongs beside the session's."""

from dataclasses import replace
from typing import Any

from app.aws.api import Api
from app.aws.reading.items import get_item
from app.errors import NotFoundError
from app.logs.places.subject import Subject
from app.resources.farms import FARMS
from app.resources.fields import milliseconds
from app.resources.level import Item, Place
from app.resources.log_place import LogPlace
from app.resources.sessions import SESSIONS
from app.resources.workers import log_place as worker_log_place
from app.view import plain

MARGIN = 60_000
"""Milliseconds before and after: what broke a line is told of the worker around it."""


def has_worker(place: Place) -> bool:
    """Whether what is listed at a place is worked on by workers, whose own logs can be read."""
    return FARMS.key in place.path


async def worker_log_of(api: Api, subject: Subject) -> LogPlace:
    """What the worker wrote while a session, or an action of one, ran, and a minute around it.

    It has no end while the subject runs. Raises FarmtopError; NotFoundError where the session has
    no worker's log, or has not begun.
    """
    level, path = subject.place.level, subject.place.path
    if not has_worker(subject.place):
        raise NotFoundError(f"No worker of a farm writes about a {level.noun}.")
    item = subject.item
    start_member, end_member = level.span
    if (began := item.get(start_member)) is None:
        raise NotFoundError(f"This {level.noun} has not started, so no worker has written of it.")
    session_id = item[SESSIONS.key] if level is SESSIONS else path[SESSIONS.key]
    session = await get_item(api, Place(SESSIONS, path), session_id)
    ended = item.get(end_member) if subject.has_ended else None
    return replace(
        whole_worker_log(session, path["farmId"]),
        start=milliseconds(began) - MARGIN,
        end=None if ended is None else milliseconds(ended) + MARGIN,
    )


def whole_worker_log(session: Item, farm_id: str) -> LogPlace:
    """The log of a session's worker: where GetSession says, or where the service always puts it.

    Raises NotFoundError where there is none.
    """
    log: dict[str, Any] = session.get("workerLog") or {}
    if error := log.get("error"):
        raise NotFoundError(
            f"The service could not set up the log of this session's worker: {plain(str(error))}.",
            "Check the log group and the role of the fleet.",
        )
    if not (session.get("fleetId") and session.get("workerId")):
        raise NotFoundError("No worker is known to have run this session.")
    return worker_log_place(
        {"farmId": farm_id, "fleetId": session["fleetId"]},
        {"workerId": session["workerId"], "log": log},
    )
