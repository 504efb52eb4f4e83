"""When a screen is at rest: every key was dealt with, and nothing changes any more by itself.

Textual's own pilot goes by how much of the processor's time its process takes. On a busy machine
that is little whatever there is to do, so the pilot goes on while a key is still on its way; and
where a log pours in it is much whatever there is to do, so the pilot waits a second for each key.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeAlias, TypeVar

import pytest
from textual.app import App
from textual.pilot import Pilot

Result = TypeVar("Result")
Prepare: TypeAlias = Callable[[Pilot[Result]], Awaitable[None]]
Size: TypeAlias = tuple[int, int]

NARROW = (80, 24)

HANDED_ON = 20
"""How often a message is handed on at most: from the application to a widget, and up again."""
QUIET = 0.5
"""Seconds: longer than anything that is to be seen is put off on purpose, such as a paint."""

NOTICED = 60.0
"""Seconds that a word in the corner stands, for whoever waits for it on a busy machine."""

PATIENCE = 60.0
"""Seconds that the screen has to take a size."""

LOOK = 0.01
"""Seconds between two looks at whether the terminal has the size that it was given."""

_press, _pause, _resize = Pilot.press, Pilot.pause, Pilot.resize_terminal


async def handled(pilot: Pilot[Result]) -> None:
    """Wait until nobody on the screen has a message to handle, or new ones never end."""
    for _ in range(HANDED_ON):
        if not pilot.app.screen_stack:
            return
        # Everybody deals with what is there, and may hand it on to somebody else.
        await _pause(pilot, 0)
        everybody = [pilot.app, *pilot.app.screen.walk_children(with_self=True)]
        if not any(one.message_queue_size for one in everybody):
            return


async def rest(pilot: Pilot[Result]) -> None:
    """Wait until the screen changes no more by itself.

    How much time has passed says nothing of what was done meanwhile. But what was put off for less
    than `QUIET` is done by the event loop before whoever waits as long beside it goes on, however
    late both are.
    """
    before, now = "", pilot.app.export_screenshot()
    while now != before:
        await handled(pilot)
        await asyncio.sleep(QUIET)
        await handled(pilot)
        before, now = now, pilot.app.export_screenshot()


def be_patient(patch: pytest.MonkeyPatch) -> None:
    """Let pilots go on when what they did was dealt with: no sooner on a machine that is busy, and
    no later where the application has more to do by itself.

    What is said in passing can be read for as long as it may take them to look.
    """

    async def at_once(*_: float) -> None:
        await asyncio.sleep(0)

    async def press(pilot: Pilot[Any], *keys: str) -> None:
        for key in keys:
            await _press(pilot, key)
            await handled(pilot)

    async def pause(pilot: Pilot[Any], delay: float | None = None) -> None:
        await (handled(pilot) if delay is None else _pause(pilot, delay))

    async def resize(pilot: Pilot[Any], width: int, height: int) -> None:
        await _resize(pilot, width, height)
        async with asyncio.timeout(PATIENCE):
            while pilot.app.screen.region.size != (width, height):  # noqa: ASYNC110
                await asyncio.sleep(LOOK)
        await handled(pilot)

    for module in ("textual.app", "textual.pilot"):
        patch.setattr(f"{module}.wait_for_idle", at_once)
    patch.setattr(App, "NOTIFICATION_TIMEOUT", NOTICED)
    patch.setattr(Pilot, "press", press)
    patch.setattr(Pilot, "pause", pause)
    patch.setattr(Pilot, "resize_terminal", resize)


class SnapCompare(Protocol):
    """Takes a picture of an application and compares it with the one before."""

    def __call__(
        self,
        app: App[Result],
        *,
        terminal_size: Size = NARROW,
        run_before: Prepare[Result] | None = None,
    ) -> bool:
        """Whether it looks as before."""
        ...


def at_rest(snap_compare: SnapCompare, screen: str | None = None) -> SnapCompare:
    """Let pictures be taken of a screen that is at rest; of this one, where it is named."""

    def compare(
        app: App[Result],
        *,
        terminal_size: Size = NARROW,
        run_before: Prepare[Result] | None = None,
    ) -> bool:
        async def prepare(pilot: Pilot[Result]) -> None:
            if run_before is not None:
                await run_before(pilot)
            await rest(pilot)
            assert screen in {None, type(pilot.app.screen).__name__}

        return snap_compare(app, terminal_size=terminal_size, run_before=prepare)

    return compare
