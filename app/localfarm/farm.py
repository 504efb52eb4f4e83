"""Puts a farm together: a world, the logs that it writes, and the operations they answer."""

import time

from app.localfarm.contract import Handlers
from app.localfarm.logs import LogStore
from app.localfarm.options import Options
from app.localfarm.world import World
from app.localfarm.world.layout import ACCOUNT, REGION


def build(options: Options) -> Handlers:
    """The operations of a new farm, which lives from now on."""
    world = World(
        seed=options.seed,
        jobs=options.jobs,
        workers=options.workers,
        speed=options.speed,
        clock=time.time,
    )
    logs = LogStore(world.scripts, region=REGION, account=ACCOUNT, log_rate=options.log_rate)
    return world.guard({**world.handlers, **logs.handlers})
