"""The filter of a table: what it lets through, and what it says about nonsense."""

import pytest

from app.view import Cell, Clock, Progress, Row
from widgets.table.row_filter import RowFilter

ROW = Row(
    "job-3f9a",
    (
        Cell("✖ FAILED"),
        Cell("sq010_sh0040_Beauty"),
        Progress(0.5),
        Clock(100.0, 160.0),
        Clock(100.0),
    ),
)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "!", "beauty", "BEAUTY failed", "3f9a", "50%", "1m00", "!comp", "beauty !comp"],
)
def test_words_that_all_occur_let_a_row_through(text: str) -> None:
    assert RowFilter.parse(text).matches(ROW)


@pytest.mark.parametrize("text", ["comp", "beauty comp", "!beauty", "beauty !failed"])
def test_one_word_that_does_not_fit_keeps_a_row_out(text: str) -> None:
    assert not RowFilter.parse(text).matches(ROW)


@pytest.mark.parametrize(
    "text",
    ["/sh\\d{4}_beauty/", "/^sq010/", "/beauty$/", "!/comp|fx/", "/sq.*beauty", "/fail ?ed/"],
)
def test_an_expression_between_slashes_is_searched_for_in_each_cell(text: str) -> None:
    assert RowFilter.parse(text).matches(ROW)


@pytest.mark.parametrize("text", ["/failed.*beauty/", "!/beauty/", "/^sh0040/"])
def test_an_expression_that_is_not_found_keeps_a_row_out(text: str) -> None:
    assert not RowFilter.parse(text).matches(ROW)


def test_a_path_is_plain_text() -> None:
    row = Row("a", (Cell("/aws/deadline/farm-1"),))
    assert RowFilter.parse("/aws/deadline").matches(row)
    assert not RowFilter.parse("/aws/batch").matches(row)


@pytest.mark.parametrize(
    "text", ["beauty", "7eedfced", "job-6169 !comp", "/^job-6169/", "/beauty$/"]
)
def test_what_is_told_by_its_name_is_found_by_its_id_as_well(text: str) -> None:
    row = Row("a", (Cell("sq010_beauty", found_by="job-61697eedfced"), Cell("x")))
    assert RowFilter.parse(text).matches(row)


def test_an_invalid_expression_is_reported_and_matches_nothing() -> None:
    row_filter = RowFilter.parse("/sh(/")
    assert "unterminated subpattern" in row_filter.error
    assert not row_filter.matches(ROW)


def test_a_running_clock_never_decides_whether_a_row_is_shown() -> None:
    running = Row("a", (Clock(0.0),))
    assert not RowFilter.parse("s").matches(running)
    assert not RowFilter.parse("d").matches(running)
