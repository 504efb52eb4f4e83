"""Puts a farm together: a world, the logs that it writes, and the operations they answer."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from app.localfarm.contract import Handlers
from app.localfarm.logs import LogStore
from app.localfarm.options import Options
from app.localfarm.world import World
from app.localfarm.world.layout import ACCOUNT, REGION

_PATIENCE = 120.0
"""Seconds without any look at the clock after which the world has been asleep."""

EMPTY_PAGES = 5
"""One log stream out of so many is read through empty pages."""


@dataclass(frozen=True, slots=True)
class Farm:
    """A farm that lives."""

    handlers: Handlers
    """Its operations."""
    advance: Callable[[], None]
    """Brings it up to the clock, which costs less the more often it is done."""


def found(options: Options, clock: Callable[[], float] = time.time) -> Farm:
    """A new farm, which lives from now on, by a clock in seconds since the epoch."""
    world = World(
        seed=options.seed,
        jobs=options.jobs,
        workers=options.workers,
        speed=options.speed,
        clock=clock,
        patience=_PATIENCE,
        stuck=options.stuck,
    )
    logs = LogStore(
        world.scripts,
        region=REGION,
        account=ACCOUNT,
        log_rate=options.log_rate,
        empty_pages=EMPTY_PAGES,
    )
    return Farm(world.guard({**world.handlers, **logs.handlers}), world.advance)


def build(options: Options, clock: Callable[[], float] = time.time) -> Handlers:
    """The operations of a new farm, which is brought up to the clock when it is asked."""
    return found(options, clock).handlers
