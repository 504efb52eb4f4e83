"""A farm on which jobs fail in ways that a test chooses, over the real operations."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.localfarm.contract import Action, Events, Handler, Handlers, Reply, Request, Session
from app.localfarm.logs import LogStore
from app.localfarm.logs.failures import FAILURES
from app.localfarm.world.finding import Finder
from app.localfarm.world.getting import Gets
from app.localfarm.world.ground_lists import GroundLists
from app.localfarm.world.jobs import FarmSession, Job, Step, Task
from app.localfarm.world.layout import ACCOUNT, REGION
from app.localfarm.world.listing import Lists
from app.localfarm.world.nova_act import NovaAct
from app.localfarm.world.records import Records
from app.localfarm.world.roles import Roles
from app.localfarm.world.searchable import Searches
from app.localfarm.world.simulation import Simulation
from app.localfarm.world.work_lists import WorkLists

SEED = 7


class PlantedJob:
    """A job of the past in which all went well, until a test says otherwise."""

    def __init__(self, job: Job, path: dict[str, str]) -> None:
        self.job = job
        self.path = path
        """The ids that lead to it, and its own."""
        for session in job.sessions:
            session.target = None
            for action in session.actions:
                if action.ended_at is not None:
                    befall(action, "")
        for step in job.steps:
            for task in step.tasks:
                if task.latest_action is not None:
                    self._end(step, task, "SUCCEEDED", "")
        self.step = max(job.steps, key=lambda step: step.counts["SUCCEEDED"])
        """The step with the most tasks."""

    def fail(self, numbers: Sequence[int], failure: str, exit_code: int | None = None) -> None:
        """Tasks of the step, by their numbers, fail for good; an empty `failure` says nothing."""
        for number in numbers:
            self._end(self.step, self.step.tasks[number], "FAILED", failure, exit_code)

    def cancel(self, numbers: Sequence[int]) -> None:
        """Tasks of the step are cancelled while they run."""
        for number in numbers:
            self._end(self.step, self.step.tasks[number], "CANCELED", "cancelled")

    def interrupt(self, number: int, failure: str) -> None:
        """A task's run is cut short by its worker; the task itself is done by another one."""
        task = self.step.tasks[number]
        session, action = self.run_of(task)
        befall(action, failure)
        session.target = "ENDED"

    def lengthen(self, count: int) -> dict[str, str]:
        """The step has so many tasks, of which those that are new run; gives the ids of the step.

        Every hundredth has failed instead, and the later the more often.
        """
        step = self.step
        step.plan, step.frames = replace(step.plan, chunk=1), count
        tasks = [Task(number) for number in range(len(step.tasks), count)]
        step.tasks += tasks
        step.counts["PENDING"] += len(tasks)
        for task in tasks:
            has_failed = task.number % 100 == 99
            step.move(task, "FAILED" if has_failed else "RUNNING")
            task.retries = task.number // 100 if has_failed else 0
            task.started_at = step.created_at
        return {**self.path, "stepId": step.id}

    def fail_before(self, session: FarmSession, kind: str, failure: str) -> int:
        """A session fails before its first task, of which none is done; how many there were."""
        befall(next(one for one in session.actions if one.kind == kind), failure)
        session.target = "ENDED"
        tasks = 0
        for action in session.actions:
            if action.kind == "taskRun":
                step, task = self.job.task_of(action)
                if task.latest_action == action.id:
                    step.move(task, "FAILED")
                    tasks += 1
                action.status, action.failure, action.exit_code = "NEVER_ATTEMPTED", "", None
                action.started_at = action.ended_at = None
        return tasks

    def run_of(self, task: Task) -> tuple[FarmSession, Action]:
        """The last run of a task."""
        return next(
            (session, action)
            for session in self.job.sessions
            for action in session.actions
            if action.id == task.latest_action
        )

    def sessions(self) -> list[FarmSession]:
        """The sessions that have done tasks of the step, those with the most first."""
        found = [one for one in self.job.sessions if any(self._numbers_in(one))]
        return sorted(found, key=lambda one: -len(list(self._numbers_in(one))))

    def numbers_in(self, session: FarmSession) -> list[int]:
        """The tasks of the step that a session was the last to run."""
        return list(self._numbers_in(session))

    def _numbers_in(self, session: FarmSession) -> Iterator[int]:
        ids = {action.id for action in session.actions}
        return (task.number for task in self.step.tasks if task.latest_action in ids)

    def _end(
        self, step: Step, task: Task, status: str, failure: str, exit_code: int | None = None
    ) -> None:
        _, action = self.run_of(task)
        befall(action, failure, exit_code)
        if status != "SUCCEEDED" and not failure:
            action.status, action.exit_code = status, exit_code or 1
        task.retries = 0
        step.move(task, status)


def befall(action: Action, failure: str, exit_code: int | None = None) -> None:
    """An action ends by one of the failures that the log knows to tell; by none, well."""
    told = FAILURES.get(failure)
    action.failure = failure
    action.status = told.status if told else "SUCCEEDED"
    action.exit_code = told.exit_code if told else exit_code or 0
    action.message = told.message if told else ""


class PlantedFarm:
    """A small farm that stands still, and what a test may do with its jobs."""

    def __init__(self, jobs: int = 40) -> None:
        now = time.time()
        self._stage = stage = Simulation(SEED, jobs, 4, 1.0, now).stage
        finder = Finder(stage)
        lists = Lists(
            {**GroundLists(stage, finder).operations(), **WorkLists(stage, finder).operations()}
        )
        gets, searches = Gets(finder), Searches(stage, finder)
        roles = Roles(finder, time.time)
        records = Records(stage, NovaAct(SEED, now, 1.0), lambda: None)
        logs = LogStore(records, region=REGION, account=ACCOUNT)
        operations: dict[str, Handler] = {
            **dict.fromkeys(lists.operations, lists.answer),
            **dict.fromkeys(gets.single, gets.answer),
            **dict.fromkeys(gets.batches, gets.answer_batch),
            **dict.fromkeys(searches.operations, searches.answer),
        }
        self.without_log: dict[str, str] = {}
        """Why the log of a session could not be set up, by the session's id."""
        for name in ("GetSession", "BatchGetSession"):
            operations[name] = self._sessions(operations[name])
        self.handlers: Handlers = roles.guard(
            {
                **{("deadline", name): handler for name, handler in operations.items()},
                **roles.handlers,
                **logs.handlers,
            }
        )

    def job(self, tasks: int = 20, sessions: int = 3) -> PlantedJob:
        """A job of the past that has ended, with so many tasks and sessions of a step at least.

        Each session had a host of its own, whose log tells of nothing else.
        """
        table = self._stage.table
        for index, outcome in enumerate(table.outcome):
            if outcome is None or index in self._stage.jobs:
                continue
            queue = self._stage.layout.queues[table.queue[index]]
            path = {"farmId": queue.farm.id, "queueId": queue.id, "jobId": table.id_of(index)}
            job = self._stage.job(index)
            largest = max(sum(one.latest_action is not None for one in s.tasks) for s in job.steps)
            if largest >= tasks:
                planted = PlantedJob(self._stage.revive(index), path)
                hosts = [session.host for session in planted.sessions() if session.instance_type]
                if len(set(hosts)) == len(planted.sessions()) >= sessions:
                    return planted
        raise LookupError("no job is large enough")

    def session_of_worker(self) -> Session:
        """One of the last sessions of a worker that is still up; it has ended."""
        return next(
            session
            for fleet in self._stage.fleets
            for worker in fleet.workers.values()
            for session in worker.sessions[-2:]
            if session.ended_at and any(one.kind == "taskRun" for one in session.actions)
        )

    def _sessions(self, handler: Handler) -> Handler:
        def answer(request: Request) -> Reply | Events:
            reply = handler(request)
            assert isinstance(reply, dict)
            for session in reply.get("sessions", [reply]):
                if (error := self.without_log.get(session["sessionId"])) is not None:
                    session["log"] = {"logDriver": "awslogs", "error": error}
            return reply

        return answer
