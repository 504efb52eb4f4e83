"""The embedded farm's own world without HTTP: time stands still, and what goes wrong is planted."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from botocore.exceptions import ClientError

from app.aws.api import NO_PARAMETERS, EventPage, LiveUpdate
from app.aws.connection.cloud import Identity
from app.aws.profiles.deadline_config import Defaults
from app.aws.profiles.profile import Profile
from app.aws.wire.translate import translate
from app.config import Settings
from app.errors import FarmtopError
from app.localfarm.contract import Handlers, Reply, Request, WireError
from app.localfarm.logs import LogStore
from app.localfarm.world import World
from app.localfarm.world.layout import ACCOUNT, REGION
from app.resources.level import Path
from app.resources.log_place import LogPlace, ReadRole
from app.tui.connection.link import Service
from app.view import LogLine

NOW = 1_795_317_300.0
"""2026-11-22 03:15:00 UTC, at which the world stands still."""
WRITE = ("BatchUpdate", "Create", "Put", "Update")
"""How the names of those operations begin that change a world."""


@dataclass(frozen=True, slots=True)
class SteadyTraffic:
    """As many calls as a calm farm takes, whenever one looks."""

    calls: int = 38

    def calls_a_minute(self, now: float) -> int:  # noqa: ARG002 - the protocol's
        return self.calls

    def throttles_a_minute(self, now: float) -> int:  # noqa: ARG002 - the protocol's
        return 0


class FreePace:
    """Nothing holds calls back."""

    def slowed_to(self, now: float) -> None:
        """Nothing, whenever one looks."""


def refused(code: str, message: str, operation: str, service: str = "deadline") -> FarmtopError:
    """What a service's refusal means to whoever has chosen the profile of the studio."""
    error = ClientError({"Error": {"Code": code, "Message": message}}, operation)
    return translate(error, service, operation, Profile(name=WorldService.profile))


def still_world(jobs: int = 120, stuck: int = 0) -> Handlers:
    """The operations of a new world and of its logs, in which no time passes."""
    return world_by(lambda: NOW, jobs, stuck=stuck)


def world_by(
    clock: Callable[[], float], jobs: int = 120, *, workers: int = 24, stuck: int = 0
) -> Handlers:
    """The operations of a new world and of its logs, in which time passes by a clock."""
    world = World(seed=7, jobs=jobs, workers=workers, speed=1.0, clock=clock, stuck=stuck)
    logs = LogStore(world.scripts, region=REGION, account=ACCOUNT, clock=clock)
    return {**world.handlers, **logs.handlers}


@cache
def _shared_world() -> Handlers:
    world = still_world()
    writing = (place for place in world if place[1].startswith(WRITE))
    return {**world, **dict.fromkeys(writing, _unwritten)}


def _unwritten(request: Request) -> Reply:
    raise AssertionError(f"{request.operation} is called of a world that all tests share.")


class WorldService:
    """What the screens need of a connection, answered by the operations of a world."""

    profile = "studio"
    region = "us-west-2"
    endpoint = ""
    monitor_id = ""
    traffic = SteadyTraffic()
    pace = FreePace()
    defaults = Defaults()

    def __init__(self, handlers: Handlers | None = None) -> None:
        """Of a world that all tests share, so nothing may be written to it; or of one's own."""
        self._handlers = handlers or _shared_world()
        self._failures: dict[str, FarmtopError] = {}
        self._silent: set[str] = set()
        self._changes: dict[str, Callable[[dict[str, Any]], None]] = {}
        self._told_of_ends: set[tuple[object, str | None]] = set()
        """Who was told that a log ends at a token."""
        self._something_happened = asyncio.Event()
        self.calls: Counter[str] = Counter()
        """How often each operation was called."""

    def region_of(self, service: str) -> str:
        """Nova Act is in one Region alone."""
        return "us-east-1" if service == "nova-act" else self.region

    def connect(self, settings: Settings) -> AbstractAsyncContextManager[Service]:  # noqa: ARG002
        """As `app.tui.connection.link.Connect` has it."""
        return self._opened()

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[Service]:
        yield self

    def fail(self, operation: str, error: FarmtopError) -> None:
        """The next call of an operation fails, and the ones after it are never answered.

        So what the screen says of the failure stands still until somebody looks.
        """
        self._failures[operation] = error
        self._something_happened.set()

    def silence(self, operation: str) -> None:
        """Calls of an operation are never answered."""
        self._silent.add(operation)

    def change(self, operation: str, change: Callable[[dict[str, Any]], None]) -> None:
        """What an operation answers is changed before it is given."""
        self._changes[operation] = change

    def ask(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """What the world answers, at once and whatever was planted. Raises FarmtopError."""
        handler = self._handlers[service, operation]
        try:
            reply = handler(Request(service, operation, parameters))
        except WireError as refusal:
            raise refused(refusal.code, refusal.message, operation, service) from refusal
        assert isinstance(reply, Mapping)
        return dict(reply)

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,  # noqa: ARG002 - the protocol's
    ) -> dict[str, Any]:
        """One call, as `app.aws.api.Api` promises it."""
        self.calls[operation] += 1
        await asyncio.sleep(0)
        if operation in self._silent:
            await asyncio.Event().wait()
        if error := self._failures.pop(operation, None):
            self._silent.add(operation)
            raise error
        answer = self.ask(service, operation, **parameters)
        self._changes.get(operation, _nothing)(answer)
        return answer

    async def identity(self) -> Identity:
        """Whose credentials these are."""
        return Identity("111122223333", "arn:aws:iam::111122223333:user/wrangler")

    def put_log_events(self, place: LogPlace, messages: Sequence[str]) -> None:
        """Write to a log, now; not in a world that all tests share."""
        events = [{"timestamp": int(NOW * 1000), "message": message} for message in messages]
        names = {"logGroupName": place.group, "logStreamName": place.stream}
        self.ask("logs", "PutLogEvents", **names, logEvents=events)
        self._something_happened.set()

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,
        limit: int | None = None,
    ) -> EventPage:
        """One page of a log, as `app.aws.api.LogEvents` promises it.

        Whoever was told that a log ends is told so again only when something has happened: how
        long somebody waits until the next poll is then not a matter of when one looks.
        """
        ends = asyncio.current_task(), token
        while True:
            page = await self._log_page(place, token, from_head, limit)
            if page.events or page.forward != token or ends not in self._told_of_ends:
                if page.forward == token:
                    self._told_of_ends.add(ends)
                return page
            self._something_happened.clear()
            await self._something_happened.wait()

    async def _log_page(
        self, place: LogPlace, token: str | None, from_head: bool, limit: int | None
    ) -> EventPage:
        parameters = {
            "logGroupName": place.group,
            "logStreamName": place.stream,
            "startTime": place.start,
            "endTime": place.end,
            "nextToken": token,
            "startFromHead": from_head,
            "limit": limit,
        }
        given = {name: value for name, value in parameters.items() if value is not None}
        answer = await self.call("logs", "GetLogEvents", given)
        lines = (LogLine(event["timestamp"], event["message"]) for event in answer["events"])
        return EventPage(tuple(lines), answer["nextForwardToken"], answer["nextBackwardToken"])

    async def live_tail(self, place: LogPlace) -> AsyncGenerator[LiveUpdate, None]:  # noqa: ARG002
        """The same, again and again: nothing is new where no time passes."""
        while True:
            yield LiveUpdate()
            await asyncio.Event().wait()

    # Where to go

    def farm(self) -> Path:
        """The first farm."""
        return {"farmId": self.ask("deadline", "ListFarms")["farms"][0]["farmId"]}

    def queue(self) -> Path:
        """The queue of the first farm that has the most jobs, the first one of equals."""
        farm = self.farm()
        queues = self.ask("deadline", "ListQueues", **farm)["queues"]
        paths = [{**farm, "queueId": queue["queueId"]} for queue in queues]
        return max(paths, key=lambda path: len(self._jobs(path)))

    def job(self, status: str = "RUNNING") -> Path:
        """The job of that queue with this status and the most sessions, the newest of equals."""
        queue = self.queue()
        paths = [
            {**queue, "jobId": job["jobId"]}
            for job in self._jobs(queue)
            if job.get("taskRunStatus") == status
        ]
        return max(paths, key=lambda path: len(self._sessions(path)))

    def session(self) -> Path:
        """The session of the running job that is under way and has done the most so far."""
        job = self.job()
        paths = [
            {**job, "sessionId": session["sessionId"]}
            for session in self._sessions(job)
            if session.get("endedAt") is None
        ]
        return max(paths, key=lambda path: len(self.actions(path)))

    def failed_session(self) -> Path:
        """The first session of the failed job in which an action failed."""
        job = self.job("FAILED")
        paths = ({**job, "sessionId": session["sessionId"]} for session in self._sessions(job))
        return next(path for path in paths if self._failures_of(path))

    def failed_action(self, session: Path) -> dict[str, Any]:
        """The first action of a session that failed."""
        return self._failures_of(session)[0]

    def actions(self, session: Path) -> list[dict[str, Any]]:
        """The actions of a session."""
        answer = self.ask("deadline", "ListSessionActions", **session)
        return list(answer["sessionActions"])

    def _failures_of(self, session: Path) -> list[dict[str, Any]]:
        return [action for action in self.actions(session) if action["status"] == "FAILED"]

    def _jobs(self, queue: Path) -> list[dict[str, Any]]:
        return list(self.ask("deadline", "ListJobs", **queue)["jobs"])

    def _sessions(self, job: Path) -> list[dict[str, Any]]:
        return list(self.ask("deadline", "ListSessions", **job)["sessions"])


def _nothing(_answer: dict[str, Any]) -> None:
    """Most answers stay as they are."""
