"""Session actions: what a session does, one after the other."""

from collections.abc import Callable, Mapping
from typing import Any

from app.resources import fields, links
from app.resources.level import Batch, Field, Item, Level, Log
from app.resources.listing import Listing
from app.resources.parameter_text import parameters_text
from app.resources.status import status_in, status_of
from app.view import DASH, Align, Cell, Column, Progress, Tone, plain

ENDED = frozenset(
    {"SUCCEEDED", "FAILED", "INTERRUPTED", "CANCELED", "NEVER_ATTEMPTED", "RECLAIMED"}
)


def has_ended(action: Item) -> bool:
    """Whether the action is over."""
    return action.get("status") in ENDED


def _environment(definition: Mapping[str, Any]) -> str:
    """The name at the end of an environment's id: `STEP:step-...:Conda`, `JOB:job-...:Conda`."""
    return str(definition.get("environmentId", DASH)).rpartition(":")[2]


def _task(definition: Mapping[str, Any]) -> str:
    return parameters_text(definition.get("parameters")) or str(definition.get("taskId", ""))


def _nothing(_definition: Mapping[str, Any]) -> str:
    return ""


DEFINITIONS: dict[str, tuple[str, Callable[[Mapping[str, Any]], str]]] = {
    "envEnter": ("Enter", _environment),
    "envExit": ("Exit", _environment),
    "taskRun": ("Task", _task),
    "syncInputJobAttachments": ("Sync attachments", _nothing),
}
"""How each member of the definition's union reads."""


def action_title(action: Item) -> str:
    """What an action does: `Task Frame=1042`, `Enter Conda`, or the name of a newer kind."""
    union: Mapping[str, Mapping[str, Any]] = action.get("definition") or {"": {}}
    kind, definition = next(iter(union.items()))
    if kind == "SDK_UNKNOWN_MEMBER":
        return plain(str(definition.get("name", kind)))
    verb, subject = DEFINITIONS.get(kind, (kind, _nothing))
    return plain(f"{verb} {subject(definition)}".strip()) or DASH


def _progress(action: Item) -> Cell | Progress:
    percent = action.get("progressPercent")
    status = status_of(action.get("status"))
    if percent is None or status is None:
        return Cell()
    return Progress(max(0.0, min(1.0, percent / 100)), status.tone)


def _exit_code(action: Item) -> Cell:
    code = action.get("processExitCode")
    return Cell() if code is None else Cell(str(code), Tone.BAD if code else Tone.PLAIN, order=code)


SESSION_ACTIONS = Level(
    name="session-actions",
    noun="session action",
    key="sessionActionId",
    parent="sessions",
    within=("farmId", "queueId", "jobId"),
    listing=Listing("ListSessionActions", "sessionActions"),
    get="GetSessionAction",
    details=Batch(
        "BatchGetSessionAction",
        "sessionActions",
        ("farmId", "queueId", "jobId", "sessionActionId"),
        enriches=True,
    ),
    ended=has_ended,
    fields=(
        fields.status(status_in("status"), "status", width=13),
        Field(
            Column("action", "ACTION", 22),
            lambda action: Cell(action_title(action)),
            ("definition",),
        ),
        Field(Column("progress", "PROGRESS", 14, rank=1), _progress, ("progressPercent",)),
        Field(Column("exit", "EXIT", 5, Align.RIGHT), _exit_code, ("processExitCode",)),
        fields.text("progressMessage", "MESSAGE", 16, grows=True),
        fields.age("startedAt", "AGE", rank=2),
        fields.duration(),
        fields.optional(fields.identifier("sessionActionId", "ID", width=18)),
        fields.optional(fields.age("endedAt", "ENDED")),
        fields.optional(fields.age("workerUpdatedAt", "HEARD OF")),
    ),
    status=status_in("status"),
    label=action_title,
    oldest_first=True,
    log=Log(owner="sessions"),
    links={links.WORKER: links.WORKER_OF_ACTION, links.TASK: links.TASK_OF_ACTION},
)
