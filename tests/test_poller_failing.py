"""When a list is asked for again: after failures, when told to, and while nobody looks."""

import pytest

from app.errors import DeniedError, ExpiredError, FarmtopError, ThrottledError, UnreachableError
from app.poller import Attention, Tempo
from tests.fakes import FakeService, job
from tests.watching import FARMS, JOBS, NEVER, Clock, farm, keys, until, watching


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
