"""A run that did not succeed: a session action, and what is known of its task and session."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from app.resources.fields import milliseconds
from app.resources.hosts import host_or_worker, instance_type
from app.resources.level import Item, Path
from app.resources.links import session_of
from app.resources.parameter_text import value_text
from app.resources.session_actions import action_title
from app.resources.tasks import task_label
from app.view import plain, short_id

NOTHING: Mapping[str, Any] = MappingProxyType({})

CUT_SHORT = frozenset({"INTERRUPTED", "RECLAIMED"})
"""Statuses of an action that was ended by what befell its worker; its task is run again."""

_FRAMES = ("Frame", "frame", "Frames", "frames")
"""What a task's parameter is called that numbers it, in most templates."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One run of something on a worker, that did not succeed."""

    action: Item
    """As BatchGetSessionAction gives it, or as a list did."""
    task: Item = field(default_factory=lambda: NOTHING)
    session: Item = field(default_factory=lambda: NOTHING)
    path: Path = field(default_factory=dict)
    """The ids that lead to its job, and that."""
    step: str = ""
    """The name of the step; empty where that is not known."""
    is_waived: bool = False
    """Whether its task was set to SUCCEEDED, although no run of it did."""

    @property
    def action_id(self) -> str:
        """The id of the session action."""
        return str(self.action["sessionActionId"])

    @property
    def session_id(self) -> str:
        """The id of its session, which ids of actions are made of."""
        return session_of(self.action_id)

    @property
    def kind(self) -> str:
        """The member of the definition's union: `taskRun`, `envEnter`."""
        definition: Mapping[str, Any] = self.action.get("definition") or NOTHING
        return next(iter(definition), "")

    @property
    def what(self) -> str:
        """What it did, the same for all tasks: `Task`, `Enter Conda`, `Sync attachments`."""
        return "Task" if self.kind == "taskRun" else action_title(self.action)

    @property
    def status(self) -> str:
        """How it ended, in the service's word."""
        return plain(str(self.action.get("status", "")))

    @property
    def exit_code(self) -> int | None:
        """What its process exited with; None where that was not told."""
        code = self.action.get("processExitCode")
        return None if code is None else int(code)

    @property
    def message(self) -> str:
        """What was said of it last."""
        return plain(str(self.action.get("progressMessage") or ""))

    @property
    def host(self) -> str:
        """The machine that it ran on; the short id of the worker, or nothing, as far as known."""
        return host_or_worker(self.session)

    @property
    def instance(self) -> str:
        """The type of the machine, where it is one of EC2's."""
        return instance_type(self.session)

    @property
    def step_id(self) -> str:
        """The id of the step, of a task as of an environment; empty where it is of none."""
        definition = next(iter((self.action.get("definition") or NOTHING).values()), NOTHING)
        return str(self.task.get("stepId") or definition.get("stepId") or "")

    @property
    def step_title(self) -> str:
        """The name of the step; its short id where that is not known, or nothing."""
        return self.step or plain(short_id(self.step_id))

    @property
    def label(self) -> str:
        """What tells its task from the others, or else what it did."""
        return task_label(self.task) if "taskId" in self.task else action_title(self.action)

    @property
    def frame(self) -> int | None:
        """The number of its task among the others."""
        return frame_of(self.task)

    @property
    def retries(self) -> int:
        """How often its task was tried again."""
        return int(self.task.get("failureRetryCount") or 0)

    @property
    def is_cut_short(self) -> bool:
        """Whether it was ended by what befell its worker."""
        return self.status in CUT_SHORT

    @property
    def fate(self) -> str:
        """How its task is doing now, in the service's word; empty where that is not known."""
        return plain(str(self.task.get("runStatus") or ""))

    @property
    def is_mended(self) -> bool:
        """Whether its task counts as done by now."""
        return self.fate == "SUCCEEDED"

    @property
    def span(self) -> tuple[int, int] | None:
        """When it began and ended, in milliseconds since the epoch; None where it never began."""
        began, ended = self.action.get("startedAt"), self.action.get("endedAt")
        if began is None:
            return None
        return milliseconds(began), milliseconds(ended or began)


def frame_of(task: Item) -> int | None:
    """The number in a task's parameters: that of its frame, or else the first there is."""
    parameters: Mapping[str, Mapping[str, Any]] = task.get("parameters") or NOTHING
    names = sorted(parameters, key=lambda name: name not in _FRAMES)
    texts = (value_text(parameters[name]) for name in names)
    return next((int(text) for text in texts if text.isascii() and text.isdecimal()), None)
