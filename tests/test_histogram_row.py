"""The row of bars below a log."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from textual import on
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot

from widgets.charts.histogram import Histogram, bar
from widgets.charts.sparkline import BARS


class Watched(Histogram):
    """A histogram that knows which cells it had painted."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[Region] = []

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> "Watched":
        self.painted += regions
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class HistogramApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.room: list[int] = []

    def compose(self) -> ComposeResult:
        yield Watched()

    @property
    def row(self) -> Watched:
        return self.query_one(Watched)

    @on(Histogram.Refit)
    def keep(self, message: Histogram.Refit) -> None:
        self.room.append(message.buckets)

    def styles_of_bars(self) -> Sequence[tuple[str, str]]:
        strip = self.row.render_line(0)
        return [
            (segment.text.strip(), segment.style.color.name)
            for segment in strip
            if segment.style and segment.style.color and segment.text.strip()
        ]


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_bar_is_as_high_as_its_count_and_any_line_is_seen(count: int, most: int) -> None:
    count = min(count, most)
    height = BARS.find(bar(count, most)) + 1
    assert (height == 0) == (count == 0)
    assert height == len(BARS) or count < most or not count
    assert count * len(BARS) <= height * most
    assert (height - 1) * most < count * len(BARS) or count == 0


async def test_bars_stand_on_the_left_and_the_caption_on_the_right() -> None:
    app = HistogramApp()
    async with app.run_test(size=(30, 3)):
        app.row.show([1, 0, 4, 8], [0, 0, 1, 0], "2 errors")
        assert app.row.text == "▁ ▄█" + " " * 18 + "2 errors"
        assert app.row.render_line(0).cell_length == 30
        (first, plain), (second, red), (third, again), _ = app.styles_of_bars()
        assert (first, second, third) == ("▁", "▄", "█")
        assert plain == again != red


async def test_only_cells_that_changed_are_painted() -> None:
    app = HistogramApp()
    async with app.run_test(size=(30, 3)):
        app.row.show([1, 2, 4, 8], [0, 0, 0, 0], "lines")
        app.row.painted.clear()
        app.row.show([1, 2, 4, 8], [0, 0, 0, 0], "lines")
        assert app.row.painted == []
        app.row.show([1, 2, 8, 8], [0, 0, 0, 0], "lines")
        assert app.row.painted == [Region(2, 0, 1, 1)]


async def test_it_tells_how_many_bars_have_room() -> None:
    app = HistogramApp()
    async with app.run_test(size=(30, 3)) as pilot:
        await pilot.pause()
        app.row.show([], [], "全 lines")
        await pilot.pause()
        await pilot.resize_terminal(50, 3)
        await _until_told(pilot, app, 3)
        assert app.room == [30, 20, 40]
        assert app.row.buckets == 40


async def _until_told(pilot: Pilot[None], app: HistogramApp, times: int) -> None:
    while len(app.room) < times:
        await pilot.pause()


async def test_the_newest_bars_are_kept_where_there_is_no_room_for_all() -> None:
    app = HistogramApp()
    async with app.run_test(size=(3, 1)):
        app.row.show(range(1, 9), [0] * 8)
        assert app.row.text == "▆▇█"
        app.row.show([1, 2], [0, 0], "far too long")
        assert app.row.text == "far"
