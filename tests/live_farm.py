"""The embedded farm over real HTTP in this process, and the monitor that looks at it."""

import os
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from app.config import Settings
from app.localfarm.contract import Events, Handler, Handlers, Reply, Request
from app.localfarm.farm import build
from app.localfarm.faults import Fault
from app.localfarm.options import Options
from app.localfarm.process import environment
from app.localfarm.server import Endpoint
from app.localfarm.world.paging import invalid
from app.resources import LEVELS
from app.resources.level import Path, Place
from app.tui.app import FarmTop
from tests.pilots import FarmPilot, until

CALM = Options(seed=3, jobs=60, workers=12, log_rate=20.0)
"""A farm on which something happens now and then."""


def above(session: Path) -> dict[str, str]:
    """The path of a session's job."""
    return {key: session[key] for key in ("farmId", "queueId", "jobId")}


class Clock:
    """A clock that stands in the past and goes on when it is told to.

    What has come about by it is long over for whoever reads of it: nobody waits for more to come.
    """

    def __init__(self) -> None:
        self._now = time.time() - 120.0

    def __call__(self) -> float:
        return self._now

    def pass_until(self, holds: Callable[[], object]) -> None:
        """Let time pass until something is so."""
        while not holds():
            self._now += 0.1


_SHARED: dict[Options, tuple[float, Handlers]] = {}
FRESH_FOR = 120.0
"""Seconds for which tests share a farm: what runs on it when it is made has ended some minutes
later, and a test that waits for more of it would wait for ever."""


def shared_farm(options: Options) -> Handlers:
    """The operations of a farm that was made for an earlier test, unless that was long ago."""
    now = time.monotonic()
    if options not in _SHARED or now - _SHARED[options][0] > FRESH_FOR:
        _SHARED[options] = now, build(options)
    return _SHARED[options][1]


class LiveFarm:
    """A farm that listens, and what a test may do with it."""

    def __init__(self, handlers: Handlers) -> None:
        self._handlers = handlers
        self._servers = AsyncExitStack()
        self._port = 0
        self._heard = {name: self._hearing(handler) for name, handler in handlers.items()}
        self._refused: tuple[str, ...] = ()
        self._protected = ""
        self.requests: list[Request] = []
        """Every call that was let through, as the farm understood it."""
        self.endpoint = Endpoint(self._heard)

    def _hearing(self, handler: Handler) -> Handler:
        def heard(request: Request) -> Reply | Events:
            self.requests.append(request)
            for field in self._refused:
                if repr(field) in repr(request.parameters):
                    raise invalid("filterExpressions", f"{field} cannot be searched.")
            return self._past_protection(request, handler)

        return heard

    def _past_protection(self, request: Request, handler: Handler) -> Reply | Events:
        """What a handler does with those items of a batch that may be changed."""
        listed = {"BatchUpdateJob": "jobs", "BatchUpdateTask": "tasks"}.get(request.operation, "")
        wanted = request.parameters.get(listed, [])
        denied = [item for item in wanted if self._protected in item.values()]
        if not denied:
            return handler(request)
        left = [item for item in wanted if item not in denied]
        reply = handler(replace(request, parameters={**request.parameters, listed: left}))
        assert isinstance(reply, Mapping)
        told = {"code": "AccessDeniedException", "message": "You may not change this one."}
        ids = [{name: item[name] for name in item if name.endswith("Id")} for item in denied]
        return {"errors": [*reply["errors"], *({**one, **told} for one in ids)]}

    async def listen(self) -> None:
        """Listen, on the same port as before."""
        self.endpoint = Endpoint(self._heard, port=self._port)
        await self._servers.enter_async_context(self.endpoint)
        self._port = int(self.endpoint.url.rpartition(":")[2])

    async def aclose(self) -> None:
        """Listen no longer."""
        await self._servers.aclose()

    def break_it(self, *faults: str) -> None:
        """These things are broken from now on, as `app.localfarm.faults` reads them."""
        self.endpoint.faults.replace([Fault.parse(fault) for fault in faults])

    def refuse(self, *fields: str) -> None:
        """Searches do not take these fields from now on."""
        self._refused = fields

    def deny_update(self, key: str) -> None:
        """Nobody may change the item with this id from now on, as one of a batch."""
        self._protected = key

    def searches(self, operation: str = "SearchJobs") -> list[Mapping[str, Any]]:
        """What searches were asked, the oldest first."""
        return [one.parameters for one in self.requests if one.operation == operation]

    def mend(self) -> None:
        """Nothing is broken from now on."""
        self.endpoint.faults.replace(())

    def calls(self, operation: str) -> int:
        """How often an operation of Deadline Cloud was called."""
        return self.endpoint.calls[f"deadline.{operation}"]

    def ask(self, service: str, operation: str, **parameters: Any) -> Mapping[str, Any]:
        """What the farm answers, past the network and past what is broken."""
        reply = self._handlers[service, operation](Request(service, operation, parameters))
        assert isinstance(reply, Mapping)
        return reply

    def items(self, operation: str, member: str, **path: str) -> list[dict[str, Any]]:
        """The first page of a List operation."""
        return list(self.ask("deadline", operation, **path)[member])

    def log_lines(self, path: Path, session: str) -> list[tuple[int, str]]:
        """The whole log of a session as it is now: milliseconds since the epoch, message."""
        lines: list[tuple[int, str]] = []
        token: dict[str, str] = {}
        while True:
            page = self.ask(
                "logs",
                "GetLogEvents",
                logGroupName=f"/aws/deadline/{path['farmId']}/{path['queueId']}",
                logStreamName=session,
                startFromHead=True,
                **token,
            )
            lines += [(event["timestamp"], event["message"]) for event in page["events"]]
            if token.get("nextToken") == page["nextForwardToken"]:
                return lines
            token = {"nextToken": page["nextForwardToken"]}

    # Where to go

    def queue(self) -> dict[str, str]:
        """The queue of the first farm that has the most jobs."""
        farm = {"farmId": self.items("ListFarms", "farms")[0]["farmId"]}
        queues = self.items("ListQueues", "queues", **farm)
        paths = [{**farm, "queueId": queue["queueId"]} for queue in queues]
        return max(paths, key=lambda path: len(self.items("ListJobs", "jobs", **path)))

    def session(self) -> dict[str, str]:
        """The running session of that queue that has the most to do."""
        queue = self.queue()
        paths = [
            {**queue, "jobId": job["jobId"], "sessionId": session["sessionId"]}
            for job in self.items("ListJobs", "jobs", **queue)
            for session in self.items("ListSessions", "sessions", **queue, jobId=job["jobId"])
            if session.get("endedAt") is None
        ]
        return max(paths, key=lambda path: len(self.actions(path)))

    def actions(self, session: Path) -> list[dict[str, Any]]:
        """The actions of a session."""
        return self.items("ListSessionActions", "sessionActions", **session)


@asynccontextmanager
async def live_farm(
    options: Options = CALM, *, fresh: bool = False, clock: Callable[[], float] | None = None
) -> AsyncIterator[LiveFarm]:
    """A farm that listens, and an environment that leads every client there.

    A `fresh` one was made for this test alone, so that it may be written to; so was one that lives
    by a `clock` of its own.
    """
    own = fresh or clock is not None
    async with listening(
        LiveFarm(build(options, clock or time.time) if own else shared_farm(options))
    ) as farm:
        yield farm


@asynccontextmanager
async def listening(farm: LiveFarm) -> AsyncIterator[LiveFarm]:
    """A farm that listens for as long as the context lasts, and an environment that leads there."""
    async with aclosing(farm):
        await farm.listen()
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment(farm.endpoint.url, os.environ).items():
                patch.setenv(name, value)
            yield farm


@asynccontextmanager
async def monitor(
    level: str = "farms",
    path: Path | None = None,
    *,
    size: tuple[int, int] = (100, 30),
    settings: Settings | None = None,
) -> AsyncIterator[FarmPilot]:
    """The monitor at a place, connected."""
    app = FarmTop(settings or Settings(), place=Place(LEVELS[level], path or {}))
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: pilot.app.screen_stack)
        yield pilot
