"""The way that somebody goes from a screen, until it has led there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.tui.parts.standing import FarmScreen


@dataclass(frozen=True, slots=True)
class Journey:
    """What a key has set out for, from a screen."""

    here: FarmScreen
    way: Callable[[], Awaitable[None]]
    """Goes there. Raises FarmtopError where that cannot be."""
    sought: str
    """What has to be found for that: `the worker of task 7`."""
    leads_away: bool = True
    """Whether another screen comes by it, for which nobody waits who does something else here."""

    async def go(self) -> None:
        """Go there; what is looked for is told here, where that takes long. Raises FarmtopError."""
        with self.here.waiting_for(f"Looking for {self.sought} …"):
            await self.way()
