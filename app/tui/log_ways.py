"""Where a log leads to besides its lines: why it failed, and the machine that it was written on."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from textual.screen import Screen

from app.resources.level import Item, Place
from app.tui.host_screen import open_host
from app.tui.link import Link
from app.tui.why_screen import open_why
from app.view import LogLine

Thing: TypeAlias = tuple[Place, Item]
"""Whose log it is, and where that is listed."""

Way: TypeAlias = Callable[[Screen[None], Link, Thing, LogLine | None], Awaitable[None]]
"""What a key does from the screen of a log, at its current line; None while that is followed."""


async def _why(here: Screen[None], link: Link, thing: Thing, _: LogLine | None) -> None:
    """Say why it failed."""
    open_why(here.app, link, *thing)


async def _machine(here: Screen[None], link: Link, thing: Thing, line: LogLine | None) -> None:
    """Show how the worker was doing when the line was written."""
    await open_host(here, link, *thing, None if line is None else line.timestamp / 1000)


WAYS: Mapping[str, Way] = {"why": _why, "machine": _machine}
"""By the names that the table of actions has for them."""
