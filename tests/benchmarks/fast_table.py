"""textual-fastdatatable for the board: a package from PyPI, for comparison only."""

import time
from collections.abc import Sequence

import pyarrow
from pyarrow import compute
from textual.containers import Container
from textual_fastdatatable import DataTable

from app.resources.jobs import JOBS
from app.view import Row, cell_text


class FastTable(Container):
    """A table over columns of Arrow.

    It is given columns that were made beforehand, and shows others by being made anew: changing
    cell by cell copies a column for each of them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._columns: dict[int, pyarrow.Table] = {}
        self._shown: pyarrow.Table = _columns(())

    def prepare(self, rows: Sequence[Row]) -> None:
        """Make the columns of rows that will be shown, so that this takes no time then."""
        self._columns[id(rows)] = _columns(rows)

    def show(self, rows: Sequence[Row]) -> None:
        """Replace the rows by some that were prepared."""
        self._shown = self._columns[id(rows)]
        self._fill(self._shown)

    def tell_time(self) -> None:
        """Its clocks stand still."""

    def order_by(self, column_id: str, *, reverse: bool) -> None:
        """Sort the rows."""
        label = next(column.label for column in JOBS.columns if column.id == column_id)
        self.query_one(DataTable).sort([(label, "descending" if reverse else "ascending")])

    def narrow(self, text: str) -> None:
        """Show only the rows with `text` in their names."""
        self._fill(self._shown.filter(compute.match_substring(self._shown["NAME"], text)))

    def _fill(self, columns: pyarrow.Table) -> None:
        table = DataTable(data=columns, cursor_type="row")
        self.remove_children()
        self.mount(table)
        table.focus()


def _columns(rows: Sequence[Row]) -> pyarrow.Table:
    now = time.time()
    return pyarrow.table(
        {
            column.label: pyarrow.array([cell_text(row.cells[at], now) for row in rows], "string")
            for at, column in enumerate(JOBS.columns)
        }
    )
