"""What messages look like in a log: harmless, and cut where they are too long."""

import pytest

from app.view import LogLine
from tests.log_app import LogApp, numbered
from tests.test_log_view import NASTY

FORBIDDEN = {
    *map(chr, range(0x20)),
    *map(chr, range(0x7F, 0xA0)),
    *"\u2028\u2029\u202e\u2066\u200f",
}


@pytest.mark.parametrize("message", NASTY)
@pytest.mark.parametrize("width", [10, 17, 40, 120])
async def test_no_escape_of_a_message_reaches_the_terminal(message: str, width: int) -> None:
    app = LogApp([LogLine(0, message), LogLine(1, "after")])
    async with app.run_test(size=(width, 4)) as pilot:
        app.view.search("e|1|全")
        await pilot.press("greater_than_sign")
        strips = [app.view.render_line(y) for y in range(4)]
        assert all(strip.cell_length == width - 1 for strip in strips)
        text = "".join(segment.text for strip in strips for segment in strip)
        assert FORBIDDEN.isdisjoint(text)
        assert not any(segment.control for strip in strips for segment in strip)


async def test_markup_in_a_message_is_text() -> None:
    app = LogApp([LogLine(0, "[bold]not[/bold] [@click=app.bell]this[/]")])
    async with app.run_test(size=(100, 4)):
        assert app.shown()[0] == "[bold]not[/bold] [@click=app.bell]this[/]"


async def test_a_line_that_is_too_long_says_so_and_can_be_shifted() -> None:
    app = LogApp([LogLine(0, "".join(f"{number:03}" for number in range(100)))])
    async with app.run_test(size=(58, 4)) as pilot:
        assert app.shown()[0].startswith("000001002")
        assert app.shown()[0].endswith("…")
        await pilot.press("greater_than_sign")
        assert app.shown()[0].startswith("…")
        assert "010" in app.shown()[0]
        await pilot.press(*["shift+right"] * 30)
        assert app.shown()[0].endswith("098099")
        await pilot.press(*["shift+left"] * 30)
        assert app.shown()[0].startswith("000001002")


@pytest.mark.parametrize(
    ("message", "glyph"), [("openjd_fail: x", "✖"), ("Warning: x", "▲"), ("fine", " ")]
)
async def test_what_is_broken_has_a_glyph_beside_it(message: str, glyph: str) -> None:
    app = LogApp([LogLine(0, message)])
    async with app.run_test(size=(60, 4)):
        assert app.screen_text()[0].startswith(f" {glyph} 00:00:00.000  {message}")


@pytest.mark.parametrize("size", [(10, 2), (11, 3), (18, 2), (47, 5), (400, 100), (10, 60)])
async def test_any_size_holds(size: tuple[int, int]) -> None:
    app = LogApp(numbered(500))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("pageup")
        await pilot.resize_terminal(*size)
        await pilot.press("up", "greater_than_sign", "space", "f")
        assert app.view.following
        assert len(app.screen_text()) == size[1]
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert app.shown()[-1] == "line 499"
