"""Which regions are painted anew."""

from hypothesis import given
from hypothesis import strategies as st

from widgets.painting.line_regions import merged

spans = st.sampled_from([(0, 20), (0, 3), (5, 2), (9, 11)])
changes = st.lists(st.lists(spans, max_size=3, unique=True).map(tuple), max_size=12)


@given(changes, st.integers(0, 3))
def test_regions_cover_what_changed_and_nothing_else(
    lines: list[tuple[tuple[int, int], ...]], first: int
) -> None:
    covered = {
        (x, y)
        for region in merged(lines, first)
        for y in region.line_range
        for x in region.column_range
    }
    assert covered == {
        (x, y)
        for y, line in enumerate(lines, first)
        for start, width in line
        for x in range(start, start + width)
    }


def test_lines_that_changed_alike_are_one_region() -> None:
    assert list(merged([[(0, 20)]] * 40, 1)) == [(0, 1, 20, 40)]
