"""The task that a session runs, or that it ran last."""

from app.aws.api import Api
from app.aws.following import follow
from app.aws.pages import pages
from app.errors import NotFoundError
from app.resources.level import Item, Path, Place
from app.resources.links import TASK
from app.resources.session_actions import SESSION_ACTIONS


async def newest_task(api: Api, session: Path) -> tuple[Place, str]:
    """Where the task is listed that a session has begun last, and its id.

    `session` has the ids that lead to it, its own last. The cost is that of listing its actions:
    ListSessionActions, most often one call. Raises what the calls raise; NotFoundError where it
    has begun none.
    """
    place = Place(SESSION_ACTIONS, session)
    newest: Item | None = None
    async for page in pages(api, place):
        for action in page.items:
            is_task = "taskRun" in action.get("definition", {}) and action.get("startedAt")
            if is_task and (newest is None or action["startedAt"] >= newest["startedAt"]):
                newest = action
    if newest is None:
        raise NotFoundError("This session has begun no task yet.")
    return await follow(api, place, newest, TASK)
