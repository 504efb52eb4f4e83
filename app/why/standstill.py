"""Why something stands still that has not failed: who stopped it, or what it waits for."""

from collections.abc import Mapping
from typing import Any

from app.errors import DeniedError, InvalidError, NotFoundError
from app.resources.level import Item, Path
from app.resources.links import job_path
from app.resources.steps import STEPS
from app.resources.task_counts import COUNTS
from app.view import count_text, plain, short_id
from app.why.asking import Asking
from app.why.attempts import NOTHING
from app.why.changes import changed_by
from app.why.evidence import batch

_ORDERED = {
    "SUSPENDED": "suspended",
    "CANCELED": "cancelled",
    "FAILED": "marked as failed",
    "SUCCEEDED": "marked as succeeded",
}
"""What somebody did whose target for tasks it is."""

_WAITS = ("PENDING", "READY")
"""Statuses of tasks that nothing has begun."""
_MOVES = ("ASSIGNED", "SCHEDULED", "STARTING", "RUNNING", "INTERRUPTING")
"""Statuses of tasks with which something is being done."""

_BLOCKS = {
    "BUDGET_THRESHOLD_REACHED": "its budget is used up",
    "NO_BUDGET_CONFIGURED": "it has no budget",
}
"""What the `blockedReason` of a queue means; another one is told as it comes."""

MOST_FLEETS = 2
"""Fleets at most that are asked how they are doing."""
MOST_STEPS = 3
"""Steps at most that are named of those that are waited for."""


def stopped_by(item: Item, counts: Mapping[str, int]) -> str:
    """Who or what stopped a job, a step or a task, as far as itself tells; else nothing.

    The service tells who changed it last, and when, whatever that changed.
    """
    target = item.get("targetTaskRunStatus") or item.get("targetRunStatus")
    if word := _ORDERED.get(str(target)):
        return f"it was {word}{changed_by(item)}"
    most, failed = item.get("maxFailedTasksCount"), counts.get("FAILED", 0)
    if most is not None and failed >= max(1, most) and counts.get("CANCELED"):
        return f"it was stopped, since {failed:,} of at most {count_text(most, 'task')} failed"
    return ""


def waived_by(task: Item) -> str:
    """That a task was set to SUCCEEDED, and by whom, as far as itself tells."""
    return f"it was {_ORDERED['SUCCEEDED']}{changed_by(task)}"


async def waits_for(asking: Asking, path: Path, counts: Mapping[str, int]) -> str:
    """What keeps a job, a step or a task from beginning; nothing where that is not known.

    Most often that is one call, and five at most.
    """
    if not any(counts.get(status) for status in _WAITS) or any(map(counts.get, _MOVES)):
        return ""
    if "stepId" in path and counts.get("PENDING") and (words := await _steps(asking, path)):
        return words
    queue = {name: path[name] for name in ("farmId", "queueId")}
    told = await _told(asking, "GetQueue", queue)
    name = plain(str(told.get("displayName") or short_id(path["queueId"])))
    if reason := plain(str(told.get("blockedReason") or "")):
        means = _BLOCKS.get(reason)
        return f"the queue {name} is blocked: {f'{means} ({reason})' if means else reason}"
    return await _fleets(asking, queue, name) if counts.get("READY") else ""


async def _steps(asking: Asking, path: Path) -> str:
    """The steps that a step waits for, and how they are doing."""
    job = job_path(path)
    told = await _told(asking, "ListStepDependencies", {**job, "stepId": path["stepId"]})
    left = [
        str(one["stepId"]) for one in told.get("dependencies", ()) if one["status"] != "RESOLVED"
    ]
    steps = await batch(asking, STEPS, [(job, key) for key in left])
    words = [_step(steps.get(key, NOTHING), key) for key in left[:MOST_STEPS]]
    more = f", and {len(left) - MOST_STEPS} more" if len(left) > MOST_STEPS else ""
    return f"the step {', the step '.join(words)}{more}" if words else ""


def _step(step: Item, key: str) -> str:
    name = plain(str(step.get("name") or short_id(key)))
    status = plain(str(step.get("taskRunStatus") or "not done"))
    counts: Mapping[str, int] = step.get(COUNTS) or NOTHING
    if failed := counts.get("FAILED", 0):
        total = count_text(sum(counts.values()), "task")
        return f"{name}, of which {failed:,} of {total} failed"
    return f"{name}, which is {status}"


async def _fleets(asking: Asking, queue: Path, name: str) -> str:
    """Why no fleet of a queue takes anything, where that can be seen of the first few."""
    told = await _told(asking, "ListQueueFleetAssociations", queue)
    if "queueFleetAssociations" not in told:
        return ""
    listed = told["queueFleetAssociations"]
    at_work = [one["fleetId"] for one in listed if one.get("status") == "ACTIVE"]
    if not at_work:
        return f"no fleet works for the queue {name}"
    words = []
    for fleet_id in at_work[:MOST_FLEETS]:
        ids = {"farmId": queue["farmId"], "fleetId": fleet_id}
        words += _fleet(await _told(asking, "GetFleet", ids), str(fleet_id))
    return "; ".join(words)


def _fleet(fleet: Mapping[str, Any], fleet_id: str) -> list[str]:
    """What keeps a fleet from taking more; nothing where it tells of nothing."""
    name = plain(str(fleet.get("displayName") or short_id(fleet_id)))
    if message := plain(str(fleet.get("statusMessage") or "")):
        return [f"the fleet {name} says: {message}"]
    most, count = fleet.get("maxWorkerCount"), fleet.get("workerCount", 0)
    if most is not None and count >= most:
        return [f"the fleet {name} has all of its {count_text(most, 'worker')}"]
    return []


async def _told(asking: Asking, operation: str, ids: Path) -> Mapping[str, Any]:
    """An answer; nothing where it may not be had or no call is left."""
    if not asking.left:
        return NOTHING
    try:
        return await asking.call("deadline", operation, ids)
    except (DeniedError, InvalidError, NotFoundError):
        return NOTHING
