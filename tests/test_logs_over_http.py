"""The logs of sessions and their workers, alone and as one, over real HTTP."""

from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace

import pytest

from app.aws.connection.cloud import Cloud
from app.config import Settings
from app.localfarm.logs.failures import FAILURES, Ending
from app.localfarm.options import Options
from app.logs.following.followed import Followed, Origin
from app.logs.following.tails import Tails
from app.logs.merging.merge import Merge
from app.logs.places.locate import locate
from app.logs.places.subject import Subject
from app.logs.places.worker_place import worker_log_of
from app.logs.scanning.scan import Scan
from app.logs.scanning.signs import Signs
from app.logs.worker.worker_tail import WorkerLog
from app.resources import LEVELS
from app.resources.fields import milliseconds
from app.resources.level import Item, Place
from app.view import LogLine, Tone
from tests.live_farm import LiveFarm, live_farm, monitor
from tests.pilots import arrive, bar, open_log, shown, until, view

STILL = Options(seed=3, jobs=80, workers=40, speed=0.01)
"""A farm that has known almost every failure, and on which nothing ends while it is looked at."""
LOST = replace(STILL, seed=7)
"""Another one, on which a worker was lost."""


def farm_with(key: str) -> Options:
    """A farm on which something has failed in this way."""
    return LOST if key == "worker-lost" else STILL


@dataclass(frozen=True, slots=True)
class Failed:
    """A session with an action that failed."""

    place: Place
    session: Item
    action: Item


def failed_actions(farm: LiveFarm) -> Iterator[Failed]:
    """Every action that did not succeed, and its session."""
    for above in farm.items("ListFarms", "farms"):
        path = {"farmId": above["farmId"]}
        for queue in farm.items("ListQueues", "queues", **path):
            within = {**path, "queueId": queue["queueId"]}
            for job in farm.items("ListJobs", "jobs", **within):
                yield from failed_of_job(farm, {**within, "jobId": job["jobId"]})


def failed_of_job(farm: LiveFarm, job: dict[str, str]) -> Iterator[Failed]:
    """Those of one job."""
    place = Place(LEVELS["sessions"], job)
    for session in farm.items("ListSessions", "sessions", **job):
        for action in farm.actions({**job, "sessionId": session["sessionId"]}):
            if action["status"] in {"FAILED", "CANCELED", "INTERRUPTED"}:
                key = {"sessionActionId": action["sessionActionId"]}
                whole = farm.ask("deadline", "GetSessionAction", **job, **key)
                yield Failed(place, session, dict(whole))


def failure(farm: LiveFarm, key: str) -> Failed:
    """An action that failed in this way."""
    message = FAILURES[key].message
    return next(
        failed
        for failed in failed_actions(farm)
        if (failed.action.get("progressMessage") or "") == message
    )


async def read_to_end(log: Followed) -> list[LogLine]:
    """The lines of a log that has ended, from its first one on."""
    async with aclosing(log.follow()) as batches:
        async for batch in batches:
            if batch.state.caught_up and len(log.lines):
                break
    while not log.at_beginning:
        await log.older()
    return list(log.lines)


@pytest.mark.parametrize("key", sorted(FAILURES))
async def test_a_session_log_is_read_right_whatever_failed(key: str) -> None:
    async with live_farm(farm_with(key)) as farm, Cloud.open(Settings()) as cloud:
        failed = failure(farm, key)
        tail = Tails(cloud).open(await locate(cloud, Subject(failed.place, failed.session)))
        lines = await read_to_end(tail)
        written = farm.log_lines(failed.place.path, failed.session["sessionId"])
        assert [(line.timestamp, line.message) for line in lines] == written[: len(lines)]
        scan = Scan(tail.lines, Signs())
        scan.finish()
        async with aclosing(scan.run()) as looks:
            findings = await anext(looks)
            while not findings.complete:
                findings = await anext(looks)
        tail.close()
        began, ended = (milliseconds(failed.action[name]) for name in ("startedAt", "endedAt"))
        section = next(
            one for one in findings.sections if not one.depth and began <= one.began <= ended
        )
        assert section.tone is not Tone.GOOD
        if FAILURES[key].ending in {Ending.EXIT, Ending.TIMEOUT}:
            code = failed.action["processExitCode"]
            assert section.exit_code == code
            stop = section.stop or len(lines)
            assert any(section.number <= number < stop for number in findings.errors)


@pytest.mark.parametrize(
    ("key", "broken", "told"),
    [
        ("out-of-memory", "Killed ", "memory 99.2 %"),
        ("interrupted", "INTERRUPT: Sending signal", "Spot interruption detected"),
    ],
)
async def test_what_the_worker_tells_stands_beside_the_line_that_it_broke(
    key: str, broken: str, told: str
) -> None:
    async with live_farm(STILL) as farm, Cloud.open(Settings()) as cloud:
        failed = failure(farm, key)
        subject, tails = Subject(failed.place, failed.session), Tails(cloud)
        own = tails.open(await locate(cloud, subject))
        worker = WorkerLog(tails.open(await worker_log_of(cloud, subject)))
        merge = Merge([(Origin("session"), own), (Origin("worker"), worker)])
        lines = await read_to_end(merge)
        assert [line.timestamp for line in lines] == sorted(line.timestamp for line in lines)
        assert [line.message for line in lines if line.origin == 0] == [
            line.message for line in own.lines
        ]
        assert not any(line.message.startswith("{") for line in lines)
        end = milliseconds(failed.action["endedAt"])
        near = [line for line in lines if abs(line.timestamp - end) <= 1_000]
        assert any(line.origin == 0 and broken in line.message for line in near)
        assert any(line.origin == 1 and told in line.message for line in near)
        merge.close()


async def test_a_worker_that_was_lost_falls_silent_in_both_logs_before_its_action_is_given_up() -> (
    None
):
    async with live_farm(LOST) as farm, Cloud.open(Settings()) as cloud:
        failed = failure(farm, "worker-lost")
        subject, tails = Subject(failed.place, failed.session), Tails(cloud)
        own = tails.open(await locate(cloud, subject))
        worker = WorkerLog(tails.open(await worker_log_of(cloud, subject)))
        merge = Merge([(Origin("session"), own), (Origin("worker"), worker)])
        lines = await read_to_end(merge)
        began, ended = (milliseconds(failed.action[name]) for name in ("startedAt", "endedAt"))
        during = [line for line in lines if began < line.timestamp]
        assert {line.origin for line in during} == {0, 1}
        assert during[-1].timestamp < ended
        assert not any("exited with code" in line.message for line in during)
        assert not any("Session complete" in line.message for line in during)
        merge.close()


async def test_the_log_of_an_action_whose_worker_was_lost_says_so_though_nobody_wrote_it() -> None:
    async with live_farm(LOST) as farm:
        failed = failure(farm, "worker-lost")
        path = {**failed.place.path, "sessionId": failed.session["sessionId"]}
        async with monitor("session-actions", path) as pilot:
            await arrive(pilot, "session-actions")
            await until(pilot, lambda: "The Work…" in shown(pilot.app))
            await open_log(pilot, "session-actions", failed.action["sessionActionId"])
            await until(pilot, lambda: "no exit code" in shown(pilot.app))
            assert FAILURES["worker-lost"].message in bar(pilot, "summary")
            assert not any(
                FAILURES["worker-lost"].message in one.message for one in view(pilot).lines
            )


async def test_a_worker_log_that_cannot_be_read_leaves_the_session_as_it_is() -> None:
    async with live_farm(STILL) as farm, Cloud.open(Settings()) as cloud:
        failed = failure(farm, "crash")
        subject, tails = Subject(failed.place, failed.session), Tails(cloud)
        own = tails.open(await locate(cloud, subject))
        place = replace(await worker_log_of(cloud, subject), stream="worker-of-somebody-else")
        merge = Merge([(Origin("session"), own), (Origin("worker"), WorkerLog(tails.open(place)))])
        async with aclosing(merge.follow()) as batches:
            batch = await anext(batches)
            while not batch.state.stale or len(merge.lines) < len(own.lines):
                batch = await anext(batches)
        assert batch.state.stale.startswith("worker: ")
        assert [line.message for line in merge.lines] == [line.message for line in own.lines]
        merge.close()
