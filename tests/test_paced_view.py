"""A view paints a thing again only where it looks different."""

from collections.abc import Sequence
from time import monotonic

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.strip import Strip
from textual.widgets import Input

from app.lines import Splice
from tests.log_app import until
from widgets.lines.growing_view import GrowingView
from widgets.terminal.cell_app import CellApp
from widgets.terminal.frames import FRAME

HEIGHT, LINES = 10, 100


class Lines(GrowingView):
    """Numbers, which remembers which of them it has painted."""

    DEFAULT_CSS = "Lines { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__(range(LINES))
        self.done: list[int] = []

    def painted(self, key: int) -> Sequence[Strip]:
        """The number."""
        self.done.append(key)
        return [Strip([Segment(f"{key}", self.rich_style)]).adjust_cell_length(self.line_width)]


class Screenful(App[None]):
    """Lines, and something else that can have the keys."""

    def __init__(self) -> None:
        super().__init__()
        self.view = Lines()

    def compose(self) -> ComposeResult:
        """Both of them."""
        yield self.view
        yield Input(compact=True)

    def on_mount(self) -> None:
        """The lines have the keys."""
        self.view.focus()


async def test_nothing_is_painted_again_when_another_widget_has_the_keys() -> None:
    app = Screenful()
    async with app.run_test(size=(20, HEIGHT)) as pilot:
        await pilot.pause()
        app.view.done.clear()
        app.query_one(Input).focus()
        await pilot.pause()
        assert app.focused is not app.view
        app.view.focus()
        await pilot.pause()
        assert app.focused is app.view
        assert app.view.done == []


async def test_a_view_of_another_height_paints_only_lines_that_were_not_in_sight() -> None:
    app = Screenful()
    async with app.run_test(size=(20, HEIGHT)) as pilot:
        await pilot.pause()
        seen = set(app.view.done)
        app.view.done.clear()
        await pilot.resize_terminal(20, HEIGHT + 3)
        await pilot.pause()
        assert app.view.done
        assert not seen.intersection(app.view.done)
        app.view.done.clear()
        await pilot.resize_terminal(20, HEIGHT)
        await pilot.pause()
        assert app.view.done == []


async def test_a_view_of_another_width_paints_every_line_in_sight() -> None:
    app = Screenful()
    async with app.run_test(size=(20, HEIGHT)) as pilot:
        await pilot.pause()
        app.view.done.clear()
        await pilot.resize_terminal(30, HEIGHT)
        await pilot.pause()
        assert {number for number, _ in app.view.lines_in_sight()} == set(app.view.done)


async def test_other_colours_paint_every_line_and_the_same_ones_none() -> None:
    app = Screenful()
    async with app.run_test(size=(20, HEIGHT)) as pilot:
        await pilot.pause()
        app.view.done.clear()
        app.refresh_css(animate=False)
        await pilot.pause()
        assert app.view.done == []
        app.theme = "textual-light"
        await pilot.pause()
        assert {number for number, _ in app.view.lines_in_sight()} <= set(app.view.done)


class ComparedScreenful(CellApp[None]):
    """Lines on a terminal that is sent no more than what differs."""

    def __init__(self) -> None:
        super().__init__()
        self.view = Lines()

    def compose(self) -> ComposeResult:
        """The lines."""
        yield self.view


async def test_a_paint_that_changes_nothing_puts_no_other_off() -> None:
    app = ComparedScreenful()
    async with app.run_test(size=(20, HEIGHT)) as pilot:
        await pilot.pause()
        painted = monotonic()
        await until(lambda: monotonic() - painted > FRAME, pilot.pause)
        app.view.paint_now()
        app.view.splice(Splice(LINES, 0, 1))
        app.view.request_paint()
        assert app.view.done[-1] == LINES
