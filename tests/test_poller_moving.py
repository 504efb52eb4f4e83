"""What the window does where items come, go and move while somebody looks into it."""

from datetime import timedelta
from operator import itemgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.aws.searches import LAST_OFFSET
from app.poller.attention import Attention
from app.poller.order import (
    FORGOTTEN_AT_ONCE,
    MOST_LOADED,
    SPARED,
    holds_too_many,
    without_far,
)
from app.poller.window import Window
from app.resources.query import Query
from tests.fakes import EPOCH, job
from tests.searched_jobs import JOBS, Searched, gaps, keys, loaded, look, shared_times
from widgets.table.row_list import RowList


@pytest.mark.parametrize(("number", "at"), [(5_000, 3_000), (26_000, 20_000)])
@pytest.mark.parametrize("new", [90, 150, 700])
async def test_however_many_are_new_the_same_item_stays_selected(
    number: int, at: int, new: int
) -> None:
    service, attention, rows = Searched(shared_times(number, 1)), Attention(), RowList()
    window = Window(service, JOBS)
    await loaded(window, attention)
    for top in range(LAST_OFFSET - 10, at, LAST_OFFSET):
        await look(window, attention, range(top, top + 40))
    await look(window, attention, range(at, at + 40))
    rows.replace(window.rows())
    rows.choose(at + 5)
    chosen = service.jobs[at + 5]["jobId"]
    service.jobs += [job(-n, createdAt=EPOCH + timedelta(seconds=n)) for n in range(1, new + 1)]
    await window.refresh(attention)
    rows.replace(window.rows())
    assert rows.cursor == at + 5 + new
    await look(window, attention, range(rows.cursor - 5, rows.cursor + 35))
    rows.replace(window.rows())
    assert rows.selected is not None
    assert rows.selected.key == chosen
    assert not list(gaps(window, range(rows.cursor - 5, rows.cursor + 35)))


async def test_an_end_that_is_known_stays_so_wherever_one_looks_then() -> None:
    service, attention = Searched(shared_times(26_000, 1)), Attention()
    window = Window(service, JOBS)
    await loaded(window, attention)
    for top in (9_990, 19_980, 25_960):
        await look(window, attention, range(top, top + 40))
    assert not window.uncounted
    await look(window, attention, range(12_000, 12_040))
    assert not window.uncounted
    assert window.total == 26_000


async def test_a_screen_further_down_is_two_calls_though_everything_above_has_moved() -> None:
    service, attention = Searched([job(n) for n in range(12_000)]), Attention()
    window = Window(service, JOBS)
    await loaded(window, attention)
    service.jobs += [job(-n) for n in range(1, 4)]
    service.asked.clear()
    await look(window, attention, range(40, 80))
    assert service.offsets == [100, 0]
    newest = sorted(service.jobs, key=itemgetter("createdAt"), reverse=True)
    assert window.rows().keys[:200] == tuple(keys(newest[:200]))


@given(st.integers(min_value=-5, max_value=5), st.integers(min_value=0, max_value=300))
@settings(max_examples=60)
async def test_a_screen_is_a_few_calls_however_far_everything_has_moved(
    moved: int, top: int
) -> None:
    service, attention = Searched([job(n, name=f"{n:03}") for n in range(400)]), Attention()
    window = Window(service, JOBS)
    attention.ask_for(Query("name"))
    await look(window, attention, range(200, 240))
    service.jobs = [job(n, name=f"{(n + moved) % 400:03}") for n in range(400)]
    service.asked.clear()
    await look(window, attention, range(top, top + 40))
    assert len(service.asked) <= 5


async def test_scrolling_up_past_ten_thousand_is_a_call_a_page() -> None:
    service, attention = Searched(shared_times(21_000, 1)), Attention()
    window = Window(service, JOBS)
    await loaded(window, attention)
    for top in (9_956, 19_956):
        await look(window, attention, range(top, top + 44))
    service.asked.clear()
    for top in range(19_912, 14_000, -44):
        await look(window, attention, range(top, top + 44))
    pages = (19_912 - 14_000) // 100
    assert pages <= len(service.asked) <= pages + 5


def test_as_many_are_forgotten_at_once_however_far_down_one_looks() -> None:
    order = [f"job-{n}" for n in range(30_000)]
    left = without_far(order, range(25_000, 25_040), wanted=0)
    known = len(left) - left.count("")
    assert known == MOST_LOADED - FORGOTTEN_AT_ONCE + 3 * SPARED
    assert not holds_too_many(left, 0)
    for new in range(FORGOTTEN_AT_ONCE + 1):
        assert not holds_too_many(left, 0)
        left[15_000 + new] = f"job-{new}"
    assert holds_too_many(left, 0)


@pytest.mark.parametrize("new", [90, 150, 700])
async def test_what_was_found_to_be_new_by_scrolling_is_not_counted_twice(new: int) -> None:
    service, attention = Searched(shared_times(5_000, 1)), Attention()
    window = Window(service, JOBS)
    await loaded(window, attention)
    await look(window, attention, range(3_000, 3_040))
    chosen = service.jobs[3_005]["jobId"]
    service.jobs += [job(-n, createdAt=EPOCH + timedelta(seconds=n)) for n in range(1, new + 1)]
    await look(window, attention, range(3_300, 3_340))
    await window.refresh(attention)
    assert window.total == 5_000 + new
    assert window.rows().keys[3_005 + new] == chosen


async def test_where_creation_is_no_filter_a_page_of_new_items_is_shown_all_the_same() -> None:
    service, attention = Searched(shared_times(500, 1)), Attention()
    window = Window(service, JOBS)
    await loaded(window, attention)
    service.jobs += [job(-n, createdAt=EPOCH + timedelta(seconds=n)) for n in range(1, 151)]
    service.unfiltered = {"CREATED_AT"}
    await window.refresh(attention)
    assert window.total == 650
    assert window.rows().keys[0] == job(-150)["jobId"]


@pytest.mark.parametrize("reverse", [False, True])
async def test_an_end_past_ten_thousand_stays_known_as_one_looks_on(reverse: bool) -> None:
    service, attention = Searched(shared_times(10_500, 1)), Attention()
    window = Window(service, JOBS)
    attention.ask_for(Query("createdAt", reverse))
    for top in (9_900, 9_990, 10_460):
        await look(window, attention, range(top, top + 40))
    await window.refresh(attention)
    assert (window.total, window.uncounted, window.unreachable) == (10_500, False, False)
