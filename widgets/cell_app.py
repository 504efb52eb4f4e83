"""An application that sends its terminal only the cells that look different."""

from collections.abc import Iterator
from typing import TypeVar

from rich.console import Console, RenderableType
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.driver import Driver
from textual.geometry import Offset, Region
from textual.screen import Screen

from widgets.cells import Cells, Piece

Returned = TypeVar("Returned")


class _Changes(LayoutUpdate):
    """What the terminal has not been sent yet."""

    def __init__(self, sequence: str) -> None:
        super().__init__([], Region())
        self._sequence = sequence

    def render_segments(self, console: Console) -> str:
        """It is ready."""
        del console
        return self._sequence


class CellApp(App[Returned]):
    """Sends its terminal the cells that differ from what stands there.

    Textual sends whatever widgets painted again, be it the same or not. Where Textual has become
    another one, or a terminal does not do as it should, `compares_cells` switches this off.
    """

    compares_cells = True
    """Whether cells are compared with what stands there."""

    def __init__(self, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class)
        self._cells = Cells()
        self.sent = 0
        """How many characters the terminal was sent to show what there is."""

    def on_mount(self) -> None:
        """Somebody else had the terminal while the application was suspended."""
        self.app_resume_signal.subscribe(self, self._resumed)

    def on_resize(self) -> None:
        """Terminals do what they like with what stood there before."""
        self._cells.forget()

    def _resumed(self, _: object) -> None:
        self.redraw()

    def redraw(self) -> None:
        """Send everything, whatever the terminal shows."""
        self._cells.forget()
        self.refresh()

    def action_redraw(self) -> None:
        """Somebody sees that something else has written on the terminal."""
        self.redraw()

    # Textual has no public way to what it sends: `pyproject.toml` holds it to its major version.
    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        shown: RenderableType | None = renderable
        if self.compares_cells and self._sends() and isinstance(renderable, _UPDATES):
            sequence = self._put(renderable)
            self.sent += len(sequence)
            shown = _Changes(sequence) if sequence or self._cursor_moved() else None
        super()._display(screen, shown)

    def _sends(self) -> bool:
        """Whether what is displayed is sent: otherwise the terminal does not show it."""
        return (
            self._running
            and not self._closed
            and not self._batch_count
            and not self.is_headless
            and not self.is_inline
            and self._driver is not None
        )

    def _cursor_moved(self) -> bool:
        here: Offset = self.screen.outer_size.clamp_offset(self.cursor_position)
        return here != self._previous_cursor_position

    def _put(self, update: LayoutUpdate | ChopsUpdate) -> str:
        if isinstance(update, LayoutUpdate):
            if update.region.size != self._cells.size:
                self._cells.resize(update.region.size)
            return self._cells.put(_all(update), self.console)
        return self._cells.put(_some(update), self.console)


_UPDATES = (LayoutUpdate, ChopsUpdate)


def _all(update: LayoutUpdate) -> Iterator[Piece]:
    """The pieces of a screen that is painted whole."""
    for y, strips in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in strips:
            yield x, y, strip
            x += strip.cell_length


def _some(update: ChopsUpdate) -> Iterator[Piece]:
    """The pieces of a screen that are painted anew, cut as Textual cuts them."""
    for y, start, stop in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=True):
            if strip is None or x > stop or end <= start:
                continue
            is_within = start <= x < stop and end <= stop
            yield x, y, strip if is_within else strip.crop(0, min(end, stop) - x)
