"""The bar: parts left and right, what gives way, and how little is painted."""

import pytest
from rich.cells import cached_cell_len
from textual.app import App, ComposeResult

from app.view import Tone
from widgets.bars.bar import Bar, Part


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


async def test_what_was_left_out_for_others_comes_back_where_there_is_room_without_those() -> None:
    app = BarApp()
    async with app.run_test(size=(46, 1)):
        app.bar.show(LEFT, [Part("us-west-2 · 1111…3333", rank=2), Part("● live 2s")])
        assert app.bar.text == "farmtop  Aurora › lighting › jobs    ● live 2s"


async def test_a_part_that_goes_on_comes_back_only_with_the_one_before_it() -> None:
    app = BarApp()
    first, second = Part("⇥ environments", rank=4), Part("fx", rank=5, goes_on=True)
    async with app.run_test(size=(22, 1)):
        app.bar.show([Part("jobs"), first, second])
        assert app.bar.text == "jobs  ⇥ environments"
        app.bar.show([Part("jobs of a queue"), first, second])
        assert app.bar.text == "jobs of a queue"


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


async def test_a_part_that_is_cut_where_it_was_cut_before_says_so_once() -> None:
    app = BarApp()
    async with app.run_test(size=(17, 1)):
        app.bar.show([Part("farm-2e67… › queue › jobs", keeps_end=True)])
        assert app.bar.text == "… › queue › jobs"


async def test_a_part_that_keeps_its_end_is_cut_at_its_beginning() -> None:
    app = BarApp()
    async with app.run_test(size=(20, 1)):
        app.bar.show([Part("Aurora › lighting › jobs", keeps_end=True)])
        assert app.bar.text == "… › lighting › jobs"


async def test_where_a_long_part_is_cut_is_found_by_measuring_few_texts() -> None:
    app = BarApp()
    async with app.run_test(size=(20, 1)):
        before = cached_cell_len.cache_info().misses
        app.bar.show([Part("".join(map(chr, range(0x4E00, 0x4F00))), keeps_end=True)])
        assert app.bar.text == f"…{''.join(map(chr, range(0x4EF7, 0x4F00)))}"
        assert cached_cell_len.cache_info().misses - before < 40
