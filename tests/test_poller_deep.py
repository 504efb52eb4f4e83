"""Jobs far down in a list that somebody looks at: they are kept fresh all the same."""

from app.poller import Attention, Snapshot
from tests.fakes import EPOCH, FakeService, ids, job
from tests.watching import JOBS, NEVER, until, watching


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
