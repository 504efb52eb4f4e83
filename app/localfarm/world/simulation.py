"""The world in motion."""

from random import Random

from app.localfarm.world.agenda import Agenda
from app.localfarm.world.arrivals import Arrivals
from app.localfarm.world.dispatch import Dispatcher
from app.localfarm.world.fleets import Fleets
from app.localfarm.world.hangs import Hangs
from app.localfarm.world.ids import Ids
from app.localfarm.world.layout import lay_out
from app.localfarm.world.past import fill, first_submission
from app.localfarm.world.recall import Recollection
from app.localfarm.world.sessions import Sessions
from app.localfarm.world.stage import Fleet, Stage
from app.localfarm.world.table import JobTable

_WORK_BEFORE = 216_000.0
"""Worker-seconds that are simulated before anybody can look: three hours of twenty workers."""
_SHORTEST_BEFORE, _LONGEST_BEFORE = 180.0, 10_800.0
_FIRST_JOBS_A_WORKER = 0.6
_NEWEST = 250
"""So many jobs are the same whatever came before them, so that a farm of a hundred thousand can be
compared with a small one: they have other ids, but the same names, times and luck."""
_HUNG_BEFORE = 840.0
"""For how many seconds those that are stuck have been so when somebody can look."""


class Simulation:
    """Sets the stage, lets the time before the opening pass, and then goes on."""

    def __init__(
        self, seed: int, jobs: int, workers: int, speed: float, opening: float, *, stuck: int = 0
    ) -> None:
        rng, ids = Random(seed), Ids(seed)
        before = min(_LONGEST_BEFORE, max(_SHORTEST_BEFORE, _WORK_BEFORE / max(1, workers)))
        begin = opening - before
        layout = lay_out(ids, workers)
        table = JobTable(ids, in_queue=[[] for _ in layout.queues])
        self.stage = Stage(
            ids,
            rng,
            Agenda(begin, opening, speed),
            layout,
            table,
            Recollection(table, layout, seed),
            [Fleet(plan) for plan in layout.fleets],
            opening,
        )
        self.sessions = Sessions(self.stage)
        fleets = Fleets(self.stage, self.sessions)
        self._dispatcher = Dispatcher(self.stage, self.sessions, fleets)
        arrivals = Arrivals(self.stage, self.sessions, workers)
        first = min(jobs, max(4, round(workers * _FIRST_JOBS_A_WORKER)))
        later = min(jobs - first, round(before / arrivals.gap))
        recent = max(0, min(jobs, _NEWEST) - first - later)
        older, since = jobs - first - later - recent, first_submission(recent, begin)
        fill(table, Random(f"{seed} long ago"), layout, older, since)
        fill(table, rng, layout, recent, begin)
        arrivals.plan(
            sorted(begin + rng.random() * 60.0 for _ in range(first))
            + sorted(begin + 60.0 + rng.random() * (before - 70.0) for _ in range(later))
        )
        fleets.open()
        Hangs(self.stage).plant(stuck, opening - min(_HUNG_BEFORE, before / 2))
        self.advance(opening)
        arrivals.go_on()

    def advance(self, now: float) -> None:
        """Lets everything happen that is due by `now`, in seconds since the epoch."""
        self.stage.agenda.run(now, self._dispatcher.settle)

    def sleep(self, now: float) -> None:
        """Lets nothing have happened until `now`: whatever runs takes so much longer."""
        gap = now - self.stage.agenda.now
        self.stage.agenda.skip(now)
        for job in self.stage.open.values():
            for session in job.sessions:
                action = session.current
                if action is not None:
                    action.planned_end += gap

    def settle(self) -> None:
        """Lets workers take up what a request has just set free."""
        self.stage.restless = True
        self._dispatcher.settle()
