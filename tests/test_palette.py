"""The colours of what a widget draws itself."""

import pytest
from rich.style import Style
from textual.app import App, ComposeResult
from textual.widget import Widget

from app.view import Tone
from widgets.bars.bar import Bar, Part
from widgets.bars.key_bar import KeyBar, KeyHint
from widgets.painting.palette import Palette


class Styled(Widget):
    """Has its parts coloured by a style sheet."""

    COMPONENT_CLASSES = {"muted", "half", "bad", "under"}  # noqa: RUF012 - as Textual has it
    DEFAULT_CSS = """
    Styled {
        height: 1;
        background: $panel;
        .muted { color: $text-muted; }
        .half { color: $foreground 55%; }
        .bad { color: $text-error; text-style: bold; }
        .under { background: $accent 14%; }
    }
    """

    def part(self, name: str) -> Style:
        """The style of a part."""
        return self.get_component_rich_style(name)


class Shown(App[None]):
    """Shows that widget, and a bar of each kind."""

    def compose(self) -> ComposeResult:
        """All that is coloured."""
        yield Styled()
        yield Bar()
        yield KeyBar()


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "nord", "ansi-dark"])
async def test_colours_are_those_that_a_style_sheet_would_give(theme: str) -> None:
    app = Shown()
    async with app.run_test() as pilot:
        app.theme = theme
        await pilot.pause()
        styled = app.query_one(Styled)
        palette = Palette(styled)
        assert palette.letters("text-muted") == styled.part("muted")
        assert palette.letters("foreground", 0.55) == styled.part("half")
        assert palette.letters("text-error", bold=True) == styled.part("bad")
        assert palette.ink("text-error").color == styled.part("bad").color
        assert palette.under("accent", 0.14).bgcolor == styled.part("under").bgcolor


async def test_bars_are_painted_in_the_colours_of_another_theme() -> None:
    app = Shown()
    async with app.run_test() as pilot:
        app.query_one(Bar).show([Part("broken", Tone.BAD)])
        app.query_one(KeyBar).show([KeyHint("w", "w", "Why")])
        for theme in ("textual-dark", "textual-light"):
            app.theme = theme
            await pilot.pause()
            picture = app.export_screenshot().lower()
            for variable in ("text-error", "footer-key-foreground"):
                assert f"fill: {app.theme_variables[variable].lower()}" in picture
