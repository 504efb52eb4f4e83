"""What became of the tasks whose runs did not end well."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.resources.level import Item, Path
from app.resources.tasks import TASKS
from app.why.asking import FOR_A_SESSION, Asking
from app.why.attempts import Attempt
from app.why.evidence import batch

DONE = frozenset({"SUCCEEDED", "FAILED"})


async def with_fates(
    asking: Asking,
    attempts: Sequence[Attempt],
    counts: Mapping[str, int],
    tasks: Iterable[Item] = (),
) -> list[Attempt]:
    """The same with how their tasks are doing now.

    That is told by the attempts themselves or by `tasks`, as far as they are among them; of what
    was cut short by the `counts` of tasks in each status, where all that have not failed have
    succeeded and `tasks` has all that have; else it takes a call.
    """
    fates = {str(task["taskId"]): task for task in tasks}
    unknown = [one for one in attempts if _task_id(one) and not one.fate]
    unknown = [one for one in unknown if _task_id(one) not in fates]
    at_hand = sum(task.get("runStatus") == "FAILED" for task in fates.values())
    if _all_done(counts) and counts.get("FAILED", 0) <= at_hand:
        again = [one for one in unknown if one.is_cut_short]
        fates |= {_task_id(one): {"runStatus": "SUCCEEDED"} for one in again}
        unknown = [one for one in unknown if not one.is_cut_short]
    if unknown and asking.left > FOR_A_SESSION:
        fates |= await batch(asking, TASKS, [_place_of(one) for one in unknown])
    told = [replace(one, task={**one.task, **fates.get(_task_id(one), {})}) for one in attempts]
    # What was cut short is run again by itself, of which a task may be told late.
    final = {one.action_id for one in told if not one.is_cut_short}
    return [replace(one, is_waived=_is_waived(one, final)) for one in told]


def _is_waived(attempt: Attempt, final: set[str]) -> bool:
    """Whether a task is done only since somebody said so: its last run is one of the `final` ones,
    which did not end well."""
    if not attempt.is_mended:
        return False
    task = attempt.task
    return task.get("targetRunStatus") == "SUCCEEDED" or task.get("latestSessionActionId") in final


def _all_done(counts: Mapping[str, int]) -> bool:
    """Whether every task has succeeded, or is among those that have failed for good."""
    are_done = all(not counts[status] for status in counts if status not in DONE)
    return bool(counts) and are_done


def _task_id(attempt: Attempt) -> str:
    return str(attempt.task.get("taskId") or "")


def _place_of(attempt: Attempt) -> tuple[Path, str]:
    """The ids that lead to the attempt's task, and that of the task."""
    return {**attempt.path, "stepId": attempt.step_id}, _task_id(attempt)
