"""The task that a session runs, or that it ran last."""

from app.aws.api import Api
from app.aws.reading.budget import Budget
from app.aws.reading.following import follow
from app.aws.work.newest_action import Looked, look_through
from app.aws.work.running_task import look_or_search
from app.errors import NotFoundError
from app.resources.level import Item, Path, Place
from app.resources.links import TASK, job_path
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.steps import STEPS
from app.resources.tasks import TASKS
from app.view import count_text


async def newest_task(api: Api, session: Path, *, runs: bool) -> tuple[Place, str]:
    """Where the task is listed that a session has begun last, and its id.

    `session` has the ids that lead to it, its own last. The cost is that of listing its actions,
    ListSessionActions, a call for a hundred of them; of a session that still `runs` and has more,
    SearchTasks tells which task that is, if it is among the first hundred of its job that run.
    Twelve calls are made at most. Raises what the calls raise; NotFoundError where it has begun
    none, or that many calls do not tell which.
    """
    budget, looked = Budget(api), Looked(_runs_task)
    if not runs:
        await look_through(budget, session, looked)
    elif (task := await look_or_search(budget, session, looked)) is not None:
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


def _runs_task(action: Item) -> bool:
    return "taskRun" in action.get("definition", {})
