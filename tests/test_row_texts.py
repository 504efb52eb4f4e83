"""What the cells of rows read, and that it is found out only once."""

from app.view import Cell, Clock, Row
from widgets.table.row_texts import RowTexts


def test_what_a_row_reads_is_found_out_once_also_after_it_changed() -> None:
    texts = RowTexts()
    for name in ("before", "after"):
        row = Row("job-1", (Cell(name),))
        assert texts.at(row, 0.0) == (name,)
        assert texts.at(row, 0.0) is texts.at(row, 1.0)


def test_a_clock_that_runs_is_looked_at_each_time() -> None:
    texts, row = RowTexts(), Row("job-1", (Cell("name"), Clock(0.0), Clock(0.0, 5.0)))
    assert texts.at(row, 10.0) == ("name", "10s", "5s")
    assert texts.at(row, 20.0) == ("name", "20s", "5s")
