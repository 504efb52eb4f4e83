"""What it costs to look at a list of jobs and press nothing, and how fresh that is."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from itertools import count, pairwise
from typing import Any

import pytest

from app.aws.api import NO_PARAMETERS
from app.aws.pacing.priority import Priority
from app.poller import Attention, Snapshot, watch
from app.resources import LEVELS
from app.resources.jobs import job_status
from app.resources.level import Place
from app.resources.log_place import ReadRole
from app.tui.levels.preview_list import UNHURRIED
from tests.virtual_time import now, run_virtually
from tests.world_service import WorldService

MINUTES = 5
"""For which one looks on."""
SEEN = 40
"""Rows on the screen."""
MOST_CALLS = 24
"""A minute, with the preview."""
FRESH = 5.0
"""Seconds after which a row that changes is told anew, at most."""


class ChangingJobs(WorldService):
    """A farm where every batch get tells of more tasks done than the one before it."""

    def __init__(self) -> None:
        super().__init__()
        self.called_at: list[float] = []
        """When each call was made, by the virtual clock."""
        self._done = count(1)
        self.change("BatchGetJob", self._go_on)

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        self.called_at.append(now())
        return await super().call(service, operation, parameters, role=role)

    def _go_on(self, answer: dict[str, Any]) -> None:
        done = {"SUCCEEDED": next(self._done)}
        changed = ({**one["taskRunStatusCounts"], **done} for one in answer["jobs"])
        answer["jobs"] = [
            {**one, "taskRunStatusCounts": counts}
            for one, counts in zip(answer["jobs"], changed, strict=True)
        ]


class Watched:
    """Minutes in which one has looked at the jobs of a queue, and beside them into one of them."""

    def __init__(self) -> None:
        self.began = 0.0
        self.changes: dict[str, list[float]] = {}
        """When there was news of each running job on the screen."""
        self._service = ChangingJobs()
        run_virtually(self._look_on())

    @property
    def looks_inside(self) -> int:
        """How often the job was asked for its sessions."""
        return self._service.calls["ListSessions"]

    @property
    def calls(self) -> list[int]:
        """How many there were in each minute."""
        minutes = Counter(int(at - self.began) // 60 for at in self._service.called_at)
        return [minutes[minute] for minute in range(MINUTES)]

    async def _look_on(self) -> None:
        self.began = now()
        async with asyncio.TaskGroup() as group:
            looking = [group.create_task(self._see_jobs()), group.create_task(self._see_inside())]
            await asyncio.sleep(60 * MINUTES)
            for one in looking:
                one.cancel()

    async def _see_jobs(self) -> None:
        place, attention = Place(LEVELS["jobs"], self._service.queue()), Attention()
        seen: Mapping[str, object] = {}
        async with aclosing(watch(self._service, place, attention, clock=now)) as snapshots:
            async for snapshot in snapshots:
                keys = tuple(snapshot.rows.keys[:SEEN])
                attention.look_at(keys, range(len(keys)))
                running = {key: snapshot.items[key] for key in keys if _runs(snapshot, key)}
                for key in (key for key, item in running.items() if seen.get(key) != item):
                    self.changes.setdefault(key, []).append(now())
                seen = running

    async def _see_inside(self) -> None:
        place, attention = (
            Place(LEVELS["sessions"], self._service.job()),
            Attention(Priority.PREVIEW),
        )
        watching: AsyncGenerator[Snapshot, None] = watch(
            self._service, place, attention, tempo=UNHURRIED, clock=now
        )
        async with aclosing(watching) as snapshots:
            async for snapshot in snapshots:
                keys = tuple(snapshot.rows.keys[:SEEN])
                attention.look_at(keys, range(len(keys)))


def _runs(snapshot: Snapshot, key: str) -> bool:
    status = job_status(snapshot.items[key])
    return status is not None and status.word == "RUNNING"


@pytest.fixture(scope="module")
def watched() -> Watched:
    """One watch for all that is told of it."""
    return Watched()


def test_a_minute_of_looking_at_jobs_that_change_costs_few_calls(watched: Watched) -> None:
    assert max(watched.calls) <= MOST_CALLS


def test_what_is_shown_beside_the_list_is_asked_for_each_minute(watched: Watched) -> None:
    assert watched.looks_inside >= MINUTES


def test_what_changes_on_the_screen_is_told_every_few_seconds(watched: Watched) -> None:
    assert watched.changes
    end = watched.began + 60 * MINUTES
    for times in watched.changes.values():
        assert all(round(later - sooner, 3) <= FRESH for sooner, later in pairwise([*times, end]))
