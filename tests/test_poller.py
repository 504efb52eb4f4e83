"""The poller: what it shows, and what it asks."""

import gc
import weakref
from collections.abc import Mapping
from typing import Any

from app.aws.api import NO_PARAMETERS
from app.errors import InvalidError
from app.poller import Attention
from app.resources import LEVELS
from app.resources.level import Place
from app.resources.log_place import ReadRole
from tests.fakes import FakeService, job
from tests.watching import FARMS, JOBS, NEVER, Clock, farm, keys, until, watching


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


async def test_an_object_that_did_not_change_stays_the_same_row() -> None:
    service = FakeService()
    service.items["ListFarms"] = [farm(1), farm(2)]
    async with watching(service, FARMS) as step:
        before = await until(step, lambda snapshot: not snapshot.loading)
        service.items["ListFarms"] = [farm(1), {**farm(2), "displayName": "renamed"}]
        after = await until(step, lambda s: s.items["farm-2"]["displayName"] == "renamed")
    assert after.rows[0] is before.rows[0]
    assert after.rows[1] != before.rows[1]


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
