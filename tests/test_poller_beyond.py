"""What the window shows past the 10,000 that a search counts: all of it, once, or that it ends."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.aws.reading.pages import pages
from app.poller.attention import Attention
from app.poller.window import Window
from app.resources.level import Item, Place
from app.resources.query import Query
from tests.fakes import EPOCH, job
from tests.searched_jobs import JOBS, Searched
from tests.world_service import WorldService, still_world

SIGHT = 40


def times(column: str, dated: int, undated: int, at_once: int) -> list[dict[str, Any]]:
    """Jobs of which so many share each time, in no order; some have none."""
    jobs = []
    for n in range(dated + undated):
        # A step that has no common factor with any number of them goes through all.
        place = n * 7_919 % (dated + undated)
        moment = EPOCH + timedelta(milliseconds=place // at_once)
        jobs.append(job(n, **({column: moment} if place < dated else {})))
    return jobs


def truth(jobs: Sequence[Item], column: str, *, falls: bool) -> list[str]:
    """The keys in the order of a time, the newest first where they share it or have none."""
    newest = sorted(jobs, key=lambda one: one["createdAt"], reverse=True)
    dated = [one for one in newest if column in one]
    dated.sort(key=lambda one: one[column], reverse=falls)
    undated = [one for one in newest if column not in one]
    return [one["jobId"] for one in (*dated, *undated)]


async def look(window: Window, attention: Attention, top: int) -> None:
    attention.look_at((), range(top, top + SIGHT))
    async for _ in window.load(attention):
        pass


async def scrolled(window: Window, attention: Attention, top: int) -> int:
    """Scroll on until nothing more comes; gives the place of the last row."""
    await look(window, attention, top)
    while top + SIGHT < len(window.rows()):
        top += SIGHT
        await look(window, attention, top)
        assert top < 15_000, "there is no end to it"
    return len(window.rows())


TIMED = ["startedAt", "endedAt", "updatedAt"]


@pytest.mark.parametrize("reverse", [False, True], ids=["newest first", "oldest first"])
@pytest.mark.parametrize("column", TIMED)
async def test_an_order_by_any_time_goes_on_past_ten_thousand(column: str, reverse: bool) -> None:
    service, attention = Searched(times(column, 10_230, 90, at_once=3)), Attention()
    window = Window(service, JOBS)
    attention.ask_for(Query(column, reverse))
    assert await scrolled(window, attention, 9_800) == 10_230
    wanted = truth(service.jobs, column, falls=not reverse)
    assert list(window.rows().keys[9_800:]) == wanted[9_800:10_230]
    assert (window.uncounted, window.unreachable, window.more) == (True, True, True)


async def test_it_is_one_call_a_page_past_ten_thousand_too() -> None:
    service, attention = Searched(times("endedAt", 10_600, 0, at_once=2)), Attention()
    window = Window(service, JOBS)
    attention.ask_for(Query("endedAt"))
    await look(window, attention, 9_950)
    service.asked.clear()
    await scrolled(window, attention, 9_950)
    assert len(service.asked) == 5


@given(
    st.tuples(st.sampled_from([*TIMED, "createdAt"]), st.booleans()),
    st.integers(9_850, 10_350),
    st.integers(0, 200),
    st.sampled_from([1, 2, 9, 90, 130, 700, 3_000]),
    st.integers(0, 10_300),
)
@settings(max_examples=25, deadline=None)
async def test_every_item_is_reached_once_or_it_is_told_that_more_may_be_there(
    order: tuple[str, bool], dated: int, undated: int, at_once: int, first: int
) -> None:
    column, reverse = order
    undated = 0 if column == "createdAt" else undated
    service, attention = Searched(times(column, dated, undated, at_once)), Attention()
    window, count = Window(service, JOBS), dated + undated
    attention.ask_for(Query(column, reverse))
    await look(window, attention, min(first, 9_960))
    end = await scrolled(window, attention, 9_700)
    wanted = truth(service.jobs, column, falls=not reverse)
    assert list(window.rows().keys[9_700:]) == wanted[9_700:end]
    assert end >= min(count, max(dated, 10_000))
    assert end == count or window.unreachable
    assert window.uncounted or end == count


async def test_a_time_that_only_a_batch_get_tells_is_no_way_on() -> None:
    """An item stands where its list has put it, whatever has become of it since."""
    service, attention = Searched(times("updatedAt", 10_230, 0, at_once=1)), Attention()
    window = Window(service, JOBS)
    attention.ask_for(Query("updatedAt"))
    await look(window, attention, 9_900)
    wanted, listed = truth(service.jobs, "updatedAt", falls=True), service.jobs
    later = EPOCH + timedelta(days=1)
    service.jobs = [{**one, "updatedAt": later} for one in listed]
    window.known.begin()
    await window.known.refresh_details(window.rows().keys[9_900:])
    assert window.known[wanted[9_999]]["updatedAt"] == later
    service.jobs = listed
    await scrolled(window, attention, 9_900)
    assert list(window.rows().keys[9_900:]) == wanted[9_900:]


async def test_a_moment_that_more_than_ten_thousand_share_is_told_to_end_the_list() -> None:
    service, attention = Searched(times("endedAt", 10_500, 0, at_once=10_200)), Attention()
    window = Window(service, JOBS)
    attention.ask_for(Query("endedAt", reverse=True))
    await look(window, attention, 9_960)
    assert (window.total, window.uncounted, window.unreachable) == (10_000, True, True)
    asked = len(service.asked)
    await look(window, attention, 9_950)
    assert len(service.asked) == asked


async def test_a_threshold_that_the_service_refuses_ends_the_list_and_it_is_told() -> None:
    service, attention = Searched(times("endedAt", 10_500, 0, at_once=2)), Attention()
    service.unfiltered = {"ENDED_AT"}
    window = Window(service, JOBS)
    attention.ask_for(Query("endedAt"))
    await look(window, attention, 9_960)
    assert (window.total, window.uncounted, window.unreachable) == (10_000, True, True)


async def test_what_has_no_time_ends_the_list_at_ten_thousand_and_it_is_told() -> None:
    service, attention = Searched(times("endedAt", 9_980, 70, at_once=2)), Attention()
    window = Window(service, JOBS)
    attention.ask_for(Query("endedAt"))
    told = []
    for top in (0, 9_960):
        await look(window, attention, top)
        told.append((window.total, window.uncounted, window.unreachable))
    assert told == [(10_000, True, False), (10_000, True, True)]


async def test_an_order_by_no_time_ends_at_ten_thousand_and_it_is_told() -> None:
    service, attention = Searched([job(n) for n in range(10_500)]), Attention()
    window = Window(service, JOBS)
    attention.ask_for(Query("name"))
    await look(window, attention, 9_960)
    assert (window.total, window.uncounted, window.unreachable) == (10_000, True, True)


@pytest.mark.parametrize("column", ["name", "endedAt", None])
@pytest.mark.parametrize("count", [10_000, 10_001])
async def test_of_ten_thousand_at_its_end_it_is_found_out_whether_they_are_all(
    column: str | None, count: int
) -> None:
    service, attention = Searched([job(n) for n in range(count)]), Attention()
    window = Window(service, JOBS)
    attention.ask_for(Query(column))
    await look(window, attention, 0)
    assert window.uncounted
    await look(window, attention, 9_960)
    assert window.uncounted is (count > 10_000 and column is not None)
    asked = len(service.asked)
    await look(window, attention, 9_950)
    assert len(service.asked) == asked


@pytest.mark.parametrize("column", ["name", None])
async def test_one_that_comes_after_all_ten_thousand_were_counted_is_not_missed(
    column: str | None,
) -> None:
    service, attention = Searched([job(n) for n in range(10_000)]), Attention()
    window = Window(service, JOBS)
    attention.ask_for(Query(column))
    await look(window, attention, 9_960)
    told = [(window.total, window.uncounted)]
    for come in ([], [job(-1)]):
        service.jobs += come
        await window.refresh(attention)
        told.append((window.total, window.uncounted))
    more = (10_001, False) if column is None else (10_000, True)
    assert told == [(10_000, False), (10_000, False), more]


async def test_where_ids_are_no_field_there_can_be_more_than_ten_thousand() -> None:
    service, attention = Searched([job(n) for n in range(10_000)]), Attention()
    service.unfiltered = {"JOB_ID"}
    window = Window(service, JOBS)
    attention.ask_for(Query("name"))
    for top in (9_960, 9_950):
        await look(window, attention, top)
        assert window.uncounted
    assert len(service.asked) == 3


@pytest.mark.parametrize(
    ("column", "reverse"), [("startedAt", False), ("startedAt", True), ("createdAt", False)]
)
async def test_a_living_farm_tells_every_job_once_past_ten_thousand(
    column: str, reverse: bool
) -> None:
    service, attention = WorldService(still_world(jobs=20_000)), Attention()
    [farm, *_] = service.ask("deadline", "ListFarms")["farms"]
    [queue, *_] = service.ask("deadline", "ListQueues", farmId=farm["farmId"])["queues"]
    place = Place(JOBS.level, {"farmId": farm["farmId"], "queueId": queue["queueId"]})
    window = Window(service, place)
    attention.ask_for(Query(column, reverse))
    end = await scrolled(window, attention, 9_800)
    shown = [window.known[key][column] for key in window.rows().keys[9_800:]]
    assert end > 10_200
    assert shown == sorted(shown, reverse=not reverse)
    found = [one async for page in pages(service, place) for one in page.items]
    dated = truth([one for one in found if column in one], column, falls=not reverse)
    assert sorted(window.rows().keys[9_800:]) == sorted(dated[9_800:])
