"""Where an item stands in a search, and what it takes to know."""

import pytest

from app.aws.reading.standing import standing
from app.poller.attention import Attention
from app.poller.window import Window
from tests.fakes import FakeService, job
from tests.searched_jobs import JOBS, Searched, keys, loaded, shared_times


@pytest.mark.parametrize(("key", "place"), [(0, 0), (250, 250), (9_999, 9_999), (10_050, None)])
async def test_where_an_item_stands_is_two_calls_away(key: int, place: int | None) -> None:
    service = FakeService()
    service.items["SearchJobs"] = [job(n) for n in range(10_100)]
    service.single["GetJob"] = job(key)
    found = await standing(service, JOBS, job(key)["jobId"])
    assert (found.place, found.created) == (place, job(key)["createdAt"])
    assert service.count() == {"GetJob": 1, "SearchJobs": 1}


@pytest.mark.parametrize(
    ("place", "at_once", "calls"),
    [(10_000, 1, 3), (10_449, 1, 3), (19_998, 1, 3), (20_003, 1, 4), (24_999, 9, 4), (500, 1, 2)],
)
async def test_what_was_created_at_a_time_is_found_however_far_down_it_stands(
    place: int, at_once: int, calls: int
) -> None:
    service, attention = Searched(shared_times(25_000, at_once)), Attention()
    window = Window(service, JOBS)
    await loaded(window, attention)
    service.asked.clear()
    attention.seek(service.jobs[place]["createdAt"])
    await loaded(window, attention)
    order, truth = window.rows().keys, keys(service.jobs)
    assert order[place] == truth[place]
    assert all(key in {"", there} for key, there in zip(order, truth, strict=False))
    assert len(order) <= len(truth)
    assert len(service.asked) == calls
    assert attention.sought is None


async def test_what_a_moment_hides_that_too_much_was_created_at_is_not_reached() -> None:
    service, attention = Searched(shared_times(25_000, at_once=12_000)), Attention()
    window = Window(service, JOBS)
    await loaded(window, attention)
    attention.seek(service.jobs[24_500]["createdAt"])
    await loaded(window, attention)
    assert window.rows().keys[9_999] == job(9_999)["jobId"]
    assert attention.sought is None
