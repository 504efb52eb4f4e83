"""The world as the server sees it: operations, log streams, and a clock."""

import math
from collections.abc import Callable, Mapping

from app.localfarm.contract import Events, Handler, Handlers, Reply, Request
from app.localfarm.world.finding import Finder
from app.localfarm.world.getting import Gets
from app.localfarm.world.ground_lists import GroundLists
from app.localfarm.world.listing import Lists
from app.localfarm.world.nova_act import NovaAct
from app.localfarm.world.records import Records
from app.localfarm.world.roles import Roles
from app.localfarm.world.searchable import Searches
from app.localfarm.world.simulation import Simulation
from app.localfarm.world.updates import Updates
from app.localfarm.world.work_lists import WorkLists


class World:
    """A living farm: the same seed and the same clock make the same world.

    It is brought up to the clock whenever it is asked something and does nothing in between.
    `speed` is how many times faster everything goes that begins after the world was made; times
    are those of the clock, in seconds since the epoch.

    Where the clock has gone on by more than `patience` seconds since it was last looked at, as
    when a laptop was asleep, the world was asleep as well: nothing has happened meanwhile, and
    all that was to happen comes so much later. To catch up with a night would take minutes.

    So many tasks are `stuck` when it opens, as far as there are any that run.
    """

    def __init__(
        self,
        *,
        seed: int,
        jobs: int,
        workers: int,
        speed: float,
        clock: Callable[[], float],
        patience: float = math.inf,
        stuck: int = 0,
    ) -> None:
        self._clock = clock
        self._patience = patience
        opening = clock()
        self._simulation = Simulation(seed, jobs, workers, speed, opening, stuck=stuck)
        stage = self._simulation.stage
        finder = Finder(stage)
        lists = Lists(
            {**GroundLists(stage, finder).operations(), **WorkLists(stage, finder).operations()}
        )
        gets = Gets(finder)
        searches = Searches(stage, finder)
        updates = Updates(stage, self._simulation.sessions, finder, self._simulation.settle)
        self._nova_act = NovaAct(seed, opening, speed)
        self._roles = Roles(finder, clock)
        self.scripts = Records(stage, self._nova_act, self.advance)
        """Which log streams there are, and who writes them."""
        deadline: Mapping[str, Handler] = {
            **dict.fromkeys(lists.operations, lists.answer),
            **dict.fromkeys(gets.single, gets.answer),
            **dict.fromkeys(gets.batches, gets.answer_batch),
            **dict.fromkeys(searches.operations, searches.answer),
            **dict.fromkeys(updates.operations, updates.answer),
            **dict.fromkeys(updates.batches, updates.answer_batch),
        }
        self.handlers: Handlers = {
            key: self._punctual(handler)
            for key, handler in {
                **{("deadline", name): handler for name, handler in deadline.items()},
                **self._roles.handlers,
                **self._nova_act.handlers,
            }.items()
        }

    def guard(self, handlers: Handlers) -> Handlers:
        """Handlers, the world's and others', as the roles of queues and fleets may call them."""
        return self._roles.guard(handlers)

    def advance(self) -> None:
        """Lets everything happen that is due by the clock."""
        now = self._clock()
        if now - self._simulation.stage.agenda.now > self._patience:
            self._simulation.sleep(now)
        self._simulation.advance(now)
        self._nova_act.now = max(self._nova_act.now, now)

    def _punctual(self, handler: Handler) -> Handler:
        """A handler that is asked when the world is up to date."""

        def answer(request: Request) -> Reply | Events:
            self.advance()
            return handler(request)

        return answer
