"""Pictures of the monitor on a farm on which no time passes."""

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

import pytest

from app.config import Settings
from app.resources import LEVELS
from app.resources.level import Path, Place
from app.tui.app import FarmTop
from app.tui.list_pane import ListPane
from tests.pilots import FarmPilot, arrive, level, until
from tests.world_service import NOW, WorldService

Prepare: TypeAlias = Callable[[FarmPilot], Awaitable[None]]
SnapCompare: TypeAlias = Callable[..., bool]


@contextmanager
def greenwich() -> Iterator[None]:
    """Times of day are those of Greenwich."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


NARROW = (80, 24)

ENRICHED = {"sessions": "log", "session-actions": "sessionId"}
"""Members that only a batch get tells of the items of a level."""


def is_whole(pane: ListPane) -> bool:
    """Whether a list shows all that it is going to show."""
    snapshot, told = pane.snapshot, ENRICHED.get(pane.place.level.name)
    if snapshot is None or snapshot.loading:
        return False
    visible = [snapshot.items[key] for key in pane.table.visible_keys]
    return told is None or snapshot.trouble is not None or all(told in item for item in visible)


async def list_rests(pilot: FarmPilot, name: str) -> None:
    """Wait until the list shows all that it is going to show."""
    await arrive(pilot, name)
    await until(pilot, lambda: is_whole(level(pilot).pane))


class Camera:
    """Takes a picture of the monitor at a place and compares it with the one before."""

    def __init__(self, snap_compare: SnapCompare, service: WorldService) -> None:
        self._snap_compare = snap_compare
        self._service = service
        self.now = NOW

    def sees(
        self,
        name: str = "farms",
        path: Path | None = None,
        *,
        size: tuple[int, int] = NARROW,
        prepare: Prepare | None = None,
    ) -> bool:
        """Whether the level looks as before once `prepare` is done; without it, once loaded."""

        async def loaded(pilot: FarmPilot) -> None:
            await list_rests(pilot, name)

        monitor = FarmTop(
            Settings(),
            place=Place(LEVELS[name], path or {}),
            connect=self._service.connect,
            clock=lambda: self.now,
        )
        return self._snap_compare(monitor, terminal_size=size, run_before=prepare or loaded)
