"""The window onto a search: what is asked for, where rows stand, and what happens past 10,000."""

from operator import itemgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.poller.attention import Attention
from app.poller.order import MOST_LOADED
from app.poller.refusals import Refusals
from app.poller.window import Window
from app.resources.query import Query, created_after
from app.view import cell_text
from tests.fakes import job
from tests.searched_jobs import JOBS, STATUS, Searched, gaps, keys, loaded, look, shared_times


async def test_the_end_of_a_long_list_is_one_call_away() -> None:
    service, attention = Searched([job(n) for n in range(9_000)]), Attention()
    window = Window(service, JOBS)
    await loaded(window, attention)
    assert service.offsets == [0]
    await look(window, attention, range(8_960, 9_000))
    assert service.offsets == [0, 8_900]
    assert window.rows().keys[8_999] == job(8_999)["jobId"]


async def test_scrolling_up_from_somewhere_asks_for_whole_pages_above() -> None:
    service, attention = Searched([job(n) for n in range(9_000)]), Attention()
    window = Window(service, JOBS)
    await look(window, attention, range(5_000, 5_040))
    service.asked.clear()
    for top in range(4_999, 4_899, -1):
        await look(window, attention, range(top, top + 40))
        assert not list(gaps(window, range(top, top + 40)))
    assert len(service.asked) == 1


@pytest.mark.parametrize("reverse", [False, True], ids=["newest first", "oldest first"])
async def test_past_ten_thousand_it_goes_on_with_everything_once_and_in_order(
    reverse: bool,
) -> None:
    jobs = shared_times(10_450, at_once=7)
    service, attention = Searched(jobs), Attention()
    window = Window(service, JOBS)
    attention.ask_for(Query("createdAt", reverse=reverse) if reverse else Query())
    for top in range(9_700, 10_450, 40):
        await look(window, attention, range(top, top + 40))
    order = window.rows().keys
    ordered = sorted(jobs, key=itemgetter("createdAt"), reverse=not reverse)
    assert len(order) == 10_450
    assert set(order[9_700:]) == set(keys(ordered[9_700:]))
    shown = [window.known[key]["createdAt"] for key in order[9_700:]]
    assert shown == sorted(shown, reverse=not reverse)
    before = len(service.asked)
    await look(window, attention, range(10_410, 10_450))
    assert len(service.asked) == before


async def test_another_order_is_asked_of_the_service() -> None:
    jobs = [job(n, name=f"shot {n * 7 % 300:03}") for n in range(300)]
    service, attention = Searched(jobs), Attention()
    window = Window(service, JOBS)
    await loaded(window, attention)
    attention.ask_for(Query("name"))
    await loaded(window, attention)
    names = [cell_text(row.cells[1], 0.0) for row in window.rows().loaded]
    assert names == [f"shot {n:03}" for n in range(100)]
    assert len(service.asked) == 2


async def test_a_field_that_the_service_refuses_leaves_its_own_order_and_says_so() -> None:
    service, attention = Searched([job(n) for n in range(150)]), Attention()
    service.refused.add("NAME")
    window = Window(service, JOBS)
    attention.ask_for(Query("name"))
    await loaded(window, attention)
    assert window.refused == Query("name")
    assert window.rows().keys[:100] == tuple(keys(service.jobs[:100]))
    asked = len(service.asked)
    await loaded(window, attention)
    assert len(service.asked) == asked
    attention.ask_for(Query())
    await loaded(window, attention)
    assert window.refused is None


async def test_a_filter_that_the_service_refuses_shows_everything_and_says_so() -> None:
    service, attention = Searched([job(n) for n in range(50)]), Attention()
    window = Window(service, JOBS)
    attention.ask_for(Query(filters=(STATUS,)))
    await loaded(window, attention)
    assert window.refused == Query(filters=(STATUS,))
    assert len(window.rows()) == 50


async def test_an_order_in_which_what_is_new_can_be_anywhere_is_refreshed_where_one_looks() -> None:
    jobs = [job(n, name=f"shot {n:04}") for n in range(1_000)]
    service, attention = Searched(jobs), Attention()
    window = Window(service, JOBS)
    attention.ask_for(Query("name"))
    await look(window, attention, range(500, 540))
    service.asked.clear()
    service.jobs.append(job(-1, name="shot 0510 again"))
    await window.refresh(attention)
    await loaded(window, attention)
    assert service.offsets[0] == 500
    assert window.rows().keys[511] == job(-1)["jobId"]
    assert not list(gaps(window, range(500, 540)))


@pytest.mark.parametrize("column", [None, "name"])
async def test_a_refresh_is_one_search_though_something_new_has_come(column: str | None) -> None:
    jobs = [job(n, name=f"shot {n:04}") for n in range(3_000)]
    service, attention = Searched(jobs), Attention()
    window = Window(service, JOBS)
    attention.ask_for(Query(column))
    span = range(1_500, 1_540)
    await look(window, attention, span)
    for new in range(1, 6):
        service.jobs.insert(0, job(-new, name=f"shot {310 * new:04} again"))
        service.asked.clear()
        await window.refresh(attention)
        await loaded(window, attention)
        assert len(service.asked) == 1
        if column is None:  # the rows that one looks at go on standing on the screen
            span = range(span.start + 1, span.stop + 1)
            attention.look_at((), span)
        seen = slice(span.start, span.stop)
        truth = keys(service.found(service.asked[-1]))
        assert list(window.rows().keys[seen]) == truth[seen]
        assert window.total == len(service.jobs)
    for top in (0, 700, 1_400, 2_900):
        for _ in range(2):
            await look(window, attention, range(top, top + 40))
            await window.refresh(attention)
            await loaded(window, attention)
        seen = slice(top, top + 40)
        assert list(window.rows().keys[seen]) == truth[seen]


async def test_an_order_that_the_table_filters_itself_is_refreshed_page_after_page() -> None:
    jobs = [job(n, name=f"shot {n:04}") for n in range(1_000)]
    service, attention = Searched(jobs), Attention()
    window = Window(service, JOBS)
    attention.ask_for(Query("name"))
    attention.want_more(300)
    await loaded(window, attention)
    service.asked.clear()
    service.jobs.append(job(-1, name="shot 0250 again"))
    for _ in range(4):
        await window.refresh(attention)
        await loaded(window, attention)
    assert service.offsets == [0, 100, 200, 300]
    assert job(-1)["jobId"] in window.known


async def test_what_was_wanted_for_a_sort_here_is_not_loaded_again_where_one_looks_elsewhere() -> (
    None
):
    service, attention = Searched([job(n) for n in range(9_900)]), Attention()
    window = Window(service, JOBS)
    attention.want_more(MOST_LOADED - 100)
    await loaded(window, attention)
    service.asked.clear()
    for top in range(8_000, 8_800, 50):
        await look(window, attention, range(top, top + 50))
    assert min(service.offsets) > 7_000
    attention.look_at((), range(0))
    service.asked.clear()
    await loaded(window, attention)
    assert service.asked == []


CHANGES = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=130),
        st.sets(st.integers(min_value=0, max_value=900), max_size=5),
        st.integers(min_value=0, max_value=900),
    ),
    min_size=1,
    max_size=6,
)


@given(CHANGES, st.booleans())
@settings(max_examples=60)
async def test_what_one_looks_at_is_what_the_service_has_there(
    changes: list[tuple[int, set[int], int]], by_name: bool
) -> None:
    """Whatever comes on top and goes anywhere, refreshes end with the truth, each item once."""
    numbers = list(range(500, 900))
    service, attention = (
        Searched([job(n, name=f"{n * 7_919 % 1_000}") for n in numbers]),
        Attention(),
    )
    window = Window(service, JOBS)
    attention.ask_for(Query("name") if by_name else Query())
    await loaded(window, attention)
    for new, gone, top in changes:
        first = min(numbers, default=500)
        numbers = [*range(first - new, first), *(n for n in numbers if n not in gone)]
        service.jobs = [job(n, name=f"{n * 7_919 % 1_000}") for n in numbers]
        at = min(top, max(0, len(window.rows()) - 40))
        attention.look_at((), range(at, at + 40))
        for _ in range(2):
            await window.refresh(attention)
            await loaded(window, attention)
        order, truth = window.rows().keys, keys(service.found(service.asked[-1]))
        known = [key for key in order if key]
        assert len(set(known)) == len(known)
        assert len(order) == len(truth)
        span = slice(at, at + 40)
        assert list(order[span]) == truth[span]


async def test_where_all_has_gone_from_under_the_user_one_more_call_tells_that() -> None:
    jobs = [job(n, name=f"{n:04}") for n in range(2_000)]
    service, attention = Searched(jobs), Attention()
    window = Window(service, JOBS)
    attention.ask_for(Query("name"))
    await loaded(window, attention)
    await look(window, attention, range(1_900, 1_940))
    service.jobs, service.asked = [], []
    await window.refresh(attention)
    await loaded(window, attention)
    assert len(window.rows()) == 0
    assert len(service.asked) == 1


async def test_of_a_refused_order_and_a_refused_filter_the_other_one_is_kept() -> None:
    service, attention = Searched([job(n) for n in range(5)]), Attention()
    window = Window(service, JOBS)
    newer = created_after(job(3)["createdAt"])
    service.refused.add("NAME")
    attention.ask_for(Query("name", filters=(newer,)))
    await loaded(window, attention)
    assert window.query == Query(filters=(newer,))
    assert len(window.rows()) == 3
    service.refused.clear()
    window = Window(service, JOBS)
    attention.ask_for(Query("name", reverse=True, filters=(STATUS,)))
    await loaded(window, attention)
    assert window.query == Query("name", reverse=True)
    assert window.refused == attention.query
    assert len(window.rows()) == 5


async def test_what_was_refused_in_one_place_is_not_asked_for_in_another() -> None:
    service, refusals = Searched([job(n) for n in range(5)]), Refusals()
    service.refused.add("NAME")
    asked = []
    for reverse in (False, True):
        attention, window = Attention(), Window(service, JOBS, refusals)
        attention.ask_for(Query("name", reverse))
        service.asked.clear()
        await loaded(window, attention)
        asked.append(len(service.asked))
        assert window.query == Query()
        assert window.refused == attention.query
    assert asked == [2, 1]


async def test_a_search_that_counts_no_further_says_so_until_its_end_is_known() -> None:
    window, attention = Window(Searched([job(n) for n in range(10_050)]), JOBS), Attention()
    told = []
    for span in (range(40), range(9_990, 10_030)):
        await look(window, attention, span)
        told.append((window.uncounted, window.total))
    assert told == [(True, 10_000), (False, 10_050)]


async def test_what_was_seen_of_other_items_is_not_loaded_of_those_asked_for() -> None:
    service, attention = Searched([job(n) for n in range(9_000)]), Attention()
    window = Window(service, JOBS)
    await look(window, attention, range(5_000, 5_040))
    service.asked.clear()
    attention.ask_for(Query("name"))
    await loaded(window, attention)
    assert service.offsets == [0]
