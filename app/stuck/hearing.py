"""Listening once to the log of what runs: what it said last, and when."""

import math
import time
from collections.abc import Callable
from contextlib import aclosing

from app.aws.api import Api, LogEvents, Reading
from app.aws.reading.budget import Budget
from app.aws.reading.items import get_item
from app.aws.reading.pages import pages
from app.aws.work.newest_action import Looked
from app.aws.work.running_task import look_or_search
from app.errors import DeniedError, InvalidError, NotFoundError
from app.resources.level import Item, Place
from app.resources.log_place import LogPlace
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.worker_sessions import WORKER_SESSIONS
from app.stuck.silence import LEAST, Heard
from app.stuck.silences import Silences
from app.stuck.suspects import Suspect, suspect_in
from app.view import LogLine, plain

PAGES = 3
"""Calls at most to find a last line: a page can be empty although there is more before it."""
LONGEST = 300
"""Characters of a line that are kept."""
REFUSALS = (DeniedError, InvalidError, NotFoundError)
"""What concerns the one that is listened to, and says nothing of others."""


async def hear(
    source: Reading,
    silences: Silences,
    suspect: Suspect,
    *,
    clock: Callable[[], float] = time.time,
) -> None:
    """Listen to a suspect, and remember what was heard. Raises FarmtopError.

    A session that has been silent is asked what it runs. One that runs nothing just then is not
    stuck, and is asked again each time that it has been silent for twice as long; one that does not
    tell is left alone until it writes. A worker is asked for its sessions each time.
    """
    if not suspect.session:
        await _hear_worker(source, silences, suspect, clock)
        return
    heard = await _heard(source, suspect, clock)
    if suspect.is_known:
        silences.hear(suspect, heard)
        return
    action = silences.run_in(suspect, heard)
    if action is None and heard.silence >= LEAST:
        if silences.asks(suspect, heard):
            action = await _found(source, silences, suspect, heard)
        if action is None:
            silences.hear(suspect, _doubted(heard))
            return
    if action is None:
        silences.hear(suspect, heard)
    else:
        silences.hear(action.below(suspect), _since(action, heard))


async def _hear_worker(
    source: Reading, silences: Silences, worker: Suspect, clock: Callable[[], float]
) -> None:
    """Listen to the sessions that a worker is in, where it is time to."""
    asked, sessions = clock(), await _sessions(source, silences, worker)
    for _ in sessions:
        session, due = silences.next(sessions)
        if session is None or due > clock():
            break
        await hear(source, silences, session, clock=clock)
    silent = silences.within(worker.ids, clock())
    silences.hear(worker, Heard(silent[0].since if silent else asked, asked))


async def _sessions(api: Api, silences: Silences, worker: Suspect) -> list[Suspect]:
    """The sessions that a worker is in, as far as one call of ListSessionsForWorker tells.

    That they are over of which it was told before the silences learn as well.
    """
    place = Place(WORKER_SESSIONS, worker.ids)
    async with aclosing(pages(api, place)) as listed:
        items = (await anext(listed)).items
    silences.learn(place, items)
    found = (suspect_in(place, item) for item in items)
    return [session for session in found if session is not None]


async def _found(api: Api, silences: Silences, session: Suspect, heard: Heard) -> Suspect | None:
    """What a session runs, of which this was heard; None where it runs nothing, or it may not be
    known. Which of these it is, the silences remember. Raises FarmtopError."""
    place = Place(SESSION_ACTIONS, session.session_path)
    looked = Looked(lambda _: True)
    try:
        newest = await _newest(api, place, looked)
    except DeniedError:
        silences.miss(session, heard, math.inf)
        return None
    silences.learn(place, looked.actions)
    action = None if newest is None else suspect_in(place, newest)
    if action is None:
        silences.miss(session, heard, math.inf if looked.is_cut else 2 * heard.silence)
        return None
    action = action.below(session)
    silences.found(session.key, action)
    return action


async def _newest(api: Api, place: Place, looked: Looked) -> Item | None:
    """The action that a session has begun last, as far as a few calls tell."""
    task = await look_or_search(Budget(api), place.path, looked)
    if task is None:
        return looked.newest
    # When it began, and whether it still runs: neither does a search tell for sure.
    return await get_item(api, place, str(task["latestSessionActionId"]))


async def _heard(source: LogEvents, suspect: Suspect, clock: Callable[[], float]) -> Heard:
    """What a suspect said last."""
    asked = clock()
    line, is_told = await _last_line(source, suspect.log)
    if not is_told:
        return Heard(asked, asked)  # what nothing was told of has the benefit of the doubt
    if line is None:
        return Heard(suspect.began, asked)
    at = max(suspect.began, line.timestamp / 1000)
    return Heard(at, asked, plain(line.message[:LONGEST]).strip())


def _since(action: Suspect, heard: Heard) -> Heard:
    """What was heard of a session since it began an action."""
    return heard if heard.at >= action.began else Heard(action.began, heard.asked_at)


def _doubted(heard: Heard) -> Heard:
    return Heard(heard.asked_at, heard.asked_at)


async def _last_line(source: LogEvents, place: LogPlace) -> tuple[LogLine | None, bool]:
    """The last line of a log, if it has any; and whether it was told which that is.

    Raises FarmtopError.
    """
    token: str | None = None
    for _ in range(PAGES):
        try:
            page = await source.get_log_events(place, token=token, limit=1)
        except NotFoundError:  # the stream is made with the first line
            return None, True
        if page.events:
            return page.events[-1], True
        if page.backward == token:
            return None, True
        token = page.backward
    return None, False
