"""The sheet of keys: what stands where, and what a narrow screen makes of it."""

import pytest
from textual.app import App, ComposeResult

from widgets.bars.key_sheet import KeySection, KeySheet

SECTIONS = [
    KeySection("In a list", [("↑ k", "Up"), ("Home g", "Go to the first of all the rows.")]),
    KeySection("In a log", [("PgDn Space ctrl-f", "Page down")], note="Tailing costs money."),
]


class SheetApp(App[None]):
    CSS = "Screen { overflow-y: hidden; }"

    def compose(self) -> ComposeResult:
        yield KeySheet(SECTIONS)

    @property
    def sheet(self) -> KeySheet:
        return self.query_one(KeySheet)


async def test_what_keys_do_stands_in_one_column() -> None:
    app = SheetApp()
    async with app.run_test(size=(60, 12)):
        assert [line.rstrip() for line in app.sheet.text.split("\n")] == [
            "",
            "In a list",
            "↑ k                 Up",
            "Home g              Go to the first of all the rows.",
            "",
            "In a log",
            "PgDn Space ctrl-f   Page down",
            "Tailing costs money.",
        ]
        assert app.sheet.size.height == 8


async def test_what_is_too_long_goes_on_below_itself() -> None:
    app = SheetApp()
    async with app.run_test(size=(40, 12)) as pilot:
        assert "Go to the first of\n" + " " * 20 + "all the rows." in app.sheet.text
        await pilot.resize_terminal(60, 12)
        assert "Go to the first of all the rows." in app.sheet.text


@pytest.mark.parametrize("width", [1, 5, 17, 18, 23])
async def test_no_width_breaks_it(width: int) -> None:
    app = SheetApp()
    async with app.run_test(size=(width, 40)):
        widths = {app.sheet.render_line(y).cell_length for y in range(app.sheet.size.height)}
        assert widths == {width}
