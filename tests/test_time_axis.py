"""A window on time: it never leaves the whole, and its ticks never touch."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.camera import greenwich
from widgets.charts.time_axis import GAP, Window

NOON = 1_795_348_800.0
"""2026-11-22 12:00:00 UTC."""

MOMENTS = st.floats(NOON, NOON + 1e6, allow_nan=False)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start = draw(MOMENTS)
    return Window(start, start + draw(st.floats(1.0, 1e7)))


def labels(length: float, width: int) -> list[str]:
    with greenwich():
        return [tick.label for tick in Window(NOON, NOON + length).ticks(width)]


def test_ticks_are_what_people_count_in() -> None:
    assert labels(60, 60) == ["╷12:00:00", "╷12:00:15", "╷12:00:30", "╷12:00:45"]
    assert labels(1_800, 50)[:3] == ["╷12:00", "╷12:05", "╷12:10"]
    assert labels(86_400, 60)[:3] == ["╷12:00", "╷16:00", "╷20:00"]


def test_midnight_is_told_by_the_day() -> None:
    assert "╷11-23" in labels(86_400, 60)


@given(windows(), st.integers(1, 300))
def test_ticks_leave_room_for_each_other(window: Window, width: int) -> None:
    ticks = window.ticks(width)
    assert all(0 <= tick.cell <= width - len(tick.label) for tick in ticks)
    assert all(a.cell + len(a.label) + GAP <= b.cell for a, b in pairwise(ticks))


@given(windows(), st.floats(0.1, 10), st.floats(0, 1), st.floats(-2, 2))
def test_no_way_of_looking_leaves_the_whole(
    whole: Window, factor: float, part: float, shift: float
) -> None:
    around = whole.start + part * whole.length
    zoomed = whole.zoomed(0.5, around, whole)
    for window in (zoomed, zoomed.zoomed(factor, around, whole), zoomed.shifted(shift, whole)):
        assert whole.start <= window.start + 1e-3
        assert window.end <= whole.end + 1e-3
        assert window.length <= whole.length + 1e-3


@given(windows(), st.floats(0.1, 0.9), st.floats(0, 0.9))
def test_what_is_to_be_seen_is_brought_into_sight(whole: Window, part: float, at: float) -> None:
    start = whole.start + at * whole.length
    end = min(whole.end, start + part * whole.length / 4)
    window = Window(whole.start, whole.start + part * whole.length).holding(start, end, whole)
    assert window.start <= start + 1e-3
    assert window.end >= min(end, window.start + window.length) - 1e-3
