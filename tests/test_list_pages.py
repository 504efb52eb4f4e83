"""The pages of a list that are asked for again, each by its token."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.poller.list_pages import UNSEEN, ListPages

SIZE = 5
Told: TypeAlias = tuple[list[str], str | None]
Service: TypeAlias = Callable[[Sequence[int], str | None], Told]


def by_key(truth: Sequence[int], token: str | None) -> Told:
    """A list whose tokens say behind which item they go on."""
    start = 0 if token is None else bisect_right(truth, int(token))
    part = truth[start : start + SIZE]
    is_last = start + SIZE >= len(truth)
    return [str(n) for n in part], None if is_last else str(part[-1])


def by_offset(truth: Sequence[int], token: str | None) -> Told:
    """A list whose tokens say behind how many items they go on."""
    start = int(token or 0)
    stop = start + SIZE
    return [str(n) for n in truth[start:stop]], str(stop) if stop < len(truth) else None


def listed(service: Service, truth: Sequence[int]) -> ListPages:
    pages = ListPages()
    while not len(pages) or pages.following is not None:
        pages.add(*service(truth, pages.following), 0)
    return pages


CHANGES = st.lists(
    st.tuples(st.sets(st.integers(0, 80), max_size=4), st.sets(st.integers(0, 80), max_size=4)),
    max_size=6,
)


@pytest.mark.parametrize("service", [by_key, by_offset])
@given(st.sets(st.integers(0, 80), max_size=40), CHANGES)
@settings(max_examples=80)
def test_whatever_comes_and_goes_the_pages_end_with_the_truth(
    service: Service, begun: set[int], changes: list[tuple[set[int], set[int]]]
) -> None:
    truth = sorted(begun)
    pages, refresh = listed(service, truth), 0

    def ask() -> None:
        nonlocal pages, refresh
        refresh += 1
        for page in pages.due(pages.order[len(pages.order) // 2 :][:3], refresh, 1):
            if not pages.put(page, *service(truth, page.token), refresh):
                pages = listed(service, truth)

    for new, gone in changes:
        truth = sorted({*truth, *new}.difference(gone))
        there = set(pages.order).intersection(map(str, truth))
        for _ in range(3):
            ask()
            assert len(set(pages.order)) == len(pages.order)
            assert there.issubset(pages.order)
    for _ in range(8 * UNSEEN * (len(pages) + len(truth) // SIZE + 1)):
        ask()
    while pages.following is not None:
        pages.add(*service(truth, pages.following), refresh)
    assert pages.order == [str(n) for n in truth]


def test_one_page_is_asked_for_and_the_others_take_turns() -> None:
    truth = range(50)
    pages = listed(by_key, truth)
    asked = set[str | None]()
    for refresh in range(1, 10 * UNSEEN + 1):
        (page,) = pages.due(["22"], refresh, 1)
        if refresh % UNSEEN:
            assert page.token in {None, "19"}
        assert pages.put(page, *by_key(truth, page.token), refresh)
        asked.add(page.token)
    assert len(asked) == len(pages) == 10


def test_what_is_pushed_off_a_page_begins_the_next() -> None:
    pages = listed(by_key, range(0, 30, 2))
    (first,) = pages.due([], 1, 1)
    truth = sorted([*range(0, 30, 2), 1])
    assert pages.put(first, *by_key(truth, None), 1)
    assert pages.order == [str(n) for n in truth]


def test_what_has_gone_from_the_end_of_a_page_is_not_pushed_on() -> None:
    pages = listed(by_key, range(20))
    (first,) = pages.due([], 1, 1)
    truth = [n for n in range(20) if n != SIZE - 1]
    assert pages.put(first, *by_key(truth, None), 1)
    assert pages.order == [str(n) for n in truth]


def test_of_a_page_without_a_known_item_nobody_can_tell_what_became_of_the_others() -> None:
    pages = listed(by_key, range(100, 120))
    (first,) = pages.due([], 1, 1)
    assert not pages.put(first, *by_key(range(120), None), 1)
    assert pages.order == [str(n) for n in range(100, 120)]
