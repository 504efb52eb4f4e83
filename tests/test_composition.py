"""A part of a screen that is painted anew looks as it would if all of it were."""

from collections.abc import Sequence

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from widgets.terminal.composition import FrontCompositor

SIZE = (40, 12)
BLANK = ["?" * 40] * 12


class Lines(Static):
    """Lines of text, which remembers for how many of them it was asked."""

    def __init__(self, text: str, widget_id: str) -> None:
        super().__init__("\n".join(f"{text} {at}" for at in range(20)), id=widget_id)
        self.asked = 0

    def render_lines(self, crop: Region) -> list[Strip]:
        """See `Widget`."""
        self.asked += crop.height
        return super().render_lines(crop)


class Layered(Screen[None]):
    """Lines that scroll, others beside them, and a widget over both."""

    CSS = """
    Layered { layers: below above; layout: horizontal; }
    VerticalScroll { width: 20; height: 100%; }
    #beside { width: 1fr; height: 100%; }
    #over { layer: above; offset: 15 3; width: 10; height: 4; background: blue; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._compositor = FrontCompositor()

    def compose(self) -> ComposeResult:
        """All of them."""
        with VerticalScroll():
            yield Lines("scrolled", "scrolled")
        yield Lines("beside", "beside")
        yield Lines("over", "over")


class Painted(App[None]):
    """Shows them."""

    def on_mount(self) -> None:
        """On a screen of their own."""
        self.push_screen(Layered())


def whole(screen: Screen[object]) -> list[str]:
    """What stands on a screen."""
    return [strip.text for strip in screen._compositor.render_strips()]


def patched(screen: Screen[object], widget: Widget, before: Sequence[str]) -> list[str]:
    """What stands there once one widget was painted over it."""
    compositor, rows = screen._compositor, list(before)
    compositor.update_widgets({widget})
    update = compositor.render_partial_update()
    assert update is not None
    for y, start, stop in update.spans:
        row = rows[y]
        for x, strip in update.chops[y].items():
            if strip is not None and start <= x < stop:
                row = row[:x] + strip.text + row[x + strip.cell_length :]
        rows[y] = row
    return rows


async def test_what_is_painted_anew_looks_as_the_whole_screen_does() -> None:
    app = Painted()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        screen = app.screen
        before = whole(screen)
        assert "over 0" in before[3]
        assert "scrolled 0" in before[0]
        for widget in (*screen.query(Lines), screen.query_one(VerticalScroll)):
            widget.refresh()
            rows = patched(screen, widget, BLANK)
            for row, wanted in zip(rows, before, strict=True):
                assert all(cell in {"?", real} for cell, real in zip(row, wanted, strict=True))
            region = screen.find_widget(widget).visible_region
            for y in region.line_range:
                assert rows[y][region.x : region.right] == before[y][region.x : region.right]


async def test_no_widget_is_asked_for_lines_that_are_not_painted() -> None:
    app = Painted()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        screen = app.screen
        lines = list(screen.query(Lines))
        over = screen.query_one("#over", Lines)
        for each in lines:
            each.asked = 0
        over.refresh(Region(0, 1, 10, 2))
        patched(screen, over, BLANK)
        assert [each.asked for each in lines] == [0, 0, 2]
