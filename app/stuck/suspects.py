"""What runs and may have fallen silent, wherever it is listed, and where it writes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from app.resources.fields import milliseconds
from app.resources.level import Item, Path, Place
from app.resources.links import action_path, job_path, session_of, session_path
from app.resources.log_place import LogPlace
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.sessions import SESSIONS, log_place
from app.resources.tasks import TASKS
from app.resources.workers import WORKERS
from app.stuck.kin import Kind, kind_of
from app.view import Tone


@dataclass(frozen=True, slots=True)
class Suspect:
    """An action that has begun and not ended; or a session, where it is not known what it runs; or
    a worker, where it is not known which session it is in."""

    ids: Mapping[str, str]
    """Its own id and those that lead to it, also through its step and task, by member names."""
    started_at: datetime
    kind: Kind | None = None
    """What the action shares with others of its kind; None where it is not known which one runs."""
    item: Item = field(default_factory=dict)
    """The action, as its list tells of it, or that of its task."""

    @property
    def is_known(self) -> bool:
        """Whether it is known which action it is."""
        return self.kind is not None

    @property
    def session(self) -> str:
        """The id of its session; empty where it is not known which one that is."""
        return self.ids.get(SESSIONS.key, "")

    @property
    def key(self) -> str:
        """The id of the action, or else of the session, or else of the worker."""
        if self.is_known:
            return self.ids[SESSION_ACTIONS.key]
        return self.session or self.ids[WORKERS.key]

    @property
    def began(self) -> float:
        """Seconds since the epoch, cut to milliseconds as the times of lines are."""
        return milliseconds(self.started_at) / 1000

    @property
    def session_path(self) -> dict[str, str]:
        """The ids that lead through its job to its session."""
        return {**job_path(self.ids), SESSIONS.key: self.session}

    @property
    def log(self) -> LogPlace:
        """What it wrote: its session's log, from when it began.

        The stream is the one in which the service always puts it, since to ask would be a call.
        """
        stream = log_place(self.session_path, {SESSIONS.key: self.session})
        began = milliseconds(self.started_at)
        return LogPlace(stream.group, stream.stream, stream.role, start=began)

    def below(self, other: "Suspect") -> "Suspect":
        """The same, known also by what leads to its session or its worker."""
        return replace(self, ids={**other.ids, **self.ids})


def suspect_in(place: Place, item: Item) -> Suspect | None:
    """What an item of a place runs; None where it runs nothing, or that cannot be told."""
    of = _SUSPECTS.get(place.level.key)
    began, _ = place.level.span
    if of is None or place.level.service != SESSIONS.service or item.get(began) is None:
        return None
    status = place.level.status(item)
    return of(place.path, item) if status is not None and status.tone is Tone.BUSY else None


def run_in(place: Place, item: Item) -> Item | None:
    """The session action of which an item of a place tells how long it took, or that it runs."""
    told_by = _RUNS.get(place.level.key)
    return None if told_by is None else told_by(place.path, item)


def _run_of_task(path: Path, task: Item) -> Item | None:
    """The last run of a task, as its list tells of it.

    Whether a task that was tried again began when it was tried first is documented nowhere, so
    that of such a task is not told.
    """
    action_id = task.get("latestSessionActionId")
    if not action_id or task.get("failureRetryCount"):
        return None
    ran = {"stepId": path["stepId"], **_picked(task, "taskId", "parameters")}
    return {
        SESSION_ACTIONS.key: action_id,
        "status": task.get("runStatus"),
        "definition": {"taskRun": ran},
        **_picked(task, "startedAt", "endedAt"),
    }


def _picked(item: Item, *members: str) -> dict[str, object]:
    return {member: item[member] for member in members if member in item}


def _action(path: Path, action: Item) -> Suspect:
    ran = (action.get("definition") or {}).get("taskRun") or {}
    of_task = {name: str(ran[name]) for name in ("stepId", "taskId") if ran.get(name)}
    ids = {**action_path(path, str(action[SESSION_ACTIONS.key])), **of_task}
    return Suspect(ids, action["startedAt"], kind_of(path, action), action)


def _task(path: Path, task: Item) -> Suspect | None:
    if (action := _run_of_task(path, task)) is not None:
        return _action(path, action)
    if action_id := task.get("latestSessionActionId"):
        return _session(path, {SESSIONS.key: session_of(action_id), **_picked(task, "startedAt")})
    return None


def _session(path: Path, session: Item) -> Suspect:
    told = {**session, **path}
    of_worker = {name: str(told[name]) for name in _OF_WORKER if told.get(name)}
    return Suspect({**of_worker, **session_path(path, session)}, session["startedAt"])


def _worker(path: Path, worker: Item) -> Suspect:
    return Suspect({**path, WORKERS.key: str(worker[WORKERS.key])}, _LONG_AGO)


_OF_WORKER = ("fleetId", "workerId")
"""The members by which whatever it runs is known by its worker, too."""
_LONG_AGO = datetime.fromtimestamp(0, UTC)
"""When a worker began what it runs, which it does not tell: nothing keeps one waiting."""

_SUSPECTS: Mapping[str, Callable[[Path, Item], Suspect | None]] = {
    SESSION_ACTIONS.key: _action,
    TASKS.key: _task,
    SESSIONS.key: _session,
    WORKERS.key: _worker,
}
"""By the keys of the levels that list what runs."""

_RUNS: Mapping[str, Callable[[Path, Item], Item | None]] = {
    SESSION_ACTIONS.key: lambda _, action: action,
    TASKS.key: _run_of_task,
}
"""Likewise of the levels that list runs, one an item."""
