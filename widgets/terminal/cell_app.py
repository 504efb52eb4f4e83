"""An application that sends its terminal only what looks different, and no faster than it reads."""

from asyncio import TimerHandle
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TypeVar

from rich.console import Console, RenderableType
from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Offset, Region
from textual.screen import Screen

from widgets.terminal.cells import Cells, Piece
from widgets.terminal.delay import call_after
from widgets.terminal.flow import Flow
from widgets.terminal.quiet_driver import QuietDriver

Returned = TypeVar("Returned")

FRAMES_PER_SECOND = 15
"""Frames that are sent unless somebody presses a key."""

QUESTION = "\x1b[6n"
"""Asks a terminal where its cursor stands: the oldest answer, and Textual knows that for no key."""


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

    Frames go out one by one: while the terminal has not read the last ones, or the next would
    follow too soon, what changes is gathered. A key is answered without that distance.
    """

    compares_cells = True
    """Whether cells are compared with what stands there."""

    def __init__(self, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class)
        self._cells = Cells()
        self._rest: ExitStack | None = None
        """Open while nothing is to be displayed."""
        self._look: TimerHandle | None = None
        """Goes off when it may be time to display again."""
        self._has_missed = False
        """Whether something was to be displayed meanwhile, and has to be once more."""
        self.flow = Flow(FRAMES_PER_SECOND)
        self.sent = 0
        """How many characters the terminal was sent to show what there is."""

    def get_driver_class(self) -> type[Driver]:
        """The driver that is usual here, which sleeps where nobody types."""
        usual = super().get_driver_class()
        return QuietDriver if usual is LinuxDriver else usual

    def on_mount(self) -> None:
        """Somebody else had the terminal while the application was suspended."""
        self.app_resume_signal.subscribe(self, self._resumed)

    def on_resize(self, event: events.Resize) -> None:
        """Terminals do what they like with what stood there before.

        The first one is told of after the first frame was painted, in that very size.
        """
        if event.size != self._cells.size:
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
        if self._rest is not None and renderable is not None:
            self._has_missed = True
            return
        shown: RenderableType | None = renderable
        if self._sends() and isinstance(renderable, _UPDATES):
            compared = self.compares_cells
            sequence = (
                self._put(renderable) if compared else renderable.render_segments(self.console)
            )
            self.sent += len(sequence)
            if sequence and self.flow.sent(len(sequence)):
                sequence += QUESTION
            shown = _Changes(sequence) if sequence or self._cursor_moved() else None
        super()._display(screen, shown)
        self._let_rest()

    def hasten(self) -> None:
        """Let the next frames go out without that distance: somebody waits for them."""
        self.flow.hasten()
        self._let_rest()

    async def on_event(self, event: events.Event) -> None:
        """Answer what somebody does without waiting for the time of the next frame."""
        if isinstance(event, events.InputEvent):
            self.hasten()
        await super().on_event(event)

    def on_cursor_position(self) -> None:
        """The terminal has come to what it was asked."""
        self.flow.answered()
        self._let_rest()

    def _let_rest(self) -> None:
        """Display nothing for as long as the terminal is not to be sent anything."""
        if not self.screen_stack:  # it has ended since
            return
        wait = self.flow.wait
        if wait > 0:
            if self._rest is None:
                self._rest = ExitStack()
                self._rest.enter_context(self.batch_update())
            # An answer makes it a shorter wait than it was.
            if self._look is not None:
                self._look.cancel()
            self._look = call_after(self, wait, self._let_rest)
        elif self._rest is not None:
            self._rest.close()
            self._rest = None
            if self._has_missed:
                # Textual takes what it was not let display for displayed.
                self._has_missed = False
                self.screen.refresh()
            # Whatever else was painted anew meanwhile waits for the screen to be idle once more.
            self.screen.check_idle()

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
        size = update.region.size if isinstance(update, LayoutUpdate) else self.size
        if size != self._cells.size:
            self._cells.resize(size)
        pieces = _all(update) if isinstance(update, LayoutUpdate) else _some(update)
        return self._cells.put(pieces, self.console)


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
