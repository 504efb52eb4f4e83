"""Tasks that get stuck: they run, and neither write nor end, until somebody ends them."""

from typing import TypeAlias

from app.localfarm.contract import Action
from app.localfarm.world.jobs import FarmSession, Job
from app.localfarm.world.stage import Stage

_AGAIN = 15.0
"""Seconds after which it is tried again to find a task that can get stuck."""
_SPOT = "spot"
_SETTLED = 1_300.0
"""Seconds after which nobody changes his mind about a job any more."""

_Candidate: TypeAlias = tuple[Job, FarmSession, Action]
"""A task that runs, with its session and its job."""


class Hangs:
    """Plants tasks that get stuck.

    It rolls no dice, so that all else goes as it would, but for what the stuck ones keep others
    from. None of them is on a spot worker, which would soon be reclaimed, and where it can be none
    in a job that somebody may still cancel.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._hung: set[str] = set()
        """The sessions of those that are stuck."""

    def plant(self, count: int, moment: float) -> None:
        """Let so many tasks get stuck at a moment, or as soon after as there are any."""
        if count:
            self._stage.agenda.at(moment, lambda: self._hang(count))

    def _hang(self, count: int) -> None:
        stage = self._stage
        found = sorted(self._candidates(), key=self._fitness, reverse=True)
        for _, session, action in found[:count]:
            action.hung_at = stage.agenda.now
            self._hung.add(session.id)
        if left := count - len(found[:count]):
            stage.agenda.after(_AGAIN, lambda: self._hang(left))

    def _candidates(self) -> list[_Candidate]:
        """The running tasks of sessions that have done others, on workers that will stay."""
        stage = self._stage
        return [
            (job, session, action)
            for job in stage.open.values()
            for session in job.sessions
            if (action := session.current) is not None
            and session.id not in self._hung
            and action.kind == "taskRun"
            and action.status == "RUNNING"
            and _done(session)
            and session.worker is not None
            and not session.worker.leaving
            and stage.fleets[session.worker.fleet_number].plan.market != _SPOT
        ]

    def _fitness(self, one: _Candidate) -> tuple[bool, float, int, str]:
        """What will last goes first, then what has the most siblings."""
        job, session, action = one
        age = self._stage.agenda.now - self._stage.table.created_at[job.index]
        return age > _SETTLED, -job.trouble, _done(session), action.id


def _done(session: FarmSession) -> int:
    return sum(one.kind == "taskRun" and one.status == "SUCCEEDED" for one in session.actions)
