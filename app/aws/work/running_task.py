"""The task that a session runs, without listing all that it has done."""

from contextlib import aclosing
from operator import itemgetter

from app.aws.api import Api
from app.aws.reading.budget import Budget
from app.aws.searches import find
from app.aws.work.newest_action import Looked, looks
from app.errors import DeniedError, InvalidError
from app.resources.level import Item, Path, Place
from app.resources.links import job_path, session_of
from app.resources.query import Query
from app.resources.sessions import SESSIONS
from app.resources.steps import STEPS
from app.resources.tasks import AT_WORK, TASKS


async def look_or_search(budget: Budget, session: Path, looked: Looked) -> Item | None:
    """Look at the actions of a session that runs until enough is told; the task that it runs
    where a search tells that before.

    `session` has the ids that lead to it, its own last. The cost is a call of ListSessionActions
    for a hundred actions, and where the first hundred do not tell, one of SearchTasks: it tells
    which task it is, if that is among the first hundred of its job that run. Raises what the calls
    raise.
    """
    is_searched = False
    async with aclosing(looks(budget, session, looked)) as coming:
        async for _ in coming:
            if looked.is_told or is_searched:
                continue
            is_searched = True
            if (task := await _running_task(budget, session)) is not None:
                return task
    return None


async def _running_task(api: Api, session: Path) -> Item | None:
    """The task that a session runs; None where that is not told."""
    try:
        found = await find(api, Place(TASKS, job_path(session)), Query(filters=(AT_WORK,)))
    except (DeniedError, InvalidError):  # its actions tell, too
        return None
    own = (
        task
        for task in found.items
        if session_of(task.get("latestSessionActionId") or "") == session[SESSIONS.key]
        if {"startedAt", STEPS.key} <= task.keys()
    )
    return max(own, key=itemgetter("startedAt"), default=None)
