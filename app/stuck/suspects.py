"""Actions that run, which may have fallen silent, and where they write."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.resources.fields import milliseconds, seconds
from app.resources.level import Item, Place
from app.resources.links import action_path, job_path
from app.resources.log_place import LogPlace
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.sessions import log_place
from app.view import Tone


@dataclass(frozen=True, slots=True)
class Suspect:
    """An action that has begun and not ended, and a place where it is listed."""

    place: Place
    action: Item

    @property
    def key(self) -> str:
        """Its id."""
        return str(self.action[SESSION_ACTIONS.key])

    @property
    def began(self) -> float:
        """Seconds since the epoch."""
        return seconds(self.action["startedAt"]) or 0.0

    @property
    def ids(self) -> Mapping[str, str]:
        """Its id and those that lead to it, also through its step and task."""
        ran = (self.action.get("definition") or {}).get("taskRun") or {}
        of_task = {name: str(ran[name]) for name in ("stepId", "taskId") if ran.get(name)}
        return {**action_path(self.place.path, self.key), **of_task}

    @property
    def log(self) -> LogPlace:
        """What it wrote: its session's log, from when it began.

        The stream is the one in which the service always puts it, since to ask would be a call.
        """
        ids = action_path(self.place.path, self.key)
        began = milliseconds(self.action["startedAt"])
        stream = log_place(job_path(ids), {"sessionId": ids["sessionId"]})
        return LogPlace(stream.group, stream.stream, stream.role, start=began)


def may_be_silent(action: Item) -> bool:
    """Whether an action runs, so that it should say something."""
    status = SESSION_ACTIONS.status(action)
    is_running = status is not None and status.tone is Tone.BUSY
    return is_running and action.get("startedAt") is not None
