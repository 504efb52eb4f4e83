"""The task that a session runs, or that it ran last."""

from app.aws.api import Api
from app.aws.following import follow
from app.aws.newest_action import newest_action
from app.errors import NotFoundError
from app.resources.level import Item, Path, Place
from app.resources.links import TASK
from app.resources.session_actions import SESSION_ACTIONS
from app.view import count_text


async def newest_task(api: Api, session: Path) -> tuple[Place, str]:
    """Where the task is listed that a session has begun last, and its id.

    `session` has the ids that lead to it, its own last. The cost is that of listing its actions,
    ListSessionActions, a call for a hundred of them and twelve at most. Raises what the calls
    raise; NotFoundError where it has begun none, or that many calls do not tell which.
    """
    looked = await newest_action(api, session, _runs_task)
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
