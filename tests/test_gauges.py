"""Figures over time: no peak is passed over, nothing is made up, and where keys lead."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult

from app.view import Tone
from tests.camera import greenwich
from widgets.charts.gantt_paint import GanttBar, GanttRow
from widgets.charts.gauge_paint import GaugePoint, GaugeRow, Holding, bars, highest
from widgets.charts.gauges import Gauges
from widgets.charts.gauges_view import GaugesShown
from widgets.charts.sparkline import BARS
from widgets.charts.time_axis import Window

NOON = 1_795_348_800.0
"""2026-11-22 12:00:00 UTC."""
HOLDING = Holding(90.0)

POINTS = st.lists(
    st.tuples(st.integers(-300, 1_200), st.integers(0, 100)), max_size=30, unique_by=lambda p: p[0]
).map(lambda told: tuple(GaugePoint(NOON + at, value) for at, value in sorted(told)))
WIDTHS = st.integers(1, 150)


def stands(points: tuple[GaugePoint, ...], place: int) -> tuple[float, float]:
    """From when until when a point stands."""
    start = points[place].moment
    end = HOLDING.end(start)
    return start, min(end, points[place + 1].moment) if place + 1 < len(points) else end


@given(POINTS, WIDTHS)
def test_each_cell_has_the_highest_of_what_stood_in_it_and_nothing_else(
    points: tuple[GaugePoint, ...], width: int
) -> None:
    window = Window(NOON, NOON + 900)
    cells = highest(points, window, width, HOLDING)
    assert len(cells) == width
    for x, cell in enumerate(cells):
        left = window.start + x * window.length / width
        right = window.start + (x + 1) * window.length / width
        near = [
            points[place]
            for place in range(len(points))
            if (span := stands(points, place))[0] < right + 1e-6 and span[1] > left - 1e-6
        ]
        if cell is not None:
            assert cell in near
    seen = [
        p for i, p in enumerate(points) if stands(points, i)[1] > NOON and p.moment < NOON + 900
    ]
    peak = max((point.value for point in seen), default=None)
    assert max((cell.value for cell in cells if cell is not None), default=None) == peak


@given(st.lists(st.none() | st.floats(0, 1e12), max_size=40), st.integers(1, 6), st.booleans())
def test_a_higher_value_never_has_a_lower_bar_and_an_unknown_one_has_none(
    values: list[float | None], height: int, percent: bool
) -> None:
    cells = [None if value is None else GaugePoint(NOON, value) for value in values]
    lines = bars(cells, height, 1e12 if percent else None)
    assert [len(line) for line in lines] == [len(values)] * height
    eighths = [
        sum(BARS.index(line[x]) + 1 for line in lines if line[x] != " ") for x in range(len(values))
    ]
    assert [bar == 0 for bar in eighths] == [value is None for value in values]
    assert all(bar < height * len(BARS) for bar in eighths)
    known = sorted(
        (value, bar) for value, bar in zip(values, eighths, strict=True) if value is not None
    )
    assert [bar for _, bar in known] == sorted(bar for _, bar in known)
    assert all((bar == 1) == (value <= 0) for value, bar in known)


def test_nothing_is_painted_of_what_is_still_to_come() -> None:
    points = (GaugePoint(NOON, 5.0),)
    cells = highest(points, Window(NOON, NOON + 100), 10, Holding(90.0, until=NOON + 30))
    assert [cell is not None for cell in cells] == [True] * 3 + [False] * 7


MEMORY = GaugeRow(
    "memory",
    (
        GaugePoint(NOON + 2_400, 10.0),
        GaugePoint(NOON + 2_460, 50.0),
        GaugePoint(NOON + 2_520, 99.2, Tone.BAD),
    ),
    100.0,
    "99.2 %",
    Tone.BAD,
    "99.2 %",
    Tone.BAD,
    "of 16 GiB",
)
RECEIVED = GaugeRow("received", (GaugePoint(NOON + 2_400, 0.0),), None, "0 B/s", peak="0 B/s")
LANE = GanttRow(
    "worker/1",
    "actions",
    bars=(
        GanttBar("a-1", NOON + 2_400, NOON + 2_460, "1042", Tone.GOOD),
        GanttBar("a-2", NOON + 2_460, NOON + 2_520, "1043", Tone.BAD),
    ),
    present=((NOON + 2_400, NOON + 2_700),),
)
WHOLE = Window(NOON, NOON + 2_700)
WINDOW = Window(NOON + 2_100, NOON + 2_700)


class GaugesApp(App[None]):
    """The figures of one machine, and how often one was told that the cursor had moved."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = 0

    def compose(self) -> ComposeResult:
        yield Gauges()

    @property
    def gauges(self) -> Gauges:
        return self.query_one(Gauges)

    def moment(self) -> float | None:
        return self.gauges.moment

    def on_mount(self) -> None:
        self.gauges.focus()

    def on_gauges_opened(self) -> None:
        self.opened += 1

    def draw(self, since: float | None = NOON + 2_220) -> None:
        self.gauges.show(GaugesShown((MEMORY, RECEIVED), (LANE,), NOON + 2_600, since))
        self.gauges.look_at(WINDOW, WHOLE)


async def test_the_frame_that_took_the_memory_stands_below_it() -> None:
    app = GaugesApp()
    with greenwich():
        async with app.run_test(size=(74, 9)):
            app.draw()
            assert app.gauges.text.split("\n") == [
                "                   now       peak     ╷12:36  ╷12:38  ╷12:40  ╷12:42     ▾",
                "memory          99.2 %     99.2 %                             ▇▇▇▇▇",
                "of 16 GiB                         ········            ▃▃▃▃█████████",
                "",
                "received         0 B/s      0 B/s",
                "                                  ········            ▁▁▁▁▁▁",
                "",
                "actions                                               ✔───✖───············",
                "",
            ]


async def test_keys_go_through_the_time_and_on_where_the_screen_ends() -> None:
    app = GaugesApp()
    async with app.run_test(size=(74, 9)) as pilot:
        app.draw()
        assert app.moment() is None
        length = WINDOW.length / app.gauges.bars_width
        await pilot.press("left")
        assert app.moment() == pytest.approx(WINDOW.end - 1.5 * length)
        await pilot.press("right")
        assert app.moment() == pytest.approx(WINDOW.end - 0.5 * length)
        await pilot.press("right")
        assert app.moment() is None
        await pilot.press("pageup", "left", "left", "left")
        assert app.gauges.selected is not None
        assert app.gauges.selected.key == "a-2"
        await pilot.press("home")
        assert (app.moment(), app.gauges.window) == (NOON, Window(NOON, NOON + 600))
        await pilot.press("end")
        assert (app.moment(), app.gauges.window) == (None, WINDOW)
        await pilot.press("enter")
        assert app.opened == 1


async def test_one_goes_round_the_times_at_which_a_figure_came_near_its_end() -> None:
    app = GaugesApp()
    async with app.run_test(size=(74, 9)) as pilot:
        app.draw()
        await pilot.press("n")
        assert app.moment() is None
        app.gauges.show(replace(app.gauges.shown, notable=(NOON + 60, NOON + 2_520)))
        for key, moment in [("n", 60), ("n", 2_520), ("n", 60), ("N", 2_520), ("N", 60)]:
            await pilot.press(key)
            assert app.moment() == NOON + moment
            assert app.gauges.window is not None
            assert app.gauges.window.start <= NOON + moment < app.gauges.window.end


async def test_one_zooms_out_to_all_there_is_and_in_again() -> None:
    app = GaugesApp()
    async with app.run_test(size=(74, 9)) as pilot:
        app.draw()
        await pilot.press("minus")
        assert app.gauges.window == Window(NOON + 1_500, NOON + 2_700)
        await pilot.press("0")
        assert app.gauges.window == WHOLE
        await pilot.press("plus", "plus")
        assert app.gauges.window == Window(NOON + 2_025, NOON + 2_700)
        await pilot.press("less_than_sign")
        assert app.gauges.window == Window(NOON + 1_856.25, NOON + 2_531.25)
        assert app.moment() == NOON + 2_531.25


async def test_who_looks_at_the_end_goes_on_with_it_and_nobody_else_does() -> None:
    app = GaugesApp()
    async with app.run_test(size=(74, 9)) as pilot:
        app.draw()
        app.gauges.go_on(Window(NOON, NOON + 2_760))
        assert app.gauges.window == Window(NOON + 2_160, NOON + 2_760)
        await pilot.press("less_than_sign")
        before = app.gauges.window
        app.gauges.go_on(Window(NOON, NOON + 2_820))
        assert app.gauges.window == before


async def test_nothing_is_painted_where_nothing_changed() -> None:
    app = GaugesApp()
    async with app.run_test(size=(74, 9)) as pilot:
        app.draw()
        await pilot.pause()
        lines = [app.gauges.render_line(y) for y in range(9)]
        app.draw()
        assert [app.gauges.render_line(y) for y in range(9)] == lines
        assert all(cell_len(line.text) == 74 for line in lines)


@pytest.mark.parametrize("size", [(30, 4), (40, 10), (20, 3), (200, 60)])
async def test_it_fits_whatever_room_there_is(size: tuple[int, int]) -> None:
    app = GaugesApp()
    async with app.run_test(size=size):
        app.draw()
        lines = [app.gauges.render_line(y).text for y in range(size[1])]
        assert [cell_len(line) for line in lines] == [size[0]] * size[1]
