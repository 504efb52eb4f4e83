"""What a screen says about itself in words."""

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from app.errors import Trouble, UnreachableError
from app.poller import Snapshot
from app.resources import LEVELS, ROOT
from app.resources.level import Place
from app.tui.parts.words import filter_hint, freshness, freshness_holds_for, not_marked

NOW = 1_795_317_300.0
ROOM = 13
"""Cells for how fresh a list is, with a blank between it and what stands before."""
CALM = Snapshot(Place(ROOT), fetched_at=NOW, interval=2.0)
LOST = Trouble(UnreachableError("Nobody answers."), NOW, NOW)


@pytest.mark.parametrize("age", [0, 42, 545, 3_540, 4_320, 86_399, 8_553_600])
@pytest.mark.parametrize(
    ("snapshot", "word"),
    [
        (CALM, "live"),
        (replace(CALM, trouble=LOST), "stale"),
        (replace(CALM, kept=True), "cache"),
    ],
    ids=["live", "stale", "cache"],
)
def test_how_fresh_a_list_is_has_room_whatever_its_age(
    snapshot: Snapshot, word: str, age: float
) -> None:
    text = freshness(snapshot, NOW + age).text
    assert word in text
    assert cell_len(text) <= ROOM


def test_what_a_filter_can_be_made_of_is_hinted_at() -> None:
    assert filter_hint(LEVELS["queues"]) == "words !not /regex/"
    assert filter_hint(LEVELS["workers"]) == "words !not /regex/ status: created: updated:"


def test_a_list_that_never_came_is_loading() -> None:
    assert freshness(None, NOW).text == "◌ loading"


@pytest.mark.parametrize(
    "snapshot",
    [CALM, replace(CALM, interval=15.0), replace(CALM, trouble=LOST), replace(CALM, kept=True)],
    ids=["live", "seldom", "stale", "cache"],
)
@pytest.mark.parametrize("age", [0.5, 4.5, 17.5, 42.5, 545.5])
def test_how_fresh_a_list_is_reads_the_same_until_it_is_looked_at_again(
    snapshot: Snapshot, age: float
) -> None:
    now = NOW + age
    holds_for = freshness_holds_for(snapshot, now)
    assert holds_for >= 1.0
    if holds_for > 1.0:
        assert freshness(snapshot, now) == freshness(snapshot, now + holds_for)
        assert freshness(snapshot, now) != freshness(snapshot, now + holds_for + 1.0)


@pytest.mark.parametrize(
    ("count", "snapshot", "said"),
    [
        (0, None, ""),
        (0, CALM, ""),
        (1, None, "Not marked: 1 row not loaded yet."),
        (1_533, replace(CALM, more=True), "Not marked: 1,533 rows not loaded yet."),
        (0, replace(CALM, more=True), "Not marked: rows that are not loaded yet."),
    ],
)
def test_rows_that_are_not_marked_are_counted_where_their_number_is_known(
    count: int, snapshot: Snapshot | None, said: str
) -> None:
    assert not_marked(count, snapshot) == said


def test_what_was_never_read_is_not_stale() -> None:
    part = freshness(replace(CALM, fetched_at=None, trouble=LOST), NOW)
    assert part.text == "✖ no data"
    assert cell_len(part.text) <= ROOM
