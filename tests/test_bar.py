"""The bar: parts left and right, what gives way, and how little is painted."""

import pytest
from textual.app import App, ComposeResult

from app.view import Tone
from widgets.bar import Bar, Part


class BarApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Bar()

    @property
    def bar(self) -> Bar:
        return self.query_one(Bar)


LEFT = [Part("farmtop", rank=3), Part("Aurora › lighting › jobs", strong=True)]
RIGHT = [Part("us-west-2", Tone.MUTED, rank=2), Part("● live 2s", Tone.GOOD)]


async def test_parts_stand_left_and_right() -> None:
    app = BarApp()
    async with app.run_test(size=(60, 1)):
        app.bar.show(LEFT, RIGHT)
        assert app.bar.text == "farmtop  Aurora › lighting › jobs       us-west-2  ● live 2s"


async def test_the_least_needed_parts_give_way_first() -> None:
    app = BarApp()
    async with app.run_test(size=(50, 1)):
        app.bar.show(LEFT, RIGHT)
        assert app.bar.text == "Aurora › lighting › jobs      us-west-2  ● live 2s"


async def test_what_is_never_left_out_is_cut() -> None:
    app = BarApp()
    async with app.run_test(size=(24, 1)):
        app.bar.show(LEFT, RIGHT)
        assert app.bar.text == "Aurora › ligh… ● live 2s"


async def test_empty_parts_take_no_room() -> None:
    app = BarApp()
    async with app.run_test(size=(20, 1)):
        app.bar.show([Part(""), Part("a"), Part(""), Part("b")])
        assert app.bar.text == "a  b"


@pytest.mark.parametrize("width", [1, 2, 3, 5, 8, 200])
async def test_no_width_breaks_it(width: int) -> None:
    app = BarApp()
    async with app.run_test(size=(width, 1)):
        app.bar.show([Part("影片 wide", strong=True)], RIGHT)
        assert app.bar.render_line(0).cell_length == width


async def test_markup_is_text() -> None:
    app = BarApp()
    async with app.run_test(size=(30, 1)):
        app.bar.show([Part("[bold red]x[/]")])
        assert app.bar.text == "[bold red]x[/]"
        assert "[bold red]x[/]" in app.bar.render_line(0).text


async def test_the_same_parts_again_paint_nothing() -> None:
    painted: list[int] = []

    class CountingBar(Bar):
        def render_line(self, y: int):  # type: ignore[no-untyped-def]  # noqa: ANN202
            painted.append(y)
            return super().render_line(y)

    class CountingApp(App[None]):
        def compose(self) -> ComposeResult:
            yield CountingBar()

    app = CountingApp()
    async with app.run_test(size=(60, 1)) as pilot:
        bar = app.query_one(CountingBar)
        bar.show(LEFT, RIGHT)
        await pilot.pause()
        painted.clear()
        bar.show(list(LEFT), list(RIGHT))
        await pilot.pause()
        assert painted == []
        bar.show(LEFT, [Part("● live 3s", Tone.GOOD)])
        await pilot.pause()
        assert painted == [0]


async def test_a_part_that_keeps_its_end_is_cut_at_its_beginning() -> None:
    app = BarApp()
    async with app.run_test(size=(20, 1)):
        app.bar.show([Part("Aurora › lighting › jobs", keeps_end=True)])
        assert app.bar.text == "… › lighting › jobs"
