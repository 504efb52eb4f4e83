"""Cells of a terminal: however little is sent, what stands on it is what Textual would send."""

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import ComposeResult
from textual.driver import Driver
from textual.geometry import Size
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widgets import Input, Label

from widgets.terminal.cell_app import CellApp
from widgets.terminal.cells import MOST_INKS, Cells, Piece

WIDTH, HEIGHT = 24, 4
SIZE = (80, 25)
"""Which Textual takes for the size of a terminal until it is told."""
NO_WRAPPING = "\x1b[?7l"
"""pyte scrolls where a character without a width comes behind the last cell."""
LOOK = 0.01
"""Seconds between two looks at whether something has come about."""
STYLES = [
    None,
    Style(color="red"),
    Style(color="#102030", bgcolor="#405060"),
    Style(bold=True, reverse=True),
    Style(bgcolor="blue", underline=True),
    Style(italic=True, color="#102030", meta={"key": 1}),
]
CONSOLE = Console(force_terminal=True, color_system="truecolor", width=WIDTH)
segments = st.tuples(st.text("ab  é…日🙂e\u0301", max_size=WIDTH), st.sampled_from(STYLES)).map(
    lambda pair: Segment(*pair)
)
strips = st.lists(segments, max_size=4).map(Strip)


@st.composite
def pieces(draw: st.DrawFn) -> list[Piece]:
    """What could be painted at once."""
    drawn: list[Piece] = []
    for y in draw(st.lists(st.integers(0, HEIGHT - 1), max_size=HEIGHT)):
        x = draw(st.integers(0, 2)) * 8
        strip = draw(strips).adjust_cell_length(draw(st.sampled_from([8, WIDTH - x])))
        drawn.append((x, y, strip))
    return drawn


class Shown:
    """A terminal's screen."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.screen = pyte.Screen(width, height)
        self._stream = pyte.Stream(self.screen)
        self.feed(NO_WRAPPING)

    def feed(self, text: str) -> None:
        """Take what was sent."""
        self._stream.feed(text)

    def resize(self, width: int, height: int) -> None:
        """Nothing is left of what was there."""
        self.screen.resize(height, width)
        self.screen.reset()
        self.feed(NO_WRAPPING)

    @property
    def size(self) -> Size:
        return Size(self.screen.columns, self.screen.lines)

    def cells(self) -> list[list[object]]:
        """What each cell shows."""
        screen = self.screen
        return [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]


def whole(painted: list[Piece]) -> str:
    """All of it, as Textual sends it."""
    return "".join(f"\x1b[{y + 1};{x + 1}H{strip.render(CONSOLE)}" for x, y, strip in painted)


@given(st.lists(pieces(), min_size=1, max_size=8))
def test_a_terminal_shows_the_same_as_if_it_were_sent_everything(frames: list[list[Piece]]) -> None:
    cells, sent, all_sent = Cells(), Shown(), Shown()
    cells.resize(Size(WIDTH, HEIGHT))
    for frame in frames:
        sent.feed(cells.put(frame, CONSOLE))
        all_sent.feed(whole(frame))
        assert sent.cells() == all_sent.cells()


def line(text: str, style: str = "red on blue") -> list[Piece]:
    return [(0, 0, Strip([Segment(text.ljust(WIDTH), Style.parse(style))]))]


def on_blank(*frames: list[Piece]) -> list[str]:
    """What is sent of each frame after the first one."""
    cells = Cells()
    cells.resize(Size(WIDTH, HEIGHT))
    return [cells.put(frame, CONSOLE) for frame in frames][1:]


def test_nothing_is_sent_where_all_cells_stand_there_already() -> None:
    assert on_blank(line("frame 1"), line("frame 1")) == [""]


def test_a_link_under_a_text_is_no_difference_on_the_screen() -> None:
    text = "frame 1".ljust(WIDTH)
    plain, meant = Style(bold=True), Style(bold=True, meta={"@click": "open"})
    first = [(0, 0, Strip([Segment(text, plain)]))]
    assert on_blank(first, [(0, 0, Strip([Segment(text, meant)]))]) == [""]


def test_a_line_that_was_covered_is_sent_again() -> None:
    below, beside = line("frame 1"), line("frame 2")
    over = [(4, 0, Strip([Segment("over")]))]
    assert on_blank(below, over, below)[1]
    assert on_blank(below, beside, below)[1]
    assert on_blank(below, over, over) == [on_blank(below, over)[0], ""]


def test_more_styles_than_are_remembered_are_still_told_apart() -> None:
    cells, sent, all_sent = Cells(), Shown(), Shown()
    cells.resize(Size(WIDTH, HEIGHT))
    for number in range(MOST_INKS + HEIGHT):
        style = Style(color=f"#{number * 97:06x}")
        frame = [(0, number % HEIGHT, Strip([Segment(f"{number}".ljust(WIDTH), style)]))]
        sent.feed(cells.put(frame, CONSOLE))
        all_sent.feed(whole(frame))
    assert sent.cells() == all_sent.cells()


def test_only_what_differs_is_sent_in_its_colours() -> None:
    assert on_blank(line("frame 1 (20)"), line("frame 2 (30)")) == [
        "\x1b[1;7H\x1b[31;44m2 (3\x1b[0m"
    ]
    assert on_blank(line("1          2"), line("3          4")) == [
        "\x1b[1;1H\x1b[31;44m3\x1b[12G4\x1b[0m"
    ]


def test_a_text_of_wide_characters_is_sent_whole() -> None:
    [sent] = on_blank(line("フレーム 1"), line("フレーム 2"))
    assert "フレーム 2" in sent


@pytest.mark.parametrize("forget", [Cells.forget, lambda cells: cells.resize(Size(WIDTH, 5))])
def test_everything_is_sent_once_nobody_knows_what_is_there(
    forget: Callable[[Cells], None],
) -> None:
    cells = Cells()
    cells.resize(Size(WIDTH, HEIGHT))
    first = cells.put(line("frame 1"), CONSOLE)
    forget(cells)
    assert cells.put(line("frame 1"), CONSOLE) == first


class Box(ModalScreen[None]):
    """Lies over the middle of a screen."""

    CSS = "Box { align: center middle; } Box Label { width: 20; border: round $primary; }"

    def compose(self) -> ComposeResult:
        yield Label("a box\nover 日本\nthe rest")


class Painting(CellApp[None]):
    """Labels, a line to type in, and a box over them; beside what it sends, what Textual would."""

    CSS = "Label { width: 1fr; background: $panel; }"

    def __init__(self) -> None:
        super().__init__(Wire)
        self.everything = Shown(*SIZE)
        self.sent_whole = 0
        self.same: list[bool] = []
        """Whether both screens were the same, after each time that something was displayed."""

    def compose(self) -> ComposeResult:
        for number in range(8):
            yield Label(f"label {number}")
        line = Input("a line")
        # A cursor that blinks between a change of the size and the word of it is painted for the
        # size before; what then stands on the two screens is the same once the word has come.
        line.cursor_blink = False
        yield line

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if self._sends() and isinstance(renderable, LayoutUpdate | ChopsUpdate):
            whole = renderable.render_segments(self.console)
            self.sent_whole += len(whole)
            self.everything.feed(whole)
        super()._display(screen, renderable)
        # What was laid out before the word of another size has come is for none of the two screens.
        if screen.region.size == Wire.newest.shown.size:
            self.same.append(self.everything.cells() == Wire.newest.shown.cells())


class Wire(Driver):
    """A terminal that is only a record of what it was sent."""

    newest: "ClassVar[Wire]"

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        Wire.newest = self
        self.shown = Shown(*SIZE)

    def write(self, data: str) -> None:
        self.shown.feed(data)

    def start_application_mode(self) -> None:
        self.resize(*SIZE)

    def resize(self, width: int, height: int) -> None:
        self.shown.resize(width, height)
        self.process_message(events.Resize(Size(width, height), Size(width, height)))

    def disable_input(self) -> None: ...
    def stop_application_mode(self) -> None: ...


async def test_an_application_shows_the_same_and_sends_less() -> None:
    app = Painting()
    running = asyncio.ensure_future(app.run_async())

    async def settled() -> None:
        while not app.is_running or app.screen.region.size != Wire.newest.shown.size:  # noqa: ASYNC110
            await asyncio.sleep(LOOK)
        for _ in range(8):
            while app.flow.wait > 0:  # noqa: ASYNC110 - a frame that is held back is no rest
                await asyncio.sleep(LOOK)
            done = asyncio.Event()
            app.call_after_refresh(done.set)
            await done.wait()

    def resize(width: int, height: int) -> None:
        app.everything.resize(width, height)
        Wire.newest.resize(width, height)

    def spoil() -> None:
        app.everything.resize(*SIZE)
        Wire.newest.shown.resize(*SIZE)
        app.redraw()

    await settled()
    changes: Sequence[Callable[[], object]] = [
        lambda: app.query(Label).first().update("another"),
        lambda: app.query(Label).last().update("日本語 and 🙂 wide"),
        lambda: app.push_screen(Box()),
        lambda: resize(50, 10),
        lambda: setattr(app, "theme", "textual-light"),
        app.pop_screen,
        lambda: resize(*SIZE),
        lambda: app.query_one(Input).clear(),
        lambda: app.query(Label).last().update("narrow again"),
        spoil,
    ]
    for change in changes:
        with app._context():
            change()
        await settled()
    app.exit()
    await running
    assert len(app.same) > len(changes)
    assert all(app.same), app.same
    assert app.sent < app.sent_whole
