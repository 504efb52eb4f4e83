"""A world on a clock of its own, asked as the server would ask it."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.localfarm.contract import Request
from app.localfarm.world import World
from tests.model import assert_matches_model

OPENING = 1_800_000_000.0
"""When every world of the tests begins, in seconds since the epoch."""
Item = Mapping[str, Any]


class Asked:
    """A small farm whose time passes when the test says so; every reply is held to the model."""

    def __init__(
        self,
        *,
        seed: int = 1,
        jobs: int = 40,
        workers: int = 8,
        speed: float = 1.0,
        patience: float = math.inf,
        stuck: int = 0,
    ) -> None:
        self.now = OPENING
        self.world = World(
            seed=seed,
            jobs=jobs,
            workers=workers,
            speed=speed,
            clock=lambda: self.now,
            patience=patience,
            stuck=stuck,
        )
        self.asked: set[tuple[str, str]] = set()

    def call(self, operation: str, service: str = "deadline", **parameters: Any) -> dict[str, Any]:
        """What an operation answers. Raises `WireError`."""
        handler = self.world.handlers[service, operation]
        reply = handler(Request(service, operation, parameters))
        assert isinstance(reply, Mapping)
        assert_matches_model(service, operation, reply)
        self.asked.add((service, operation))
        return dict(reply)

    def pages(
        self,
        operation: str,
        listed: str,
        service: str = "deadline",
        between: Callable[[], object] = lambda: None,
        **parameters: Any,
    ) -> Iterator[list[Item]]:
        """The pages of a list, with something that happens after each."""
        more: dict[str, str] = {}
        while True:
            reply = self.call(operation, service, **parameters, **more)
            yield reply[listed]
            if "nextToken" not in reply:
                return
            more = {"nextToken": reply["nextToken"]}
            between()

    def all(
        self, operation: str, listed: str, service: str = "deadline", **parameters: Any
    ) -> list[Item]:
        """The whole of a list."""
        pages = self.pages(operation, listed, service, **parameters)
        return [item for page in pages for item in page]

    def farm(self) -> dict[str, str]:
        """The identifier of Aurora."""
        return {"farmId": self.all("ListFarms", "farms")[0]["farmId"]}

    def queues(self) -> list[dict[str, str]]:
        """The identifiers of Aurora's queues."""
        farm = self.farm()
        found = self.all("ListQueues", "queues", **farm)
        return [{**farm, "queueId": queue["queueId"]} for queue in found]

    def jobs(self) -> list[tuple[dict[str, str], Item]]:
        """Every job of Aurora with its identifiers."""
        return [
            ({**queue, "jobId": job["jobId"]}, job)
            for queue in self.queues()
            for job in self.all("ListJobs", "jobs", **queue)
        ]

    def job(self, status: str) -> dict[str, str]:
        """The identifiers of a job with that status; the one with the most tasks."""
        found = [
            (sum(job["taskRunStatusCounts"].values()), number, ids)
            for number, (ids, job) in enumerate(self.jobs())
            if job.get("taskRunStatus") == status
        ]
        return max(found)[2]

    def pass_time(self, seconds: float) -> None:
        """Lets time pass."""
        self.now += seconds
        self.world.advance()
