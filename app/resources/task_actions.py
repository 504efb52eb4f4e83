"""Session actions of a task: each time that it was tried."""

from msgspec.structs import replace

from app.resources import links
from app.resources.level import Item, Log, Path
from app.resources.listing import Listing
from app.resources.session_actions import SESSION_ACTIONS


def _action(path: Path, action: Item) -> Path:
    """The ids that lead to the action through its session."""
    return links.action_path(path, action["sessionActionId"])


TASK_ACTIONS = replace(
    SESSION_ACTIONS,
    name="task-actions",
    parent="tasks",
    listing=Listing("ListSessionActions", "sessionActions", omitted=frozenset({"stepId"})),
    log=Log(owner="session-actions", subject=_action),
    links={
        links.WORKER: links.WORKER_OF_ACTION,
        links.TASK: links.listed_below("tasks"),
        links.PARENT: links.SESSION_OF_ACTION,
    },
)
