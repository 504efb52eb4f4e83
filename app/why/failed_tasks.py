"""The tasks of a job or of a step that are in one status, in a call where the service searches."""

from dataclasses import dataclass

from app.aws.searches import PAGE_SIZE, find
from app.errors import DeniedError, InvalidError
from app.resources.level import Item, Path, Place
from app.resources.links import job_path
from app.resources.query import Query
from app.resources.task_counts import COUNTS
from app.resources.tasks import TASKS
from app.resources.terms import among
from app.why.asking import Asking
from app.why.attempts import NOTHING
from app.why.first_page import beginning

STATUS = "RUN_STATUS"
"""A search field; which there are is not documented."""

MOST_PAGES = 3
"""Calls at most that list tasks where they cannot be searched for."""


@dataclass(frozen=True, slots=True)
class Tasks:
    """Some tasks, and how many there are."""

    items: tuple[Item, ...]
    total: int
    begun_first: bool = False
    """Whether those that never began come behind all others."""

    @property
    def unbegun(self) -> int:
        """How many never began; where `counts_unbegun` is not set, at least."""
        return (self.total if self.counts_unbegun else len(self.items)) - self._begun

    @property
    def counts_unbegun(self) -> bool:
        """Whether these show how many of all never began."""
        if self.total <= len(self.items):
            return True
        # A service that puts those first shows nothing of what comes behind them.
        shows_end = 0 < self._begun < len(self.items)
        return self.begun_first and shows_end and all(map(_has_begun, self.items[: self._begun]))

    @property
    def _begun(self) -> int:
        return sum(map(_has_begun, self.items))


def _has_begun(task: Item) -> bool:
    return bool(task.get("latestSessionActionId"))


async def tasks_in(
    asking: Asking, status: str, path: Path, counted: int, *, begun_first: bool = False
) -> Tasks:
    """The first hundred tasks in a status below the job, or the step, of `path`.

    `counted` is how many there are by the counts of the job or step. Where the service does not
    take the order they come in its own; where it does not take the search they are listed, step by
    step.
    """
    place = Place(TASKS, {name: path[name] for name in TASKS.within if name in path})
    query = Query("startedAt" if begun_first else None, filters=(among(STATUS, [status]),))
    try:
        found = await find(asking, place, query)
    except InvalidError:
        if begun_first:
            return await tasks_in(asking, status, path, counted)
        return await _listed(asking, status, path, counted)
    except DeniedError:
        return await _listed(asking, status, path, counted)
    return Tasks(found.items, max(counted, found.total), begun_first)


async def _listed(asking: Asking, status: str, path: Path, counted: int) -> Tasks:
    """The same by lists: the tasks of the steps that have any in that status."""
    steps = [path["stepId"]] if "stepId" in path else await _steps_with(asking, status, path)
    found: list[Item] = []
    pages = 0
    for step_id in steps:
        more: dict[str, str] = {}
        while pages < MOST_PAGES and asking.left and len(found) < PAGE_SIZE:
            request = {**job_path(path), "stepId": step_id, "maxResults": PAGE_SIZE, **more}
            answer = await asking.call("deadline", "ListTasks", request)
            pages += 1
            tasks = (task for task in answer["tasks"] if task.get("runStatus") == status)
            found += ({"stepId": step_id, **task} for task in tasks)
            if not (token := answer.get("nextToken")):
                break
            more = {"nextToken": token}
    return Tasks(tuple(found[:PAGE_SIZE]), max(counted, len(found)))


async def _steps_with(asking: Asking, status: str, path: Path) -> list[str]:
    """The steps with tasks in a status, those with the most first."""
    steps = (await beginning(asking, "ListSteps", "steps", job_path(path))).items
    counts = {str(step["stepId"]): (step.get(COUNTS) or NOTHING).get(status, 0) for step in steps}
    return sorted((one for one in counts if counts[one]), key=lambda one: -counts[one])
