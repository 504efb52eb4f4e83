"""How the columns of a table are arranged now, and where that puts them on the line."""

from collections.abc import Sequence

from app.view import ChosenColumn, Column, Row
from widgets.table.column_choice import arranged, with_the_rest
from widgets.table.table_layout import TableLayout, lay_out, wanted_widths
from widgets.table.wide_layout import lay_out_wide


class Arrangement:
    """Which columns are shown, in which order, how wide, and how far they are scrolled.

    Either those are shown that were chosen, as far as they fit; or, `wide`, every column as wide as
    it wants to be, and those are scrolled that stand behind what tells which row it is.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        self.wide = False
        self.passed = 0
        """So many columns are to be scrolled past where they are shown wide."""
        self._chosen: tuple[ChosenColumn, ...] | None = None
        self._wanted: dict[str, int] = {}

    @property
    def chosen(self) -> tuple[ChosenColumn, ...]:
        """The columns that are shown where there is room, in their order."""
        return tuple(
            ChosenColumn(one.column.id, one.own_width)
            for one in arranged(self.columns, self._chosen)
        )

    @property
    def places(self) -> tuple[int, ...]:
        """Where the cells of the chosen columns stand in a row."""
        return tuple(one.index for one in arranged(self.columns, self._chosen))

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns that are shown now, those included that have no room or are scrolled past."""
        arrange = with_the_rest if self.wide else arranged
        return tuple(one.column for one in arrange(self.columns, self._chosen))

    def choose(self, chosen: Sequence[ChosenColumn] | None) -> bool:
        """Show these columns, or those that are declared; False where that is so already."""
        before = self.chosen
        self._chosen = None if chosen is None else tuple(chosen)
        return self.chosen != before

    def measure(self, rows: Sequence[Row]) -> None:
        """Decide how wide columns would like to be; that holds until it is decided again."""
        self._wanted = wanted_widths(self.columns, rows, whole=self.wide)

    def lay_out(self, width: int) -> TableLayout:
        """The places of the columns on a line of a width."""
        if self.wide:
            return lay_out_wide(self.columns, width, self._wanted, self._chosen, self.passed)
        return lay_out(self.columns, width, self._wanted, self._chosen)
