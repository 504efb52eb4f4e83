"""Runs that were cut short with their session, and what became of their tasks since."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.resources.level import Item, Path
from app.resources.links import job_path
from app.resources.tasks import TASKS
from app.why.asking import FOR_A_PROOF, Asking
from app.why.attempts import CUT_SHORT, Attempt
from app.why.evidence import Run, actions_of, batch, task_of
from app.why.first_page import beginning

MOST_SESSIONS = 2
"""Sessions at most that are looked through."""
DONE = frozenset({"SUCCEEDED", "FAILED"})


@dataclass(frozen=True, slots=True)
class CutShort:
    """What was cut short in the sessions of a job."""

    runs: tuple[Run, ...] = ()
    unseen: tuple[str, ...] = ()
    """What was not looked at."""


async def cut_short(asking: Asking, path: Path, tasks: Sequence[Item]) -> CutShort:
    """The runs that were interrupted in the last sessions of a job that were told to end.

    Of a step, where `path` leads to one, those that ran its tasks. Runs of `tasks`, which are told
    of already, are left out.
    """
    job = job_path(path)
    if asking.left <= FOR_A_PROOF:
        return CutShort(unseen=("sessions that were told to end",))
    listed = await beginning(asking, "ListSessions", "sessions", job, reserve=FOR_A_PROOF)
    ended = [one for one in listed.items if one.get("targetLifecycleStatus") == "ENDED"]
    ended.sort(key=_began, reverse=True)
    runs: list[Run] = []
    looked = 0
    for session in ended[:MOST_SESSIONS]:
        if asking.left <= FOR_A_PROOF:
            break
        looked += 1
        actions = await actions_of(asking, job, session["sessionId"])
        bad = (action for action in actions if action.get("status") in CUT_SHORT)
        runs += (Run(job, str(action["sessionActionId"]), action) for action in bad)
    told = {task.get("taskId") for task in tasks}
    wanted = tuple(run for run in runs if _is_wanted(run, path.get("stepId"), told))
    return CutShort(wanted, tuple(_unseen(len(ended), looked, goes_on=listed.goes_on)))


def _unseen(count: int, looked: int, *, goes_on: bool) -> Iterator[str]:
    if goes_on:
        yield "sessions after the first 100"
    if count > looked:
        yield f"{count - looked} of {count} sessions that were told to end"


def _began(session: Item) -> float:
    began = session.get("startedAt")
    return began.timestamp() if began else 0.0


def _is_wanted(run: Run, step_id: str | None, told: set[str | None]) -> bool:
    task = task_of(run.action)
    is_of_step = step_id in {None, task.get("stepId")}
    return is_of_step and task.get("taskId") is not None and task["taskId"] not in told


async def with_fates(
    asking: Asking,
    attempts: Sequence[Attempt],
    counts: Mapping[str, int],
    tasks: Sequence[Item] = (),
) -> list[Attempt]:
    """The same, those that were cut short with how their tasks are doing now.

    That is told by `tasks`, as far as they are among them; for all by the `counts` of tasks in each
    status, where those that have not failed have succeeded; else it takes a call.
    """
    fates = {str(task["taskId"]): task for task in tasks}
    wanted = [one for one in attempts if one.is_cut_short and _task_id(one)]
    unknown = [one for one in wanted if _task_id(one) not in fates]
    if unknown and _all_done(counts):
        fates |= {_task_id(one): {"runStatus": "SUCCEEDED"} for one in unknown}
    elif unknown and asking.left > FOR_A_PROOF:
        fates |= await batch(asking, TASKS, [_place_of(one) for one in unknown])
    return [
        replace(one, task={**one.task, **fates.get(_task_id(one), {})}) if one.is_cut_short else one
        for one in attempts
    ]


def _all_done(counts: Mapping[str, int]) -> bool:
    """Whether every task has succeeded, or is among those that have failed for good."""
    are_done = all(not counts[status] for status in counts if status not in DONE)
    return bool(counts) and are_done


def _task_id(attempt: Attempt) -> str:
    return str(attempt.task.get("taskId") or "")


def _place_of(attempt: Attempt) -> tuple[Path, str]:
    """The ids that lead to the attempt's task, and that of the task."""
    return {**attempt.path, "stepId": str(attempt.task["stepId"])}, _task_id(attempt)
