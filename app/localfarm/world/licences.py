"""Limits: what sessions take of them for a while, and whether there is any left."""

from collections.abc import Mapping

from app.localfarm.contract import Action
from app.localfarm.world.jobs import FarmSession, Job, Step
from app.localfarm.world.layout import Limit
from app.localfarm.world.stage import Stage


class Licences:
    """Counts the licences in use, for each limit."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._limits: Mapping[int, Limit | None] = {
            queue.number: next(
                (limit for limit in stage.layout.limits if queue.name in limit.queues), None
            )
            for queue in stage.layout.queues
        }
        """By the number of a queue: what its licensed steps need."""

    def available(self, job: Job, step: Step) -> bool:
        """Whether a task of this step may begin now, as far as limits go."""
        limit = self._limit(job, step)
        return limit is None or self._stage.licences.get(limit.id, 0) < limit.maximum

    def acquire(self, job: Job, step: Step, session: FarmSession, action: Action) -> None:
        """Takes what an action needs."""
        limit = self._limit(job, step)
        if limit is not None:
            session.limits[action.id] = limit.id
            self._stage.licences[limit.id] = self._stage.licences.get(limit.id, 0) + 1

    def release(self, session: FarmSession, action: Action) -> None:
        """Gives back what an action took; it is still known to have had it."""
        limit = session.limits.get(action.id)
        if limit is not None:
            self._stage.licences[limit] -= 1

    def _limit(self, job: Job, step: Step) -> Limit | None:
        return self._limits[job.queue] if step.plan.licensed else None
