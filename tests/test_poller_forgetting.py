"""What a window onto a search lets go of far from where one looks, and how it comes back."""

from operator import itemgetter

from app.poller.attention import Attention
from app.poller.order import MOST_LOADED
from app.poller.window import Window
from tests.fakes import job
from tests.searched_jobs import JOBS, Searched, gaps, keys, loaded, look


async def test_what_is_far_from_where_one_looks_is_forgotten_and_comes_back() -> None:
    service, attention = Searched([job(n) for n in range(9_900)]), Attention()
    window = Window(service, JOBS)
    for top in range(0, 9_000, 50):
        await look(window, attention, range(top, top + 50))
    rows = window.rows()
    assert len(rows.loaded) <= MOST_LOADED
    assert all(rows.keys[:100])
    assert not any(rows.keys[1_000:2_000])
    await look(window, attention, range(1_000, 1_050))
    assert window.rows().keys[1_000:1_050] == tuple(keys(service.jobs[1_000:1_050]))


async def test_what_new_items_have_pushed_far_down_is_forgotten_and_comes_back() -> None:
    service, attention = Searched([job(n) for n in range(MOST_LOADED)]), Attention()
    window = Window(service, JOBS)
    for top in range(0, MOST_LOADED, 50):
        await look(window, attention, range(top, top + 50))
    await look(window, attention, range(50))
    for first in range(-50, -1_000, -50):
        service.jobs += [job(n) for n in range(first, first + 50)]
        await window.refresh(attention)
        await loaded(window, attention)
        assert len(window.rows().loaded) <= MOST_LOADED
    assert window.total == len(service.jobs)
    assert not list(gaps(window, range(1_000)))
    await look(window, attention, range(2_500, 2_550))
    wanted = sorted(service.jobs, key=itemgetter("createdAt"), reverse=True)[2_500:2_550]
    assert window.rows().keys[2_500:2_550] == tuple(keys(wanted))


async def test_a_list_that_grows_for_days_is_let_go_of_far_from_where_one_looks() -> None:
    service, attention = Searched([job(n) for n in range(1_000)]), Attention()
    window = Window(service, JOBS)
    await look(window, attention, range(40))
    for new in range(1, 60):
        service.jobs = [job(n) for n in range(-99 * new, 1_000)]
        await window.refresh(attention)
        await loaded(window, attention)
    assert len(window.rows().loaded) <= MOST_LOADED
    assert len(window.known.items()) <= MOST_LOADED
