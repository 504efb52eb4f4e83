"""The task that a session runs, or that it ran last."""

from contextlib import aclosing
from operator import itemgetter

from app.aws.api import Api
from app.aws.budget import Budget
from app.aws.following import follow
from app.aws.newest_action import Looked, looks
from app.aws.searches import PAGE_SIZE
from app.errors import DeniedError, InvalidError, NotFoundError
from app.resources.fields import WORKING
from app.resources.level import Item, Path, Place
from app.resources.links import TASK, job_path, session_of
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.sessions import SESSIONS
from app.resources.steps import STEPS
from app.resources.tasks import TASKS
from app.resources.terms import among
from app.view import count_text


async def newest_task(api: Api, session: Path, *, runs: bool) -> tuple[Place, str]:
    """Where the task is listed that a session has begun last, and its id.

    `session` has the ids that lead to it, its own last. The cost is that of listing its actions,
    ListSessionActions, a call for a hundred of them; of a session that still `runs` and has more,
    SearchTasks tells which task that is, if it is among the first hundred of its job that run.
    Twelve calls are made at most. Raises what the calls raise; NotFoundError where it has begun
    none, or that many calls do not tell which.
    """
    budget, looked, is_searched = Budget(api), Looked(_runs_task), not runs
    async with aclosing(looks(budget, session, looked)) as coming:
        async for _ in coming:
            if looked.is_told or is_searched:
                continue
            is_searched = True
            if (task := await _running_task(budget, session)) is not None:
                path = {**job_path(session), STEPS.key: task[STEPS.key]}
                return Place(TASKS, path), task[TASKS.key]
    if looked.is_cut:
        first = f"the first {count_text(len(looked.actions), SESSION_ACTIONS.noun)}"
        raise NotFoundError(
            f"This session has done more than {first}, and those do not tell its newest task.",
            "Open it: t on a session action leads to its task.",
        )
    if looked.newest is None:
        raise NotFoundError("This session has begun no task yet.")
    return await follow(api, Place(SESSION_ACTIONS, session), looked.newest, TASK)


async def _running_task(api: Api, session: Path) -> Item | None:
    """The task that a session runs; None where that is not told."""
    request = {
        **TASKS.listing.request(job_path(session)),
        "filterExpressions": {
            "filters": [among("RUN_STATUS", sorted(WORKING))],
            "operator": "AND",
        },
        "itemOffset": 0,
        "pageSize": PAGE_SIZE,
    }
    try:
        answer = await api.call(TASKS.service, TASKS.listing.operation, request)
    except (DeniedError, InvalidError):  # its actions tell, too
        return None
    own = (
        task
        for task in answer[TASKS.listing.result]
        if session_of(task.get("latestSessionActionId") or "") == session[SESSIONS.key]
        if {"startedAt", STEPS.key} <= task.keys()
    )
    return max(own, key=itemgetter("startedAt"), default=None)


def _runs_task(action: Item) -> bool:
    return "taskRun" in action.get("definition", {})
