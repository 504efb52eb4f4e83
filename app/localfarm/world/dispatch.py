"""Which job an idle worker works for next."""

from app.localfarm.world.fleets import Fleets
from app.localfarm.world.jobs import Job, Step, Task
from app.localfarm.world.sessions import Sessions
from app.localfarm.world.stage import Fleet, Stage

_SHARE = 12
"""How much priority a job loses with each session it already has, so that all get on."""


class Dispatcher:
    """Gives idle workers to the jobs that have the best claim."""

    def __init__(self, stage: Stage, sessions: Sessions, fleets: Fleets) -> None:
        self._stage = stage
        self._sessions = sessions
        self._fleets = fleets

    def settle(self) -> None:
        """Begins every session that can begin, if anything changed since the last time."""
        if not self._stage.restless:
            return
        self._stage.restless = False
        for fleet in self._stage.fleets:
            self._serve(fleet)
        self._stage.restless = False

    def _serve(self, fleet: Fleet) -> None:
        for worker in fleet.idle:
            if worker.leaving:
                self._fleets.retire(worker)
                continue
            found = self._best(fleet)
            if found is None:
                return
            self._sessions.begin(worker, *found)

    def _best(self, fleet: Fleet) -> tuple[Job, Step, Task] | None:
        """The next task of the job with the best claim on this fleet."""
        stage = self._stage
        queues = {
            stage.layout.queue_numbers[name]
            for name in fleet.plan.queues
            if not stage.layout.queues[stage.layout.queue_numbers[name]].blocked
        }
        waiting = [job for job in stage.open.values() if job.queue in queues and self._may(job)]
        waiting.sort(key=lambda job: (-self._claim(job), job.index))
        for job in waiting:
            for step in job.steps:
                if step.counts["READY"] and self._sessions.licences.available(job, step):
                    task = step.take()
                    if task is not None:
                        return job, step, task
        return None

    def _may(self, job: Job) -> bool:
        most = self._stage.table.max_workers[job.index]
        return (most < 0 or job.active < most) and any(step.counts["READY"] for step in job.steps)

    def _claim(self, job: Job) -> int:
        return self._stage.table.priority[job.index] - _SHARE * job.active
