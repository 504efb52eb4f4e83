"""What can be searched: the fields of jobs, steps, tasks and workers, and where they are read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.localfarm.contract import Reply, Request
from app.localfarm.world.finding import Finder, missing
from app.localfarm.world.ids import Kind, task_id
from app.localfarm.world.job_fields import JOB, JOB_PARAMETERS, STEP, TASK, Fields
from app.localfarm.world.paging import Newest
from app.localfarm.world.run_fields import WORKER
from app.localfarm.world.search import Field, Searchable, search
from app.localfarm.world.shapes import cut, members
from app.localfarm.world.stage import Stage
from app.localfarm.world.table import JobTable
from app.localfarm.world.views import JobView, StepView, TaskView, WorkerView

_RECENT_JOBS = 200
"""How many of the newest jobs are looked through for steps or tasks where no job is named."""


@dataclass(frozen=True, slots=True)
class SearchOperation:
    """One Search operation."""

    listed: str
    """The member of the output that holds what was found."""
    collect: Callable[[Mapping[str, Any]], Sequence[Any]]
    what: Searchable[Any]
    fields: Fields
    view: Callable[[Any], Any] = lambda item: item


def _nobody(_: object) -> str:
    return ""


def _no_parameter(_: str) -> Callable[[object], None]:
    return lambda _: None


def _task_parameter(name: str) -> Callable[[TaskView], str | None]:
    return lambda view: view.step.parameters(view.task).get(name, (None, None))[1]


STEPS: Searchable[StepView] = Searchable(
    {
        "NAME": Field(str, lambda view: view.step.plan.name),
        "STEP_ID": Field(str, lambda view: view.step.id),
        "JOB_ID": Field(str, lambda view: view.row.id),
        "TASK_RUN_STATUS": Field(str, lambda view: view.step.status),
        "TARGET_TASK_RUN_STATUS": Field(str, lambda view: view.step.target),
        "CREATED_AT": Field(datetime, lambda view: view.step.created_at),
        "STARTED_AT": Field(datetime, lambda view: view.step.started_at),
        "ENDED_AT": Field(datetime, lambda view: view.step.ended_at),
        "UPDATED_AT": Field(datetime, lambda view: view.step.updated_at),
    },
    (lambda view: view.step.plan.name,),
    _no_parameter,
    _nobody,
)

TASKS: Searchable[TaskView] = Searchable(
    {
        "TASK_ID": Field(str, lambda view: task_id(view.step.id, view.task.number)),
        "STEP_ID": Field(str, lambda view: view.step.id),
        "JOB_ID": Field(str, lambda view: view.row.id),
        "RUN_STATUS": Field(str, lambda view: view.task.status),
        "TARGET_RUN_STATUS": Field(str, lambda view: view.task.target),
        "FAILURE_RETRY_COUNT": Field(float, lambda view: view.task.retries),
        "CREATED_AT": Field(datetime, lambda view: view.step.created_at),
        "STARTED_AT": Field(datetime, lambda view: view.task.started_at),
        "ENDED_AT": Field(datetime, lambda view: view.task.ended_at),
        "UPDATED_AT": Field(datetime, lambda view: view.task.updated_at),
    },
    (lambda view: " ".join(value for _, value in view.step.parameters(view.task).values()),),
    _task_parameter,
    _nobody,
)

WORKERS: Searchable[WorkerView] = Searchable(
    {
        "WORKER_ID": Field(str, lambda view: view.worker.id),
        "FLEET_ID": Field(str, lambda view: view.worker.fleet_id),
        "STATUS": Field(str, lambda view: view.worker.status),
        "HOST_NAME": Field(str, lambda view: view.worker.host),
        "EC2_INSTANCE_TYPE": Field(str, lambda view: view.worker.instance_type or None),
        "CREATED_AT": Field(datetime, lambda view: view.worker.started_at),
        "UPDATED_AT": Field(datetime, lambda view: view.worker.updated_at),
    },
    (
        lambda view: view.worker.host,
        lambda view: view.worker.instance_type,
        lambda view: view.worker.id,
    ),
    _no_parameter,
    _nobody,
)


def jobs(stage: Stage) -> Searchable[int]:
    """Jobs are searched in the columns of their table, so that a hundred thousand take no time."""
    table: JobTable = stage.table

    def parameter(name: str) -> Callable[[int], str | None]:
        if name not in JOB_PARAMETERS:
            return lambda _: None
        _, read = JOB_PARAMETERS[name]
        return lambda index: read(JobView(stage, index))

    def text(column: list[Any]) -> Field[int]:
        return Field(str, column.__getitem__)

    def number(column: list[int]) -> Field[int]:
        return Field(float, column.__getitem__)

    def time(column: list[Any]) -> Field[int]:
        return Field(datetime, column.__getitem__)

    queues = stage.layout.queues
    return Searchable(
        {
            "NAME": text(table.name),
            "JOB_NAME": text(table.name),
            "JOB_ID": Field(str, table.id_of),
            "QUEUE_ID": Field(str, lambda index: queues[table.queue[index]].id),
            "CREATED_BY": text(table.owner),
            "UPDATED_BY": text(table.updated_by),
            "LIFECYCLE_STATUS": text(table.lifecycle),
            "TASK_RUN_STATUS": text(table.status),
            "TARGET_TASK_RUN_STATUS": text(table.target),
            "PRIORITY": number(table.priority),
            "TASK_FAILURE_RETRY_COUNT": number(table.retries),
            "MAX_FAILED_TASKS_COUNT": number(table.max_failed),
            "MAX_RETRIES_PER_TASK": number(table.max_retries),
            "MAX_WORKER_COUNT": number(table.max_workers),
            "CREATED_AT": Field(datetime, table.created_at.__getitem__),
            "STARTED_AT": time(table.started_at),
            "ENDED_AT": time(table.ended_at),
            "UPDATED_AT": time(table.updated_at),
        },
        (table.name.__getitem__, table.owner.__getitem__),
        parameter,
        table.owner.__getitem__,
    )


class Searches:
    """Answers the Search operations of Deadline Cloud."""

    def __init__(self, stage: Stage, finder: Finder) -> None:
        self._stage = stage
        self._find = finder
        self.operations = {
            "SearchJobs": SearchOperation(
                "jobs", self._jobs, jobs(stage), JOB, lambda index: JobView(stage, index)
            ),
            "SearchSteps": SearchOperation("steps", self._steps, STEPS, STEP),
            "SearchTasks": SearchOperation("tasks", self._tasks, TASKS, TASK),
            "SearchWorkers": SearchOperation("workers", self._workers, WORKERS, WORKER),
        }

    def answer(self, request: Request) -> Reply:
        """What a search finds."""
        operation = self.operations[request.operation]
        parameters = request.parameters
        found = search(operation.what, operation.collect(parameters), parameters)
        names = members(request.service, request.operation, operation.listed)
        reply: dict[str, Any] = {
            operation.listed: [
                cut(operation.fields, operation.view(item), names) for item in found.items
            ],
            "totalResults": found.total,
        }
        return (
            reply if found.next_offset is None else {**reply, "nextItemOffset": found.next_offset}
        )

    def _jobs(self, ids: Mapping[str, Any]) -> Sequence[int]:
        """The jobs of the queues, the newest first."""
        queues = {self._find.queue({**ids, "queueId": one}).thing.number for one in ids["queueIds"]}
        table = self._stage.table
        if len(queues) == 1:
            return Newest(table.in_queue[queues.pop()])
        rows = [row for queue in queues for row in table.in_queue[queue]]
        rows.sort(reverse=True)
        return rows

    def _rows(self, ids: Mapping[str, Any]) -> list[JobView]:
        """The jobs whose steps or tasks are looked through."""
        rows = self._jobs(ids)
        if "jobId" not in ids:
            return [JobView(self._stage, index) for index in rows[:_RECENT_JOBS]]
        numbers = self._stage.ids.read(Kind.JOB, ids["jobId"])
        if numbers is None or numbers[0] not in set(rows):
            raise missing("job", ids["jobId"])
        return [JobView(self._stage, numbers[0])]

    def _steps(self, ids: Mapping[str, Any]) -> list[StepView]:
        return [StepView(row, step) for row in self._rows(ids) for step in row.job.steps]

    def _tasks(self, ids: Mapping[str, Any]) -> list[TaskView]:
        return [TaskView(v.row, v.step, task) for v in self._steps(ids) for task in v.step.tasks]

    def _workers(self, ids: Mapping[str, Any]) -> list[WorkerView]:
        fleets = [self._find.fleet({**ids, "fleetId": one}).thing for one in ids["fleetIds"]]
        return [WorkerView(fleet, worker) for fleet in fleets for worker in fleet.workers.values()]
