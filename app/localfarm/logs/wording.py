"""The worker agent's own lines in a session's log, worded as openjd-sessions 0.10.7 words them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zlib import crc32

from app.localfarm.contract import Action, Session
from app.localfarm.logs.failures import Ending, Failure

BLANK = " "
"""CloudWatch takes no empty message, so the worker agent sends one space."""

_DOUBLE = "=" * 46
_SINGLE = "-" * 46

_FILES = {
    "envEnter": ("Environment", "Env", "Enter"),
    "envExit": ("Environment", "Env", "Exit"),
}
"""Whose file an action runs, its scope and its name in the template, where that is no task."""

_SIGTERM = -15
"""What a process that was asked to go exits with, as Python's subprocess tells it."""


def seed(identifier: str) -> int:
    """A number that is always the same for an id and looks like no other's."""
    return crc32(identifier.encode())


def pid(action: Action) -> int:
    """The process id of an action's command."""
    return 2_000 + seed(action.id) % 30_000


def working_directory(session: Session) -> str:
    """Where a session keeps its files; the suffix is as `tempfile` makes them."""
    return f"/sessions/{session.id}{_temporary(session.id)[3:]}"


def frame(action: Action) -> str:
    """What a renderer calls the part of the work that a task is."""
    for name in ("Frame", "Frames", "frame"):
        if name in action.parameters:
            return action.parameters[name][1]
    return next((value for _, value in action.parameters.values()), "1")


def status_text(action: Action, percent: float) -> str:
    """The `openjd_status` of a task so far done; also its `progressMessage`."""
    return f"Rendering frame {frame(action)} at {percent:g}%"


def banner(title: str) -> tuple[str, ...]:
    """The head of a section."""
    return (BLANK, _DOUBLE, f"--------- {title}", _DOUBLE)


def phase(title: str) -> tuple[str, ...]:
    """The head of a part of a section."""
    return (_SINGLE, title, _SINGLE)


def heading(action: Action) -> tuple[str, ...]:
    """The head of an action's section."""
    if action.kind == "envEnter":
        return (*banner(f"Entering Environment: {action.environment}"), "Setting: RENDER_FARM=1")
    if action.kind == "envExit":
        return banner(f"Exiting Environment: {action.environment}")
    if action.kind == "taskRun":
        return (*banner("Running Task"), *_parameters(action))
    if action.kind == "syncInputJobAttachments":
        subject = "Step" if action.step_id else "Job"
        return banner(f"Job Attachments Download for {subject}")[1:]
    return banner(action.kind)


def setup(session: Session, action: Action) -> tuple[str, ...]:
    """The phase in which an action's files are written."""
    subject, scope, name = _FILES.get(action.kind, ("Task", "Task", "Run"))
    folder = f"{working_directory(session)}/embedded_files{_temporary(session.job_id)[3:]}"
    path = f"{folder}/{_temporary(action.id)}"
    return (
        *phase("Phase: Setup"),
        f"Writing embedded files for {subject} to disk.",
        f"Mapping: {scope}.File.{name} -> {path}",
        f"Wrote: {name} -> {path}",
    )


def launch(session: Session, action: Action) -> tuple[str, ...]:
    """The phase in which an action's command runs, up to where its output begins."""
    script = f"{working_directory(session)}/{_temporary(action.id + ' command')}.sh"
    return (
        *phase("Phase: Running action"),
        f"Running command {script}",
        f"Command started as pid: {pid(action)}",
        "Output:",
    )


def exit_line(action: Action, code: int) -> str:
    """How the end of an action's process is told."""
    return f"Process pid {pid(action)} exited with code: {code} (unsigned) / {hex(code)} (hex)"


def exit_code(action: Action, failure: Failure) -> int:
    """What the process of an unsuccessful action exits with, whether or not it is reported."""
    codes = (action.exit_code, failure.exit_code, _SIGTERM)
    return next(code for code in codes if code is not None)


def death(action: Action, failure: Failure, scene: str, at: float) -> Iterator[str]:
    """Everything from an unsuccessful action's last output to the end of its process."""
    if failure.ending is Ending.SILENCE:
        return
    for line in failure.lines:
        yield line.format(frame=frame(action), scene=scene, pid=pid(action))
    if failure.ending is Ending.EXIT and (message := action.message or failure.message):
        yield f"openjd_fail: {message}"
    yield from _cancellation(action, failure.ending, at)
    yield exit_line(action, exit_code(action, failure))


def _cancellation(action: Action, ending: Ending, at: float) -> Iterator[str]:
    """How the worker agent makes an action's process end."""
    moment = f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"
    process = pid(action)
    if ending is Ending.TIMEOUT:
        yield f"TIMEOUT - Runtime limit reached at {moment}. Canceling action."
        yield f"Canceling subprocess {process} via termination method at {moment}."
        yield f'INTERRUPT: Sending signal "kill" to process group {process}'
    elif ending in (Ending.CANCEL, Ending.INTERRUPT):
        yield f"Canceling subprocess {process} via notify then terminate method at {moment}."
        yield f"Grace period ends at {moment}"
        yield f'INTERRUPT: Sending signal "term" to process {process}'


def _parameters(action: Action) -> tuple[str, ...]:
    """A task's parameters, where it has any."""
    if not action.parameters:
        return ()
    values = (f"{name}({kind}) = {value}" for name, (kind, value) in action.parameters.items())
    return ("Parameter values:", *values)


def _temporary(identifier: str) -> str:
    """A name as `tempfile` would choose it, always the same for an id."""
    alphabet = "abcdefghijklmnopqrstuvwxyz0123456789_"
    number = seed(identifier) * 2_654_435_761
    return "tmp" + "".join(alphabet[(number >> (5 * place)) % 37] for place in range(8))
