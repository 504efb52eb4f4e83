"""The poller: what it shows, what it asks, and how it goes on when things fail."""

import gc
import weakref
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest

from app.aws.api import NO_PARAMETERS
from app.aws.backoff import Backoff
from app.errors import (
    DeniedError,
    ExpiredError,
    FarmtopError,
    InvalidError,
    ThrottledError,
    UnreachableError,
)
from app.poller import Attention, Snapshot, Tempo, watch
from app.resources import LEVELS
from app.resources.level import Place
from app.resources.log_place import ReadRole
from app.view import cell_text, short_id
from tests.fakes import EPOCH, FakeService, ids, job

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


async def test_the_first_page_is_all_that_is_asked_for_unasked() -> None:
    service = FakeService()
    service.items["SearchJobs"] = [job(n) for n in range(250)]
    async with watching(service, JOBS, tempo=NEVER) as step:
        first = await step()
        assert (len(first.rows.loaded), first.loading, first.more) == (100, False, True)
        assert (len(first.rows), first.total) == (250, 250)
        await step()
        assert service.count() == {"SearchJobs": 1}


async def test_rows_are_loaded_where_somebody_looks_and_nowhere_else() -> None:
    service, attention = FakeService(), Attention()
    service.items["SearchJobs"] = [job(n) for n in range(1_200)]
    async with watching(service, JOBS, attention, tempo=NEVER) as step:
        await step()
        await step()
        attention.look_at((), range(700, 740))
        snapshot = await until(step, lambda snapshot: len(snapshot.rows.loaded) > 100)
        assert [place for place, key in enumerate(snapshot.rows.keys) if key] == [
            *range(100),
            *range(660, 760),
        ]
        assert snapshot.rows[700].key == job(700)["jobId"]
        await until(step, lambda snapshot: len(snapshot.rows.loaded) == 300)
        await step()
        offsets = [request["itemOffset"] for _, request in service.calls]
        assert offsets == [0, 660, 760]


async def test_a_refresh_of_a_search_costs_one_page_whatever_was_loaded() -> None:
    service, attention = FakeService(), Attention()
    service.items["SearchJobs"] = [job(n) for n in range(400)]
    attention.want_more(300)
    async with watching(service, JOBS, attention, tempo=NEVER) as step:
        await until(step, lambda snapshot: len(snapshot.rows.loaded) == 400)
        await step()
        service.calls.clear()
        service.items["SearchJobs"].insert(0, job(-1))
        attention.refresh()
        snapshot = await until(step, lambda snapshot: len(snapshot.rows.loaded) == 401)
        assert keys(snapshot)[0] == job(-1)["jobId"]
        assert service.count() == {"SearchJobs": 1}


async def test_a_job_that_vanishes_from_the_newest_page_vanishes_from_the_rows() -> None:
    service, attention = FakeService(), Attention()
    service.items["SearchJobs"] = [job(n) for n in range(300)]
    async with watching(service, JOBS, attention, tempo=NEVER) as step:
        await until(step, lambda snapshot: len(snapshot.rows) == 300)
        gone = service.items["SearchJobs"].pop(50)["jobId"]
        attention.refresh()
        snapshot = await until(step, lambda snapshot: len(snapshot.rows) == 299)
        assert gone not in keys(snapshot)


async def test_visible_jobs_below_the_newest_page_are_kept_fresh_by_one_batch() -> None:
    service, attention = FakeService(), Attention()
    jobs = [job(n, taskRunStatus="SUCCEEDED", endedAt=job(0)["createdAt"]) for n in range(300)]
    jobs[200] = job(200)
    service.items["SearchJobs"] = jobs
    done = job(200, taskRunStatus="FAILED")
    service.details["BatchGetJob"] = {done["jobId"]: done}
    attention.look_at(tuple(one["jobId"] for one in jobs[195:230]), range(195, 230))
    async with watching(service, JOBS, attention) as step:
        await until(step, lambda s: s.items.get(done["jobId"], {}).get("taskRunStatus") == "FAILED")
        [batch, *_] = [request for name, request in service.calls if name == "BatchGetJob"]
        assert [one["jobId"] for one in batch["identifiers"]] == [done["jobId"]]


ENDED = {"taskRunStatus": "SUCCEEDED", "endedAt": EPOCH}
DEEP = range(500, 540)


def ended_jobs(attention: Attention) -> FakeService:
    """A thousand jobs that have ended; those far down are looked at, and one was begun anew."""
    service = FakeService()
    jobs = [job(n, **ENDED) for n in range(1_000)]
    service.items["SearchJobs"] = jobs
    service.details["BatchGetJob"] = {jobs[n]["jobId"]: jobs[n] for n in DEEP}
    service.details["BatchGetJob"][BEGUN] = job(510)
    attention.look_at(tuple(jobs[n]["jobId"] for n in DEEP), DEEP)
    return service


BEGUN = job(510)["jobId"]


def is_begun(snapshot: Snapshot) -> bool:
    return snapshot.items.get(BEGUN, {}).get("taskRunStatus") == "RUNNING"


async def test_a_job_far_down_that_was_begun_anew_is_found_when_somebody_wants_to_know() -> None:
    attention = Attention()
    service = ended_jobs(attention)
    async with watching(service, JOBS, attention, tempo=NEVER) as step:
        await until(step, lambda snapshot: BEGUN in snapshot.items)
        await step()
        service.calls.clear()
        attention.refresh()
        await until(step, is_begun)
        assert service.count() == {"SearchJobs": 1, "BatchGetJob": 1}


async def test_a_job_far_down_that_a_colleague_begins_anew_is_found_by_itself() -> None:
    attention = Attention()
    service = ended_jobs(attention)
    async with watching(service, JOBS, attention) as step:
        await until(step, is_begun)
        # Of what has ended nobody asks in each round.
        assert service.count()["BatchGetJob"] * 2 < service.count()["SearchJobs"]


async def test_a_job_of_which_news_is_expected_is_asked_for_until_it_comes() -> None:
    attention = Attention()
    service = ended_jobs(attention)
    attention.expected = {BEGUN}
    async with watching(service, JOBS, attention) as step:
        await until(step, is_begun)
        batches = [request for name, request in service.calls if name == "BatchGetJob"]
        assert [one["jobId"] for one in batches[0]["identifiers"]] == [BEGUN]


async def test_of_more_rows_than_a_batch_takes_each_has_its_turn() -> None:
    service, attention = FakeService(), Attention()
    jobs = [job(n) for n in range(130)]
    service.items["SearchJobs"] = jobs
    service.details["BatchGetJob"] = {one["jobId"]: one for one in jobs}
    attention.look_at(tuple(ids(jobs)), range(130))
    async with watching(service, JOBS, attention, tempo=NEVER) as step:
        await until(step, lambda snapshot: len(snapshot.rows.loaded) == 130)
        await step()
        asked = set[str]()
        for _ in range(2):
            service.calls.clear()
            attention.refresh()
            await step()
            [batch] = [request for name, request in service.calls if name == "BatchGetJob"]
            asked.update(one["jobId"] for one in batch["identifiers"])
        assert asked == set(ids(jobs))


class Forgetful(FakeService):
    """A service that does not know its own tokens any more, until it was asked for one."""

    forgets = False

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, Any] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        if self.forgets and "nextToken" in parameters:
            self.forgets = False
            raise InvalidError("The next token is not valid.")
        return await super().call(service, operation, parameters, role=role)


async def test_a_list_whose_tokens_are_not_taken_any_more_is_listed_anew() -> None:
    service, attention = Forgetful(), Attention()
    limits = service.items["ListLimits"] = [{"limitId": f"limit-{n:03}"} for n in range(350)]
    attention.want_more(200)
    attention.look_at(("limit-150",), range(150, 151))
    place = Place(LEVELS["limits"], {"farmId": "farm-1"})
    async with watching(service, place, attention, tempo=NEVER) as step:
        await until(step, lambda snapshot: len(snapshot.rows) == 300)
        await step()
        limits[280] = {**limits[280], "displayName": "renamed"}
        service.forgets = True
        attention.refresh()
        fresh = await step()
        assert fresh.trouble is None
        assert fresh.items["limit-280"] == limits[280]
        service.forgets = True
        attention.want_more(300)
        whole = await until(step, lambda snapshot: snapshot.trouble or not snapshot.more)
        assert whole.trouble is None
        assert keys(whole) == [one["limitId"] for one in limits]


async def test_scrolling_asks_nothing_about_rows_that_were_just_listed() -> None:
    service, attention = FakeService(), Attention()
    service.items["SearchJobs"] = [job(n) for n in range(1_000)]
    async with watching(service, JOBS, attention, tempo=NEVER) as step:
        await step()
        attention.look_at(tuple(one["jobId"] for one in service.items["SearchJobs"][10:50]))
        await step()
        await step()
        assert service.count() == {"SearchJobs": 1}


async def test_more_new_jobs_than_a_page_holds_are_all_found() -> None:
    service, attention = FakeService(), Attention()
    service.items["SearchJobs"] = [job(n) for n in range(200, 500)]
    attention.want_more(400)
    async with watching(service, JOBS, attention, tempo=NEVER) as step:
        await until(step, lambda snapshot: len(snapshot.rows.loaded) == 300)
        service.items["SearchJobs"] = [job(n) for n in range(500)]
        attention.refresh()
        snapshot = await until(step, lambda snapshot: len(snapshot.rows) > 300)
        snapshot = await until(step, lambda snapshot: not snapshot.more)
        assert keys(snapshot) == [job(n)["jobId"] for n in range(500)]


async def test_details_that_keep_failing_are_told_since_they_first_did() -> None:
    service, clock, attention = FakeService(), Clock(), Attention()
    service.items["ListSessionActions"] = [
        {"sessionActionId": "sessionaction-1-0", "status": "RUNNING", "definition": {}}
    ]
    error = UnreachableError("No answer.")
    service.failures["BatchGetSessionAction"] = [error] * 3
    attention.look_at(("sessionaction-1-0",))
    began = clock.now
    async with watching(service, ACTIONS, attention, clock=clock, tempo=Tempo(0.0, 0.0)) as step:
        for _ in range(3):
            snapshot = await until(step, lambda s: s.trouble is not None)
            clock.now += 5
        assert snapshot.trouble is not None
        assert snapshot.trouble.since == began


async def test_columns_that_only_a_batch_fills_are_asked_for_once_after_the_end() -> None:
    service, attention = FakeService(), Attention()
    listed = {"sessionActionId": "sessionaction-1-0", "status": "FAILED", "definition": {}}
    service.items["ListSessionActions"] = [listed]
    service.details["BatchGetSessionAction"] = {
        "sessionaction-1-0": {**listed, "processExitCode": 137, "progressMessage": "out of memory"}
    }
    attention.look_at(("sessionaction-1-0",))
    async with watching(service, ACTIONS, attention) as step:
        snapshot = await until(
            step, lambda s: s.items.get("sessionaction-1-0", {}).get("processExitCode") == 137
        )
        assert "out of memory" in [cell_text(cell, 0.0) for cell in snapshot.rows[0].cells]
        for _ in range(5):
            await step()
    assert service.count()["BatchGetSessionAction"] == 1
    assert service.count()["ListSessionActions"] > 3


async def test_a_row_is_partial_until_its_details_are_there_or_nobody_may_have_them() -> None:
    service, attention = FakeService(), Attention()
    listed: dict[str, dict[str, Any]] = {
        key: {"sessionActionId": key, "status": "RUNNING", "definition": {}}
        for key in ("sessionaction-1-0", "sessionaction-1-1")
    }
    service.items["ListSessionActions"] = [*listed.values()]
    service.details["BatchGetSessionAction"] = listed
    attention.look_at(("sessionaction-1-0",))
    async with watching(service, ACTIONS, attention) as step:
        first = await until(step, lambda s: not s.loading)
        assert [row.partial for row in first.rows] == [True, True]
        told = await until(step, lambda s: not s.rows[0].partial)
        assert [row.partial for row in told.rows] == [False, True]
        service.failures["BatchGetSessionAction"] = [DeniedError("No.")]
        attention.look_at(("sessionaction-1-1",))
        refused = await until(step, lambda s: s.without_details is not None)
        assert [row.partial for row in refused.rows] == [False, False]


async def test_a_caller_who_may_list_but_not_batch_get_still_has_fresh_rows() -> None:
    service, attention = FakeService(), Attention()
    service.items["ListSessionActions"] = [
        {"sessionActionId": "sessionaction-1-0", "status": "RUNNING", "definition": {}}
    ]
    denied = DeniedError("You may not do GetSessionAction.")
    service.failures["BatchGetSessionAction"] = [denied]
    attention.look_at(("sessionaction-1-0",))
    async with watching(service, ACTIONS, attention) as step:
        snapshot = await until(step, lambda s: s.without_details is not None)
        assert (snapshot.trouble, snapshot.without_details) == (None, denied)
        for _ in range(3):
            assert (await step()).trouble is None
    assert service.count()["BatchGetSessionAction"] == 1


VISITS = Place(
    LEVELS["worker-sessions"],
    {"farmId": "farm-1", "fleetId": "fleet-1", "workerId": "worker-1"},
)


async def test_a_caller_who_may_not_see_the_names_of_jobs_still_has_fresh_rows_with_ids() -> None:
    service, attention = FakeService(), Attention()
    visit = {"sessionId": "session-1", "queueId": "queue-1", "jobId": job(1)["jobId"]}
    service.items["ListSessionsForWorker"] = [visit]
    service.items["ListQueues"] = [{"queueId": "queue-1", "displayName": "lighting"}]
    service.details["BatchGetJob"] = {visit["jobId"]: job(1)}
    denied = DeniedError("You may not do GetJob.")
    service.failures["BatchGetJob"] = [denied]
    attention.look_at(("session-1",))
    async with watching(service, VISITS, attention) as step:
        snapshot = await until(step, lambda s: s.without_names is not None)
        assert (snapshot.trouble, snapshot.without_names) == (None, denied)
        assert not snapshot.rows[0].partial
        texts = [cell_text(cell, 0.0) for cell in snapshot.rows[0].cells]
        assert "lighting" in texts
        assert short_id(visit["jobId"]) in texts
        for _ in range(3):
            assert (await step()).trouble is None
        assert service.count()["BatchGetJob"] == 1
        attention.refresh()
        told = await until(step, lambda s: "jobName" in s.items["session-1"])
        assert told.without_names is None


async def test_a_caller_who_may_not_see_one_of_the_names_is_told_so_until_there_is_one() -> None:
    service, attention = FakeService(), Attention()
    visits = [
        {"sessionId": f"session-{n}", "queueId": "queue-1", "jobId": job(n)["jobId"]}
        for n in (1, 2)
    ]
    service.items["ListSessionsForWorker"] = visits
    service.items["ListQueues"] = [{"queueId": "queue-1", "displayName": "lighting"}]
    service.details["BatchGetJob"] = {job(n)["jobId"]: job(n) for n in (1, 2)}
    denied = {"jobId": job(1)["jobId"], "code": "AccessDeniedException", "message": "No."}
    service.single["BatchGetJob"] = {"jobs": [job(2)], "errors": [denied]}
    attention.look_at(("session-1", "session-2"))
    async with watching(service, VISITS, attention) as step:
        snapshot = await until(step, lambda s: s.without_names is not None)
        assert "jobName" in snapshot.items["session-2"]
        assert str(snapshot.without_names) == "You may not see every job. No."
        assert not snapshot.rows[0].partial
        del service.single["BatchGetJob"]
        attention.refresh()
        told = await until(step, lambda s: "jobName" in s.items["session-1"])
        assert told.without_names is None


async def test_an_object_that_did_not_change_stays_the_same_row() -> None:
    service = FakeService()
    service.items["ListFarms"] = [farm(1), farm(2)]
    async with watching(service, FARMS) as step:
        before = await until(step, lambda snapshot: not snapshot.loading)
        service.items["ListFarms"] = [farm(1), {**farm(2), "displayName": "renamed"}]
        after = await until(step, lambda s: s.items["farm-2"]["displayName"] == "renamed")
    assert after.rows[0] is before.rows[0]
    assert after.rows[1] != before.rows[1]


@pytest.mark.parametrize(
    "error",
    [
        ThrottledError("Too many requests.", retry_after=0.0),
        UnreachableError("No answer."),
        ExpiredError("The credentials have run out."),
        DeniedError("You may not list farms."),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_rows_stay_with_why_and_since_when_and_freshness_returns_by_itself(
    error: FarmtopError,
) -> None:
    service, clock = FakeService(), Clock()
    service.items["ListFarms"] = [farm(1)]
    async with watching(service, FARMS, clock=clock, tempo=Tempo(0.0, 0.0)) as step:
        await until(step, lambda snapshot: not snapshot.loading)
        service.failures["ListFarms"] = [error, error]
        failed = await until(step, lambda snapshot: snapshot.trouble is not None)
        assert keys(failed) == ["farm-1"]
        assert failed.trouble is not None
        assert (failed.trouble.error, failed.trouble.since) == (error, clock.now)
        began = clock.now
        clock.now += 7
        again = await step()
        assert again.trouble is not None
        assert again.trouble.since == began
        healed = await until(step, lambda snapshot: snapshot.trouble is None)
        assert (keys(healed), healed.fetched_at) == (["farm-1"], clock.now)


async def test_a_first_listing_that_fails_half_way_goes_on_to_the_end() -> None:
    service = FakeService()
    service.items["SearchJobs"] = [job(n) for n in range(250)]
    attention = Attention()
    attention.want_more(200)
    async with watching(service, JOBS, attention) as step:
        await step()
        service.failures["SearchJobs"] = [UnreachableError("No answer.")]
        failed = await until(step, lambda s: s.trouble is not None)
        assert len(failed.rows.loaded) == 100
        whole = await until(step, lambda s: not s.more and s.trouble is None)
        assert keys(whole) == [one["jobId"] for one in service.items["SearchJobs"]]


async def test_a_service_that_asks_for_rest_is_left_alone_until_then() -> None:
    service, clock = FakeService(), Clock()
    service.items["ListFarms"] = [farm(1)]
    service.failures["ListFarms"] = [ThrottledError("Too many requests.", retry_after=30.0)]
    attention = Attention()
    async with watching(service, FARMS, attention, clock=clock) as step:
        failed = await step()
        assert failed.trouble is not None
        assert failed.trouble.retry_at == clock.now + 30.0


async def test_the_user_can_refresh_before_the_wait_is_over() -> None:
    service, attention = FakeService(), Attention()
    service.items["ListFarms"] = [farm(1)]
    service.failures["ListFarms"] = [ThrottledError("Too many requests.", retry_after=3600.0)]
    async with watching(service, FARMS, attention, tempo=NEVER) as step:
        assert (await step()).trouble is not None
        attention.refresh()
        assert (await until(step, lambda s: not s.loading)).trouble is None


async def test_nothing_is_asked_while_nobody_can_see_it() -> None:
    service, attention = FakeService(), Attention()
    service.items["ListFarms"] = [farm(1)]
    attention.pause()
    async with watching(service, FARMS, attention) as step:
        attention.resume()
        await step()
        assert service.count() == {"ListFarms": 1}


def test_the_interval_grows_while_nothing_changes_and_is_short_again_when_something_does() -> None:
    tempo = Tempo(quickest=2.0, slowest=15.0, growth=1.5)
    waits = [2.0]
    for _ in range(8):
        waits.append(tempo.after(waits[-1], changed=False))
    assert waits[:3] == [2.0, 3.0, 4.5]
    assert waits[-1] == 15.0
    assert tempo.after(15.0, changed=True) == 2.0


class Watched(str):
    """A text of which one can tell whether anybody still has it."""

    __slots__ = ("__weakref__",)


async def test_what_has_gone_is_let_go_of_though_an_earlier_snapshot_was_looked_at() -> None:
    service, attention = FakeService(), Attention()
    service.items["ListFarms"] = [farm(1), {**farm(2), "createdBy": Watched("anna")}]
    gone = weakref.ref(service.items["ListFarms"][1]["createdBy"])
    async with watching(service, FARMS, attention, tempo=NEVER) as step:
        before = await until(step, lambda snapshot: len(snapshot.rows) == 2)
        del service.items["ListFarms"][1]
        attention.refresh()
        await until(step, lambda snapshot: len(snapshot.rows) == 1)
        assert before.rows[1].key == "farm-2"
        del before
        gc.collect()
        assert gone() is None


async def test_a_snapshot_tells_since_when_whatever_happened_is_in_it() -> None:
    clock, attention = Clock(), Attention()

    class Slow(FakeService):
        async def call(self, *arguments: Any, **named: Any) -> dict[str, Any]:
            clock.now += 7.0
            return await super().call(*arguments, **named)

    service = Slow()
    service.items["SearchJobs"] = [job(n) for n in range(3)]
    service.details["BatchGetJob"] = {job(n)["jobId"]: job(n) for n in range(3)}
    seen = tuple(job(n)["jobId"] for n in range(2))
    async with watching(service, JOBS, attention, tempo=NEVER, clock=clock) as step:
        first = await until(step, lambda snapshot: snapshot.asked_at is not None)
        assert first.asked_about == ()
        attention.look_at(seen)
        clock.now += 100.0
        began = clock.now
        attention.refresh()
        snapshot = await until(step, lambda snapshot: snapshot.asked_about == seen)
        assert snapshot.asked_at == began
        assert snapshot.fetched_at == clock.now > began
