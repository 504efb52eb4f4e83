"""Which log groups and streams there are, and who writes them."""

from collections.abc import Callable

from app.localfarm import contract
from app.localfarm.world.ids import Kind
from app.localfarm.world.nova_act import NovaAct
from app.localfarm.world.stage import Stage

_LISTED_PAST_JOBS = 200
"""How many of a queue's jobs that ended before the world began have their streams listed."""


class Records:
    """The world as the log store sees it; a stream is found by deciphering its name."""

    def __init__(self, stage: Stage, nova_act: NovaAct, advance: Callable[[], None]) -> None:
        """`advance` brings the world up to the clock."""
        self._stage = stage
        self._advance = advance
        self._nova_act = nova_act
        self._queues = {queue.log_group: queue for queue in stage.layout.queues}
        self._fleets = {fleet.plan.log_group: fleet for fleet in stage.fleets}

    def session_for_stream(self, group: str, stream: str) -> contract.Session | None:
        """The session that writes a stream, None where it is none's."""
        self._advance()
        queue = self._queues.get(group)
        found = self._stage.session(stream) if queue else None
        return found[1] if found and queue and found[1].queue_id == queue.id else None

    def worker_for_stream(self, group: str, stream: str) -> contract.Worker | None:
        """The worker that writes a stream, None where it is none's."""
        self._advance()
        fleet = self._fleets.get(group)
        if fleet is None:
            return None
        numbers = self._stage.ids.read(Kind.WORKER, stream)
        if numbers is not None and numbers[0] == fleet.plan.number:
            return fleet.workers.get(numbers[1]) or fleet.gone.get(numbers[1])
        numbers = self._stage.ids.read(Kind.PAST_WORKER, stream)
        if numbers is None or numbers[0] >= len(self._stage.table):
            return None
        worker = self._stage.recollection.worker(self._stage.job(numbers[0]), numbers[1])
        return worker if worker and worker.fleet_id == fleet.plan.id else None

    def act_log(self, group: str, stream: str) -> list[tuple[int, str]] | None:
        """The lines of a Nova Act stream so far, None where there is no such stream."""
        self._advance()
        return self._nova_act.log(group, stream, self._stage.agenda.now)

    def streams(self, group: str) -> list[str]:
        """The streams of a group, the newest first; empty where there is no such group."""
        self._advance()
        queue, fleet = self._queues.get(group), self._fleets.get(group)
        if queue is not None:
            return self._sessions(queue.number)
        if fleet is not None:
            workers = [*fleet.gone.values(), *fleet.workers.values()]
            workers.sort(key=lambda worker: -worker.started_at)
            return [worker.id for worker in workers]
        return self._nova_act.streams(group, self._stage.agenda.now)

    def groups(self) -> list[str]:
        """Every log group of the world."""
        return sorted([*self._queues, *self._fleets, *self._nova_act.groups()])

    def _sessions(self, queue: int) -> list[str]:
        """The sessions of a queue's jobs, as far back as anybody is likely to look."""
        simulated: list[int] = []
        past: list[int] = []
        for index in reversed(self._stage.table.in_queue[queue]):
            if index in self._stage.jobs:
                simulated.append(index)
            elif len(past) < _LISTED_PAST_JOBS:
                past.append(index)
        sessions = [s for index in [*simulated, *past] for s in self._stage.job(index).sessions]
        sessions.sort(key=lambda session: -session.started_at)
        return [session.id for session in sessions]
