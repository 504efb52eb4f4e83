"""Where rows lead to besides what is inside them: the worker, the task, what they are a part of."""

from collections.abc import Callable

from app.resources.level import CrossLink, Item, Level, Path

WORKER, TASK, PARENT = "worker", "task", "parent"
"""The names of links, by which levels declare them and keys follow them."""


def session_of(action_id: str) -> str:
    """The id of the session that an action belongs to; ids of actions are made of it."""
    return action_id.replace("sessionaction-", "session-", 1).rpartition("-")[0]


def job_path(path: Path) -> dict[str, str]:
    """The ids that lead to the job that `path` lies below."""
    return {key: path[key] for key in ("farmId", "queueId", "jobId")}


def session_path(path: Path, session: Item) -> dict[str, str]:
    """The ids that lead through its job to a session, wherever that is listed."""
    return {**job_path({**session, **path}), "sessionId": session["sessionId"]}


def action_path(path: Path, action_id: str) -> dict[str, str]:
    """The ids that lead through its session to an action of the job that `path` lies below."""
    return {**job_path(path), "sessionId": session_of(action_id), "sessionActionId": action_id}


def parent_link(level: Level) -> CrossLink | None:
    """What an item is listed below, where its level declares nothing else; None for the first."""
    if level.parent is None:
        return None
    return level.links.get(PARENT) or CrossLink(level.parent, lambda path, _: path)


def _worker(path: Path, session: Item) -> Path | None:
    fleet, worker = session.get("fleetId"), session.get("workerId")
    if not fleet or not worker:
        return None
    return {"farmId": path["farmId"], "fleetId": fleet, "workerId": worker}


def _session_by(member: str) -> Callable[[Path, Item], Path | None]:
    """The way to the session of the action that a member of an item names."""

    def session(path: Path, item: Item) -> Path | None:
        action_id = item.get(member)
        return {**job_path(path), "sessionId": session_of(action_id)} if action_id else None

    return session


_SESSION = _session_by("sessionActionId")


def _task(path: Path, action: Item) -> Path | None:
    ran = (action.get("definition") or {}).get("taskRun") or {}
    step, task = ran.get("stepId"), ran.get("taskId")
    return {**job_path(path), "stepId": step, "taskId": task} if step and task else None


def _job(path: Path, session: Item) -> Path | None:
    queue, job = session.get("queueId"), session.get("jobId")
    return {"farmId": path["farmId"], "queueId": queue, "jobId": job} if queue and job else None


WORKER_OF_SESSION = CrossLink(
    "workers", _worker, ("fleetId", "workerId"), "The service does not say on which worker it is."
)
WORKER_OF_ACTION = CrossLink(
    "sessions", _SESSION, ("sessionActionId",), "Its session is not known.", onwards=True
)
WORKER_OF_TASK = CrossLink(
    "sessions",
    _session_by("latestSessionActionId"),
    ("latestSessionActionId",),
    "No worker has begun this task yet.",
    onwards=True,
)
TASK_OF_ACTION = CrossLink("tasks", _task, ("definition",), "This action runs no task.")
SESSION_OF_ACTION = CrossLink(
    "sessions", _SESSION, ("sessionActionId",), "Its session is not known."
)
JOB_OF_SESSION = CrossLink("jobs", _job, ("queueId", "jobId"), "Its job is not known.")


def listed_below(level: str) -> CrossLink:
    """What an item is listed below, under another name than its parent."""
    return CrossLink(level, lambda path, _: path)
