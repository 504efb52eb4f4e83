"""Of which rows a snapshot says that the service was asked about them."""

from collections.abc import Awaitable, Callable

from app.errors import DeniedError
from app.poller import Attention, Snapshot
from tests.fakes import FakeService, job
from tests.watching import JOBS, NEVER, QUICK, until, watching


def rounds(step: Callable[[], Awaitable[Snapshot]]) -> Callable[[], Awaitable[Snapshot]]:
    """Gives a function that waits for the end of the next refresh."""
    moments: list[float | None] = [None]

    async def refreshed() -> Snapshot:
        snapshot = await until(step, lambda snapshot: snapshot.asked_at not in moments)
        moments.append(snapshot.asked_at)
        return snapshot

    return refreshed


async def test_of_more_rows_than_can_be_asked_about_at_once_only_those_count() -> None:
    service, attention = FakeService(), Attention()
    jobs = [job(number) for number in range(150)]
    service.items["SearchJobs"] = jobs
    service.details["BatchGetJob"] = {one["jobId"]: one for one in jobs}
    attention.wanted = len(jobs)
    attention.look_at(seen := tuple(one["jobId"] for one in jobs))
    async with watching(service, JOBS, attention, tempo=NEVER) as step:
        refreshed = rounds(step)
        assert (await refreshed()).asked_about == ()
        for _ in range(2):
            attention.refresh()
            snapshot = await refreshed()
            asked = next(told for name, told in reversed(service.calls) if name == "BatchGetJob")
            told = {one["jobId"] for one in asked["identifiers"]}
            assert len(told) == 100
            assert snapshot.asked_about == tuple(key for key in seen if key in told)


async def test_of_what_has_ended_a_search_may_be_behind_until_news_of_it_is_expected() -> None:
    service, attention = FakeService(), Attention()
    over = job(1, taskRunStatus="SUCCEEDED", endedAt=job(0)["createdAt"])
    service.items["SearchJobs"] = [job(0), over]
    service.details["BatchGetJob"] = {one["jobId"]: one for one in (job(0), over)}
    attention.look_at(seen := (job(0)["jobId"], over["jobId"]))
    async with watching(service, JOBS, attention, tempo=QUICK) as step:
        refreshed = rounds(step)
        assert (await refreshed()).asked_about == ()
        assert (await refreshed()).asked_about == seen[:1]
        attention.expected = {over["jobId"]}
        assert (await refreshed()).asked_about == seen


async def test_where_a_search_is_all_that_may_be_asked_it_asks_about_what_it_tells() -> None:
    service, attention = FakeService(), Attention()
    service.items["SearchJobs"] = [job(1)]
    service.failures["BatchGetJob"] = [DeniedError("No.", "")]
    attention.look_at(seen := (job(1)["jobId"],))
    async with watching(service, JOBS, attention, tempo=QUICK) as step:
        refreshed = rounds(step)
        assert (await refreshed()).asked_about == ()
        denied = await refreshed()
        assert denied.without_details is not None
        assert denied.asked_about == ()
        assert (await refreshed()).asked_about == seen
