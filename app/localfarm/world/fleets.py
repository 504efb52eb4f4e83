"""How fleets grow and shrink, and how workers come and go."""

import math
from functools import partial

from app.localfarm.world.ids import Kind
from app.localfarm.world.jobs import FarmWorker
from app.localfarm.world.names import GPU_INSTANCE_TYPES, INSTANCE_TYPES, address, host_name
from app.localfarm.world.sessions import Sessions
from app.localfarm.world.stage import Fleet, Stage

_TICK = 15.0
"""Seconds between two looks at how many workers a fleet should have."""
_TIDE = 1_500.0
"""Seconds in which the spot market goes from plenty to scarce and back."""
_YOUNGEST = 90.0
"""Seconds for which a new worker is kept, even where the fleet could do without it."""
_FORGOTTEN_AFTER = 600.0
"""Seconds for which a worker that stopped is still listed."""
_TASKS_A_WORKER = 3
"""How many tasks that wait make a fleet want one more worker."""
_RECLAIM_EVERY = 7_200.0
"""Seconds for which a spot worker runs on average before it is reclaimed."""
_LOST_EVERY = 86_400.0
"""Seconds for which any worker runs on average before it is lost."""


class Fleets:
    """Scales the fleets and lets the market take workers away."""

    def __init__(self, stage: Stage, sessions: Sessions) -> None:
        self._stage = stage
        self._sessions = sessions

    def open(self) -> None:
        """Sets the fleets going: nearly as many workers as they may have, all idle."""
        for fleet in self._stage.fleets:
            plan = fleet.plan
            fleet.target = fleet.capacity = max(plan.minimum, round(0.77 * plan.maximum))
            if plan.market != "spot":
                fleet.target = plan.maximum
            for _ in range(fleet.target):
                self._stage.rest(self._create(fleet))
            self._stage.agenda.after(_TICK, partial(self._tick, fleet))

    def _tick(self, fleet: Fleet) -> None:
        agenda, rng = self._stage.agenda, self._stage.rng
        self._aim(fleet)
        up = [worker for worker in fleet.up if not worker.leaving]
        if fleet.plan.market:
            step = max(1, fleet.plan.maximum // 10)
            room = fleet.plan.maximum - len(fleet.up)
            for _ in range(min(step, room, fleet.target - len(up))):
                self._boot(fleet)
            self._let_go(fleet, len(up) - fleet.target)
        for worker in up:
            chance = _TICK / (_RECLAIM_EVERY if fleet.plan.market == "spot" else _LOST_EVERY)
            if worker.session is not None and rng.random() < chance:
                self._take_away(fleet, worker)
        for number, worker in list(fleet.workers.items()):
            if worker.ended_at is not None and agenda.since(worker.ended_at) > _FORGOTTEN_AFTER:
                fleet.gone[number] = fleet.workers.pop(number)
        agenda.after(_TICK, partial(self._tick, fleet))

    def _aim(self, fleet: Fleet) -> None:
        """Sets the fleet's target by what waits for it and what the market has."""
        plan, stage = fleet.plan, self._stage
        queues = {stage.layout.queue_numbers[name] for name in plan.queues}
        waiting = sum(
            step.counts["READY"]
            for job in stage.open.values()
            if job.queue in queues and not stage.layout.queues[job.queue].blocked
            for step in job.steps
        )
        busy = sum(1 for worker in fleet.up if worker.session is not None)
        wanted = busy + math.ceil(waiting / _TASKS_A_WORKER)
        swing = 0.75 + 0.25 * math.sin(stage.agenda.since(stage.founded) / _TIDE * 2 * math.pi)
        fleet.capacity = round(plan.maximum * swing) if plan.market == "spot" else plan.maximum
        fleet.target = max(plan.minimum, min(wanted, fleet.capacity))

    def _let_go(self, fleet: Fleet, surplus: int) -> None:
        for worker in reversed(fleet.up):
            if surplus <= 0:
                return
            if worker.leaving or self._stage.agenda.since(worker.started_at) < _YOUNGEST:
                continue
            worker.leaving = True
            surplus -= 1
            if worker.status == "IDLE":
                self.retire(worker)

    def retire(self, worker: FarmWorker) -> None:
        """An idle worker that has to go stops."""
        worker.status = "STOPPING"
        worker.updated_at = self._stage.agenda.now
        self._stage.fleets[worker.fleet_number].idle.pop(worker.number, None)
        self._stage.agenda.after(8.0, partial(self._stopped, worker, "shutdown", "STOPPED"))

    def _stopped(self, worker: FarmWorker, by: str, status: str) -> None:
        if worker.ended_at is None:
            worker.ended_at = worker.updated_at = self._stage.agenda.now
            worker.ended_by = by
        worker.status = status

    def _take_away(self, fleet: Fleet, worker: FarmWorker) -> None:
        session = worker.session
        numbers = session and self._stage.ids.read(Kind.JOB, session.job_id)
        if session is None or not numbers:
            return
        job = self._stage.jobs[numbers[0]]
        worker.leaving = True
        worker.updated_at = self._stage.agenda.now
        after = partial(self._stage.agenda.after, 30.0)
        if fleet.plan.market == "spot":
            worker.status = "STOPPING"
            self._sessions.interrupt(job, session, "interrupted", "RECLAIMING")
            after(partial(self._stopped, worker, "reclaimed", "STOPPED"))
        else:
            self._stopped(worker, "crashed", "NOT_RESPONDING")
            self._sessions.interrupt(job, session, "worker-lost", "RUNNING")
            if not fleet.plan.market:
                self._stage.agenda.after(300.0, partial(self._replace, fleet))

    def _boot(self, fleet: Fleet) -> None:
        worker = self._create(fleet)
        agenda, rng = self._stage.agenda, self._stage.rng
        agenda.after(rng.uniform(15.0, 40.0), partial(self._start, worker))
        agenda.after(rng.uniform(45.0, 60.0), partial(self._stage.rest, worker))

    def _start(self, worker: FarmWorker) -> None:
        worker.status = "STARTED"
        worker.updated_at = self._stage.agenda.now

    def _replace(self, fleet: Fleet) -> None:
        """Somebody has put a host right that a customer manages."""
        self._stage.rest(self._create(fleet))

    def _create(self, fleet: Fleet) -> FarmWorker:
        plan, number, stage = fleet.plan, fleet.created, self._stage
        ip_address = address(plan.number, number)
        types = GPU_INSTANCE_TYPES if plan.gpu else INSTANCE_TYPES
        worker = FarmWorker(
            stage.ids.make(Kind.WORKER, plan.number, number),
            plan.farm.id,
            plan.id,
            host_name(ip_address) if plan.market else f"rack{ip_address.rsplit('.', 1)[1]}",
            stage.agenda.now,
            fleet_number=plan.number,
            number=number,
            ip_address=ip_address,
            instance_type=stage.rng.choice(types) if plan.market else "",
        )
        fleet.created += 1
        fleet.workers[number] = worker
        return worker
