"""Bars of a figure over time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.charts.sparkline import BARS, sparkline

VALUES = st.lists(st.none() | st.floats(0, 1e12), max_size=40)


@pytest.mark.parametrize(
    ("values", "width", "bars"),
    [
        ([0, 1, 7], 3, "▁▂█"),
        ([7, 7, 7], 3, "███"),
        ([0, 0, 0], 3, "▁▁▁"),
        ([1, None, 1], 3, "█ █"),
        ([1, 2], 4, "  ▅█"),
        ([9, 1, 2], 2, "▅█"),
        ([], 2, "  "),
        ([1], 0, ""),
        ([1], -3, ""),
    ],
)
def test_the_newest_values_stand_on_the_right(
    values: list[float | None], width: int, bars: str
) -> None:
    assert sparkline(values, width) == bars


def test_the_highest_bar_can_be_said() -> None:
    assert sparkline([50, 100, 120], 3, most=100) == "▅██"


@given(values=VALUES, width=st.integers(0, 50))
def test_it_is_as_wide_as_it_is_wanted(values: list[float | None], width: int) -> None:
    assert len(sparkline(values, width)) == width


@given(values=VALUES.filter(bool))
def test_a_higher_value_never_has_a_lower_bar(values: list[float | None]) -> None:
    drawn = zip(values, sparkline(values, len(values)), strict=True)
    known = sorted((value, BARS.index(bar)) for value, bar in drawn if value is not None)
    heights = [height for _, height in known]
    assert heights == sorted(heights)
    assert all((height > 0) == (value > 0) for value, height in known)


@given(values=VALUES.filter(bool))
def test_what_nobody_knows_has_no_bar(values: list[float | None]) -> None:
    drawn = zip(values, sparkline(values, len(values)), strict=True)
    assert all((value is None) == (bar == " ") for value, bar in drawn)
