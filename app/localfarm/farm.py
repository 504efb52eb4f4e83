"""Puts a farm together: a world, the logs that it writes, and the operations they answer."""

import time

from app.localfarm.contract import Handlers
from app.localfarm.faults import Fault, Kind
from app.localfarm.logs import LogStore
from app.localfarm.options import Options
from app.localfarm.world import World
from app.localfarm.world.layout import ACCOUNT, REGION


def build(options: Options) -> Handlers:
    """The operations of a new farm, which lives from now on.

    Raises `ValueError` for a fault that makes no sense.
    """
    world = World(
        seed=options.seed,
        jobs=options.jobs,
        workers=options.workers,
        speed=options.speed,
        clock=time.time,
    )
    for fault in map(Fault.parse, options.faults):
        if fault.kind is Kind.EXPIRE:
            # Credentials should say themselves when they will expire.
            world.role_lifetime = fault.seconds
    logs = LogStore(world.scripts, region=REGION, account=ACCOUNT, log_rate=options.log_rate)
    return {**world.handlers, **logs.handlers}
