"""An application that shows a log and nothing else."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.message import Message

from app.logs.scanning.signs import Signs
from app.view import LogLine
from tests.listed_lines import ListedLines
from widgets.log.log_view import LogView
from widgets.log.time_column import TimeMode

LOOK = 0.01
"""Seconds between two looks at whether something holds."""


def numbered(count: int, start: int = 0) -> list[LogLine]:
    return [LogLine(number, f"line {number}") for number in range(start, start + count)]


class LogApp(App[None]):
    """A log and nothing else; every message that it sends is kept."""

    CSS: ClassVar[str] = "LogView { height: 1fr; }"

    def __init__(self, lines: list[LogLine]) -> None:
        super().__init__()
        self.lines = ListedLines(lines)
        self.told: list[Message] = []

    def compose(self) -> ComposeResult:
        view = LogView(self.lines, tone_of=Signs().tone_of)
        view.time_mode = TimeMode.UTC
        yield view

    @property
    def view(self) -> LogView:
        return self.query_one(LogView)

    @on(LogView.FollowingChanged)
    @on(LogView.Moved)
    @on(LogView.ReachedTop)
    @on(LogView.SearchChanged)
    @on(LogView.OnlyChanged)
    @on(LogView.Nothing)
    def keep(self, message: Message) -> None:
        self.told.append(message)

    def append(self, *lines: LogLine) -> None:
        self.view.splice(self.lines.append(lines))

    def prepend(self, *lines: LogLine) -> None:
        self.view.splice(self.lines.prepend(lines))
        self.view.asked_older()

    def truncate(self, length: int) -> None:
        self.view.splice(self.lines.truncate(length))

    def screen_text(self) -> list[str]:
        return [self.view.render_line(y).text for y in range(self.view.size.height)]

    def shown(self) -> list[str]:
        """The messages in sight."""
        return [text[17:].rstrip() for text in self.screen_text()]


async def until(condition: Callable[[], bool], pause: Callable[[], Awaitable[None]]) -> None:
    """Let the application go on until something holds; the test's own time-out ends it."""
    while not condition():
        await asyncio.sleep(LOOK)
        await pause()


def nothings(app: LogApp) -> list[str]:
    """What the view said is not there."""
    return [told.text for told in app.told if isinstance(told, LogView.Nothing)]
