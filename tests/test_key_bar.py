"""The line of keys: what fits, and what a click presses."""

from msgspec.structs import replace
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from widgets.bars.key_bar import KeyBar, KeyHint

FIND, SAVE, QUIT = (
    KeyHint("slash", "/", "Find"),
    KeyHint("S", "S", "Save"),
    KeyHint("q", "q", "Quit"),
)
ALL = "/ Find S Save q Quit"


class Keys(App[None]):
    """A line of keys."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = KeyBar()
        self.pressed: list[str] = []

    def compose(self) -> ComposeResult:
        """The line."""
        yield self.bar

    def on_mount(self) -> None:
        """There are keys from the beginning."""
        self.bar.show([FIND, SAVE, QUIT])

    def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        """Remember which."""
        self.pressed.append(event.key)


def painted(pilot: Pilot[None]) -> str:
    """What is on the screen."""
    app = pilot.app
    assert isinstance(app, Keys)
    return app.bar.render_line(0).text.rstrip()


async def test_every_key_that_fits_is_shown_with_what_it_does() -> None:
    async with Keys().run_test(size=(len(ALL), 3)) as pilot:
        assert painted(pilot) == ALL


async def test_the_last_keys_are_left_out_where_they_do_not_fit() -> None:
    async with Keys().run_test(size=(len(ALL) - 1, 3)) as pilot:
        assert painted(pilot) == "/ Find S Save"
        await pilot.resize_terminal(5, 3)
        await pilot.pause()
        assert painted(pilot) == ""
        await pilot.resize_terminal(100, 3)
        await pilot.pause()
        assert painted(pilot) == ALL


async def test_a_key_that_is_always_shown_takes_the_place_of_those_before() -> None:
    async with Keys().run_test(size=(len(ALL) - 1, 3)) as pilot:
        assert isinstance(pilot.app, Keys)
        pilot.app.bar.show([FIND, SAVE, replace(QUIT, always=True)])
        await pilot.pause()
        assert painted(pilot) == "/ Find q Quit"
        await pilot.click(KeyBar, offset=(len("/ Find "), 0))
        assert pilot.app.pressed == ["q"]


async def test_other_keys_take_the_place_of_those_before() -> None:
    async with Keys().run_test() as pilot:
        assert isinstance(pilot.app, Keys)
        pilot.app.bar.show([SAVE])
        assert pilot.app.bar.text == "S Save" == painted(pilot)


async def test_a_click_presses_the_key_under_it_and_none_beside_them() -> None:
    async with Keys().run_test() as pilot:
        assert isinstance(pilot.app, Keys)
        for x in (0, 5, 6, 7, ALL.index("q"), len(ALL)):
            await pilot.click(KeyBar, offset=(x, 0))
        assert pilot.app.pressed == ["slash", "slash", "S", "q"]


async def test_the_key_that_a_click_would_press_stands_out() -> None:
    async with Keys().run_test() as pilot:
        assert isinstance(pilot.app, Keys)
        bar = pilot.app.bar
        plain = list(bar.render_line(0))
        await pilot.hover(KeyBar, offset=(ALL.index("S"), 0))
        changed = [
            now.text for was, now in zip(plain, bar.render_line(0), strict=True) if was != now
        ]
        assert changed == ["S", " Save"]
        await pilot.hover(KeyBar, offset=(50, 0))
        assert list(bar.render_line(0)) == plain
