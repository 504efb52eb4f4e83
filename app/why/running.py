"""What runs, by what is asked about: a job, a step, a task, a session, a worker."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from app.resources.jobs import JOBS
from app.resources.level import Item, Path, Place
from app.resources.links import job_path, session_of
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.sessions import SESSIONS
from app.resources.status import is_open
from app.resources.steps import STEPS
from app.resources.task_counts import COUNTS
from app.resources.tasks import TASKS
from app.resources.worker_sessions import WORKER_SESSIONS
from app.resources.workers import WORKERS
from app.stuck.silence import LEAST
from app.stuck.silences import Silences
from app.stuck.suspects import suspect_in
from app.why.asking import FOR_A_LOG, Asking, NoneLeftError
from app.why.attempts import NOTHING
from app.why.evidence import actions_of
from app.why.failed_tasks import tasks_in
from app.why.first_page import beginning


@dataclass(frozen=True, slots=True)
class Running:
    """What runs of a thing, as some lists tell of it, and of others of its kind."""

    lists: Sequence[tuple[Place, Sequence[Item]]] = ()
    count: int | None = None
    """How many run, where that is known."""
    noun: str = "running task"
    """What these are."""


Look: TypeAlias = Callable[[Asking, Silences, Path, Item, float], Awaitable[Running]]
"""Finds out what runs at a time; the path holds the item's own id as well. Raises FarmtopError;
NoneLeftError where no call is left."""


async def _of_tasks(
    asking: Asking, silences: Silences, path: Path, item: Item, now: float
) -> Running:
    """Of a job or a step: the tasks that run, and others of the step of which one has for long."""
    counts: Mapping[str, int] = item.get(COUNTS) or NOTHING
    if not (count := counts.get("RUNNING", 0)):
        return Running()
    if not asking.left:
        return Running(count=count)
    tasks = await tasks_in(asking, "RUNNING", path, count)
    lists: list[tuple[Place, Sequence[Item]]] = []
    for step_id in dict.fromkeys(str(task["stepId"]) for task in tasks.items):
        of_step = [task for task in tasks.items if task["stepId"] == step_id]
        lists.append((Place(TASKS, {**job_path(path), "stepId": step_id}), of_step))
    lists += await _of_same_step(asking, silences, lists, now)
    return Running(lists, tasks.total)


async def _of_job(asking: Asking, silences: Silences, path: Path, job: Item, now: float) -> Running:
    """Of a job: the tasks that run, and those sessions that are in something else.

    For these it costs no call: the sessions were listed to find out what did not end well, or else
    they are said not to have been looked at.
    """
    tasks = await _of_tasks(asking, silences, path, job, now)
    running = (suspect_in(place, task) for place, items in tasks.lists for task in items)
    of_tasks = {suspect.session for suspect in running if suspect is not None}
    listed = [one for _, answer in asking.told("ListSessions") for one in answer["sessions"]]
    others = [one for one in listed if one[SESSIONS.key] not in of_tasks]
    lists = [*tasks.lists, (Place(SESSIONS, job_path(path)), others)]
    if under_way := sum(map(is_open, others)):
        # Some of them may be in running tasks that were not loaded, which are counted as well.
        return Running(lists, max(tasks.count or 0, len(of_tasks) + under_way), SESSIONS.noun)
    return Running(lists, tasks.count)


async def _of_task(
    asking: Asking, silences: Silences, path: Path, task: Item, now: float
) -> Running:
    """Of a task: itself, and others of its step."""
    place = Place(TASKS, {**job_path(path), "stepId": path["stepId"]})
    lists = [(place, [task])]
    return Running([*lists, *await _of_same_step(asking, silences, lists, now)])


async def _of_same_step(
    asking: Asking,
    silences: Silences,
    lists: Sequence[tuple[Place, Sequence[Item]]],
    now: float,
) -> list[tuple[Place, Sequence[Item]]]:
    """Tasks that went well of the step of the task that has run for longest.

    Nothing where it is known how long they take, or that one is too young to be silent for long.
    """
    running = [
        (suspect.began, suspect, place)
        for place, items in lists
        for item in items
        if (suspect := suspect_in(place, item)) is not None
    ]
    began, suspect, place = min(running, key=lambda one: one[0], default=(now, None, None))
    is_young = now - began < LEAST
    if suspect is None or place is None or is_young or silences.usual(suspect) is not None:
        return []
    if asking.left <= FOR_A_LOG:
        return []
    done = await tasks_in(asking, "SUCCEEDED", place.path, 0)
    return [(place, done.items)]


async def _of_session(
    asking: Asking, silences: Silences, path: Path, session: Item, now: float
) -> Running:
    """Of a session: what it does."""
    del silences, now
    job = job_path(path)
    above = Place(SESSIONS, job)
    if suspect_in(above, {**session, SESSIONS.key: path[SESSIONS.key]}) is None:
        return Running()
    return Running([await _actions(asking, job, path[SESSIONS.key]), (above, [session])])


async def _of_action(
    asking: Asking, silences: Silences, path: Path, action: Item, now: float
) -> Running:
    """Of a session action: itself, and others of its session."""
    del silences, now
    session_id = session_of(path[SESSION_ACTIONS.key])
    own = Place(SESSION_ACTIONS, {**job_path(path), SESSIONS.key: session_id})
    if suspect_in(own, action) is None:
        return Running()
    _, others = await _actions(asking, job_path(path), session_id)
    return Running([(own, [action, *filter(SESSION_ACTIONS.ended, others)])])


async def _of_worker(
    asking: Asking, silences: Silences, path: Path, worker: Item, now: float
) -> Running:
    """Of a worker: the sessions that it is in."""
    del silences, worker, now
    if not asking.left:
        raise NoneLeftError
    request = {name: path[name] for name in ("farmId", "fleetId", "workerId")}
    listed = await beginning(asking, "ListSessionsForWorker", "sessions", request)
    return Running([(Place(WORKER_SESSIONS, request), listed.items)])


async def _actions(asking: Asking, job: Path, session_id: str) -> tuple[Place, Sequence[Item]]:
    """The actions of a session. Raises FarmtopError; NoneLeftError where no call is left."""
    if not asking.left:
        raise NoneLeftError
    place = Place(SESSION_ACTIONS, {**job, SESSIONS.key: session_id})
    return place, await actions_of(asking, job, session_id)


RUNNING: Mapping[str, Look] = {
    JOBS.name: _of_job,
    STEPS.name: _of_tasks,
    TASKS.name: _of_task,
    SESSIONS.name: _of_session,
    SESSION_ACTIONS.name: _of_action,
    WORKERS.name: _of_worker,
}
"""By the level of what is asked about."""
