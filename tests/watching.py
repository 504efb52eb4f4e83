"""A list that is kept fresh, watched step by step."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any

from app.aws.pacing.backoff import Backoff
from app.poller import Attention, Snapshot, Tempo, watch
from app.resources import LEVELS
from app.resources.level import Place
from tests.fakes import FakeService

FARMS = Place(LEVELS["farms"])
JOBS = Place(LEVELS["jobs"], {"farmId": "farm-1", "queueId": "queue-1"})
ACTIONS = Place(
    LEVELS["session-actions"],
    {"farmId": "farm-1", "queueId": "queue-1", "jobId": "job-1", "sessionId": "session-1"},
)
QUICK = Tempo(quickest=0.001, slowest=0.01)
NEVER = Tempo(quickest=3600, slowest=3600)


class Clock:
    """Time that only a test moves, in seconds since the epoch."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def watching(
    service: FakeService, place: Place, attention: Attention | None = None, **how: Any
) -> AsyncGenerator[Callable[[], Any], None]:
    """Gives a function that waits for the next snapshot."""
    how = {"tempo": QUICK, "backoff": Backoff(random=lambda: 0.0), **how}
    async with aclosing(watch(service, place, attention or Attention(), **how)) as snapshots:
        yield lambda: anext(snapshots)


async def until(step: Callable[[], Any], fits: Callable[[Snapshot], object]) -> Snapshot:
    while True:
        snapshot: Snapshot = await step()
        if fits(snapshot):
            return snapshot


def keys(snapshot: Snapshot) -> list[str]:
    return [row.key for row in snapshot.rows]


def farm(number: int) -> dict[str, str]:
    return {"farmId": f"farm-{number}", "displayName": f"Farm {number}"}
