"""A view of lines in rows: what is in sight, and where that stays when lines come and go."""

from itertools import islice

from textual.geometry import Size
from textual.reactive import var
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget

from app.lines import Splice
from widgets.lines import scrolling
from widgets.lines.scrolling import HeightOf, Position
from widgets.lines.shown_rows import ShownRows, moved, positions
from widgets.painting.paced_view import PacedView


class RowsView(PacedView[int], inherit_bindings=False):
    """Lines by their numbers, those of them that are shown, and the position among them.

    What is in sight stays where it is while lines come and go elsewhere, unless the view is to be
    `at_end` or `at_start`. However many lines there are, no more of them are looked at than fit the
    screen.
    """

    wrap = var(False, init=False)
    """Whether a line may take several lines of the screen."""

    def __init__(
        self,
        numbers: range,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._start(numbers)

    def _start(self, numbers: range) -> None:
        self.rows = ShownRows(numbers)
        """Which line stands in which row; call `rows_changed` after a change."""
        self._top = numbers.start
        """The number of the line at the top, and which of its own lines it is that is there."""
        self._below = 0
        self.unsettled = True

    @property
    def at_end(self) -> bool:
        """Whether the last line is to be at the bottom."""
        return False

    @property
    def at_start(self) -> bool:
        """Whether the first line is to be at the top, also when there is another one."""
        return False

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self.rows.numbers)

    @property
    def top_number(self) -> int:
        """The number of the first line in sight."""
        return self._top

    def lines_in_sight(self) -> list[tuple[int, int]]:
        """For each line of the screen, the number of its line and which of its own lines it is."""
        self.settle()
        numbers = self.rows.from_row(self.scroll_offset.y)
        if not self.wrap:
            return self._covered([(number, 0) for number in islice(numbers, self.size.height)])
        below = self._below
        in_sight: list[tuple[int, int]] = []
        while len(in_sight) < self.size.height and (number := next(numbers, None)) is not None:
            in_sight += [(number, at) for at in range(below, len(self.strips_of(number)))]
            below = 0
        return self._covered(in_sight[: self.size.height])

    def _covered(self, in_sight: list[tuple[int, int]]) -> list[tuple[int, int]]:
        if in_sight and (sticky := self.sticky_above(in_sight[0][0])) is not None:
            in_sight[0] = sticky, 0
        return in_sight

    def is_in_sight(self, number: int) -> bool:
        """Whether a line is on the screen, where it belongs."""
        in_sight = self.lines_in_sight()
        return number >= self._top and any(number == each for each, _ in in_sight)

    # What happens to the lines

    def splice(self, change: Splice) -> None:
        """The lines changed; what is on the screen stays where it is.

        The lines are not looked at before the next `await`: they may be further on already, and
        other changes be told in a moment.
        """
        gone, by = positions(self.rows.numbers.start, change)
        if gone or (by and gone.start < self.rows.numbers.stop):
            self.forget_strips()
        self.rows.splice(change)
        self._top = moved(self._top, gone, by)
        self.unsettled = True
        self.call_next(self.request_paint)

    def rows_changed(self) -> None:
        """Lines stand in other rows than before; what is on the screen stays where it is."""
        self.unsettled = True
        self.request_paint()

    def number_from(self, first: int) -> None:
        """Take this for the number of the first line, after all of them have been others."""
        by = first - self.rows.numbers.start
        if by:
            self.rows.start_at(first)
            self._top += by
            self.forget_strips()

    def watch_wrap(self) -> None:
        """The top line stays where it is; the bottom is elsewhere."""
        self._below = 0
        self.unsettled = True
        self.repaint_all()

    # The position

    @property
    def position(self) -> Position:
        return Position(self.scroll_offset.y, self._below)

    def _height(self, row: int) -> int:
        return len(self.strips_of(self.rows[row]))

    @property
    def height_of(self) -> HeightOf | None:
        return self._height if self.wrap else None

    def bottom(self) -> Position:
        return scrolling.bottom(len(self.rows), self.size.height, self.height_of)

    def stand(self, position: Position) -> None:
        """Let this be at the top, or what is last where that is further up."""
        row, self._below = min(position, self.bottom())
        self._top = self.rows[row] if row < len(self.rows) else self._top
        # Nobody is to watch this: the lines that look different are painted, and nothing else.
        self.set_reactive(Widget.scroll_y, float(row))
        self.set_reactive(Widget.scroll_target_y, float(row))

    def settle(self) -> None:
        """Take the rows as they are now."""
        if not self.unsettled:
            return
        self.unsettled = False
        self.before_settling()
        end = self.bottom()
        # Set the usual way, it would lay out the whole screen and paint it twice.
        self.set_reactive(Widget.virtual_size, Size(self.line_width, end.row + self.size.height))
        if self.at_end:
            self.stand(end)
        elif self.at_start:
            self.stand(Position())
        else:
            here = self.rows.row_of(self._top)
            kept = here < len(self.rows) and self.rows[here] == self._top
            self.stand(Position(here, self._below if kept else 0))

    def before_settling(self) -> None:
        """The rows are about to be looked at, after changes of the lines."""

    # Painting

    def sticky_above(self, number: int) -> int | None:
        """The line that is to stand in the first line of the screen instead of this one."""
        del number
        return None

    def screen_strips(self) -> list[Strip]:
        """The lines in sight."""
        return [self.strips_of(number)[below] for number, below in self.lines_in_sight()]

    def on_resize(self) -> None:
        """The bottom is elsewhere."""
        self.unsettled = True

    def before_paint(self) -> None:
        """Take the rows as they are now."""
        self.settle()

    def paint_scrollbar(self) -> None:
        """Let the scrollbar say how far the end is away."""
        bar = self.vertical_scrollbar
        bar.set_reactive(ScrollBar.window_virtual_size, self.virtual_size.height)
        bar.set_reactive(ScrollBar.position, self.scroll_y)
        bar.refresh()
