"""The task that a session runs, or that it ran last."""

from contextlib import aclosing
from operator import itemgetter

from app.aws.api import Api
from app.aws.budget import Budget, SpentError
from app.aws.following import follow
from app.aws.pages import pages
from app.aws.searches import PAGE_SIZE
from app.errors import DeniedError, InvalidError, NotFoundError
from app.resources.fields import WORKING
from app.resources.level import Item, Path, Place
from app.resources.links import TASK, job_path, session_of
from app.resources.session_actions import SESSION_ACTIONS, has_ended
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
    budget, place = Budget(api), Place(SESSION_ACTIONS, session)
    looked, is_searched = _Looked(), not runs
    try:
        async with aclosing(pages(budget, place)) as coming:
            async for page in coming:
                if looked.tells(page.items):
                    break
                if is_searched or page.last:
                    continue
                is_searched = True
                if (task := await _running_task(budget, session)) is not None:
                    path = {**job_path(session), STEPS.key: task[STEPS.key]}
                    return Place(TASKS, path), task[TASKS.key]
    except SpentError:
        first = f"the first {count_text(looked.count, SESSION_ACTIONS.noun)}"
        raise NotFoundError(
            f"This session has done more than {first}, and those do not tell its newest task.",
            "Open it: t on a session action leads to its task.",
        ) from None
    if looked.newest is None:
        raise NotFoundError("This session has begun no task yet.")
    return await follow(api, place, looked.newest, TASK)


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


class _Looked:
    """The actions of a session that were looked at.

    Their order is documented nowhere: a page whose times fall is taken for a list that falls.
    """

    def __init__(self) -> None:
        self.count = 0
        self.newest: Item | None = None
        """The one of them that has begun a task last."""

    def tells(self, actions: tuple[Item, ...]) -> bool:
        """Look at some more; whether none that follow can have begun a task later."""
        self.count += len(actions)
        begun = [one for one in actions if _has_begun_task(one)]
        for action in begun:
            if self.newest is None or action["startedAt"] >= self.newest["startedAt"]:
                self.newest = action
        times = [action["startedAt"] for action in begun]
        falls = len(set(times)) > 1 and times == sorted(times, reverse=True)
        # A session does one thing at a time.
        return falls or any(not has_ended(action) for action in begun)


def _has_begun_task(action: Item) -> bool:
    return "taskRun" in action.get("definition", {}) and action.get("startedAt") is not None
