"""Which job an idle worker works for next."""

import heapq

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
        layout = stage.layout
        self._queues = {
            plan.number: {
                queue.number
                for queue in layout.queues
                if queue.name in plan.queues and not queue.blocked
            }
            for plan in layout.fleets
        }
        """The numbers of the queues that each fleet may work for, by the fleet's number."""

    def settle(self) -> None:
        """Begins every session that can begin, if anything changed since the last time."""
        if not self._stage.restless:
            return
        self._stage.restless = False
        for fleet in self._stage.fleets:
            self._serve(fleet)
        self._stage.restless = False

    def _serve(self, fleet: Fleet) -> None:
        for worker in [worker for worker in fleet.idle.values() if worker.leaving]:
            self._fleets.retire(worker)
        if not fleet.idle:
            return
        claims = [(-self._claim(job), job.index, job) for job in self._waiting(fleet)]
        heapq.heapify(claims)
        for worker in list(fleet.idle.values()):
            found = self._best(claims)
            if found is None:
                return
            job, step, task = found
            self._sessions.begin(worker, job, step, task)
            if self._may(job):
                heapq.heappush(claims, (-self._claim(job), job.index, job))

    def _waiting(self, fleet: Fleet) -> list[Job]:
        """The jobs that this fleet could work for now."""
        queues = self._queues[fleet.plan.number]
        return [
            job for queue in queues for job in self._stage.ready[queue].values() if self._may(job)
        ]

    def _best(self, claims: list[tuple[int, int, Job]]) -> tuple[Job, Step, Task] | None:
        """The next task of the job with the best claim, which is taken from the claims."""
        while claims:
            _, _, job = heapq.heappop(claims)
            for step in job.steps:
                if step.counts["READY"] and self._sessions.licences.available(job, step):
                    task = step.take()
                    if task is not None:
                        return job, step, task
        return None

    def _may(self, job: Job) -> bool:
        most = self._stage.table.max_workers[job.index]
        if 0 <= most <= job.active:
            return False
        available = self._sessions.licences.available
        return any(step.counts["READY"] and available(job, step) for step in job.steps)

    def _claim(self, job: Job) -> int:
        return self._stage.table.priority[job.index] - _SHARE * job.active
