"""What tests of the screens share: waiting until something is so, and seeing the screen."""

import asyncio
from collections.abc import Callable, Sequence
from typing import ParamSpec, TypeAlias

from textual._compositor import LayoutUpdate
from textual.app import App
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Input, Label, Static

from app.resources.level import Item
from app.tui.levels.level_screen import LevelScreen
from app.tui.logs.item_logs import ItemLog
from app.tui.logs.log_screen import LogScreen
from app.view import Row, cell_text
from widgets.bars.bar import Bar
from widgets.bars.prompt import Prompt
from widgets.log.log_view import LogView
from widgets.table.resource_table import ResourceTable

PATIENCE = 60.0
"""Seconds that anything may take on a busy machine."""
LOOK = 0.01
"""Seconds between two looks at whether it is so."""

FarmPilot: TypeAlias = Pilot[str]
P = ParamSpec("P")


async def until(
    pilot: FarmPilot, holds: Callable[P, object], *arguments: P.args, **named: P.kwargs
) -> None:
    """Wait until `holds` of these arguments, and let the screen come to rest."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not holds(*arguments, **named):  # noqa: ASYNC110 - nobody tells of it
                await asyncio.sleep(LOOK)
    except TimeoutError:
        raise AssertionError(f"It never came about. The screen:\n{shown(pilot.app)}") from None
    await pilot.pause()


def shown(app: App[str]) -> str:
    """What is on the screen, as text, without lines that are empty.

    It is read off the cells: a picture takes twenty times as long, and some wait for a word by it.
    """
    cells = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    assert isinstance(cells, LayoutUpdate)
    lines = ("".join(strip.text for strip in line).rstrip() for line in cells.strips)
    return "\n".join(filter(None, lines))


def told(pilot: FarmPilot) -> str:
    """What is told in the corner of the screen."""
    toasts = pilot.app.screen.query("Toast").results(Static)
    contents = (toast.render() for toast in toasts)
    return "\n".join(one.plain for one in contents if isinstance(one, Content))


def level(pilot: FarmPilot) -> LevelScreen:
    """The list that is on the screen."""
    screen = pilot.app.screen
    assert isinstance(screen, LevelScreen), screen
    return screen


def log(pilot: FarmPilot) -> LogScreen:
    """The log that is on the screen."""
    screen = pilot.app.screen
    assert isinstance(screen, LogScreen), screen
    return screen


def table(pilot: FarmPilot) -> ResourceTable:
    """The table of the list that is on the screen."""
    return level(pilot).pane.table


def names(rows: Sequence[Row]) -> list[str]:
    """What stands in the second column of rows: the names of jobs."""
    return [cell_text(row.cells[1], 0.0) for row in rows]


def view(pilot: FarmPilot) -> LogView:
    """The lines of the log that is on the screen."""
    return log(pilot).pane.view


def log_item(pilot: FarmPilot) -> Item:
    """The item whose log is on the screen."""
    source = log(pilot).pane.source
    assert isinstance(source, ItemLog)
    return source.item


def bar(pilot: FarmPilot, name: str) -> str:
    """What a bar of the screen reads: `where`, `freshness`, `summary`; empty until it is there."""
    return "".join(found.text for found in pilot.app.screen.query(f"#{name}").results(Bar))


def is_level(pilot: FarmPilot, name: str) -> bool:
    """Whether the list of a level is on the screen, and loaded."""
    screen = pilot.app.screen
    if not isinstance(screen, LevelScreen) or screen.place.level.name != name:
        return False
    if not screen.is_mounted or not screen.query("#list"):
        return False
    snapshot = screen.pane.snapshot
    return snapshot is not None and not snapshot.loading


async def arrive(pilot: FarmPilot, name: str) -> None:
    """Wait until the list of a level is on the screen, and loaded."""
    await until(pilot, lambda: is_level(pilot, name))


async def open_row(pilot: FarmPilot, key: str, then: str, way_in: str = "enter") -> None:
    """Select a row, open it, and wait for the level that it leads to."""
    await until(pilot, lambda: table(pilot).select(key))
    await pilot.press(way_in)
    await arrive(pilot, then)


def has_lines(pilot: FarmPilot) -> bool:
    """Whether a log is on the screen, read to its end."""
    screen = pilot.app.screen
    return (
        isinstance(screen, LogScreen)
        and bool(screen.query("#log LogView"))
        and screen.pane.state.caught_up
        and screen.pane.line_count > 0
    )


async def open_log(pilot: FarmPilot, name: str, key: str) -> None:
    """Open the log of a row of a level, and wait until it is read to its end."""
    await arrive(pilot, name)
    assert table(pilot).select(key)
    await pilot.press("L")
    await until(pilot, lambda: has_lines(pilot))


def is_answered(pilot: FarmPilot) -> bool:
    """Whether the service has answered what the list on the screen was last asked for."""
    return not level(pilot).pane.is_asking


def complaint(pilot: FarmPilot) -> str:
    """What the prompt says is wrong with the line."""
    asked = [prompt for prompt in pilot.app.screen.query(Prompt) if prompt.asking]
    return str(asked[0].query_one("#prompt-words", Label).content) if asked else ""


def asks(pilot: FarmPilot) -> bool:
    """Whether the prompt has the keys."""
    return isinstance(pilot.app.focused, Input)


def typed(pilot: FarmPilot) -> str:
    """What stands in the line that has the keys; empty where none has."""
    return pilot.app.focused.value if isinstance(pilot.app.focused, Input) else ""


async def answer(
    pilot: FarmPilot, opens: str, line: str, *, submit: bool = True, blinks: bool = True
) -> None:
    """Open the prompt with a key and give it a line, at once instead of key by key."""
    await pilot.press(opens)
    await until(pilot, asks, pilot)
    asked = pilot.app.focused
    assert isinstance(asked, Input)
    asked.cursor_blink = blinks
    asked.value = line
    await pilot.pause()
    if submit:
        await pilot.press("enter")


async def answer_still(pilot: FarmPilot, opens: str, line: str, *, submit: bool = True) -> None:
    """Give the prompt a line; its cursor does not blink."""
    await answer(pilot, opens, line, submit=submit, blinks=False)
