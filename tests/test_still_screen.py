"""A screen that is laid out once, and for the terminal as it is, not as it was."""

import asyncio

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from app.tui.parts.still_screen import StillScreen
from widgets.terminal.cell_app import CellApp

NOW, BEFORE = Size(80, 24), Size(80, 25)
CLASSES = {"-narrow", "-wide", "-wider", "-tall"}
"""Of the breakpoints below."""


class Counting(StillScreen):
    """Counts how often it is told of a size."""

    told = 0

    def on_resize(self, event: events.Resize) -> None:
        del event  # which Textual hands to the handlers of the other classes as well
        self.told += 1


class Styled(Widget):
    """Counts how often it is given its styles."""

    times = 0

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self.times += 1


class Broad(StillScreen):
    """Another one where there is room."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-wide"), (120, "-wider")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(30, "-tall")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield Styled()


async def test_sizes_that_cross_do_not_follow_each_other_for_ever() -> None:
    screen = Counting()
    app = App[None]()
    async with app.run_test(size=NOW) as pilot:
        await app.push_screen(screen)
        await pilot.pause()
        before = screen.told
        for size in (BEFORE, NOW):
            screen.post_message(events.Resize(size, size))
            # Two that follow each other at once would be taken for one.
            screen.call_later(lambda: None)
        for _ in range(20):
            await pilot.pause()
        assert screen.size == NOW
        assert screen.told <= before + len((BEFORE, NOW))


async def test_a_screen_is_styled_once_as_it_is_opened() -> None:
    screen, app = Broad(), App[None]()
    async with app.run_test(size=NOW) as pilot:
        await app.push_screen(screen)
        await pilot.pause()
        assert screen.size == NOW
        assert screen.classes & CLASSES == {"-wide"}
        assert screen.query_one(Styled).times == 1


async def test_a_screen_to_which_one_comes_back_has_the_styles_of_now() -> None:
    screen, app = Broad(), App[None]()
    async with app.run_test(size=NOW) as pilot:
        await app.push_screen(screen)
        await app.push_screen(StillScreen())
        await pilot.pause()
        before = screen.query_one(Styled).times
        await pilot.resize_terminal(140, 40)
        await app.pop_screen()
        await pilot.pause()
        assert screen.query_one(Styled).times > before
        assert screen.classes & CLASSES == {"-wider", "-tall"}


async def test_a_screen_that_is_opened_again_keeps_its_styles() -> None:
    screen, app = Broad(), App[None]()
    async with app.run_test(size=NOW) as pilot:
        app.install_screen(screen, "broad")
        await app.push_screen("broad")
        await pilot.pause()
        await app.pop_screen()
        await app.push_screen("broad")
        await pilot.pause()
        assert screen.query_one(Styled).times == 1


async def test_a_screen_that_is_opened_again_has_the_styles_of_now() -> None:
    screen, app = Broad(), App[None]()
    async with app.run_test(size=NOW) as pilot:
        app.install_screen(screen, "broad")
        await app.push_screen("broad")
        await app.pop_screen()
        await pilot.pause()
        before = screen.query_one(Styled).times
        app.theme = "textual-light"
        await pilot.pause()
        await app.push_screen("broad")
        await pilot.pause()
        assert screen.query_one(Styled).times > before


class Typed(Widget, can_focus=True):
    """Shows the last key."""

    key = ""

    def __init__(self) -> None:
        super().__init__()
        self.shown = asyncio.Queue[str]()

    def on_key(self, event: events.Key) -> None:
        self.key = event.key
        self.refresh()

    def render_line(self, y: int) -> Strip:
        if y == 0 and self.key:
            self.shown.put_nowait(self.key)
        return super().render_line(y)


class Typing(StillScreen):
    """Somewhere to type."""

    def compose(self) -> ComposeResult:
        yield Typed()


async def test_keys_are_answered_however_soon_after_a_frame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", 1_000.0)
    screen, app = Typing(), CellApp[None]()
    async with app.run_test(size=NOW) as pilot:
        await app.push_screen(screen)
        typed = screen.query_one(Typed)
        typed.focus()
        await pilot.pause()
        for key in "abc":
            # A pilot would paint by itself what is left to be painted.
            app.post_message(events.Key(key, key))
            async with asyncio.timeout(60.0):
                while await typed.shown.get() != key:
                    pass
