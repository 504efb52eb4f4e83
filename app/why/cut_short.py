"""Runs that were cut short with their session."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.resources.level import Item, Path
from app.resources.links import job_path
from app.why.asking import FOR_A_PROOF, Asking
from app.why.attempts import CUT_SHORT
from app.why.evidence import Run, actions_of, task_of
from app.why.first_page import began_at, beginning

MOST_SESSIONS = 2
"""Sessions at most that are looked through."""


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
    ended.sort(key=began_at, reverse=True)
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


def _is_wanted(run: Run, step_id: str | None, told: set[str | None]) -> bool:
    task = task_of(run.action)
    is_of_step = step_id in {None, task.get("stepId")}
    return is_of_step and task.get("taskId") is not None and task["taskId"] not in told
