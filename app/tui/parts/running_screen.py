"""A screen that shows what runs over time, and draws it longer while somebody looks."""

from typing import Generic, Protocol, TypeVar

from app.tui.parts.standing import FarmScreen

REDRAWN_EVERY = 5.0
"""Seconds after which what runs is drawn longer."""


class Drawn(Protocol):
    """A pane that draws what runs."""

    def draw(self) -> None:
        """Draw it as it is now."""

    def look(self) -> None:
        """Find out whether it is seen."""


PaneT = TypeVar("PaneT", bound=Drawn)


class RunningScreen(FarmScreen, Generic[PaneT]):
    """Says each second how fresh its pane is; it rests while another screen covers it."""

    pane: PaneT

    def on_mount(self) -> None:
        """Time goes on."""
        self._seconds = self.set_interval(1.0, self._tick)
        self._redrawing = self.set_interval(REDRAWN_EVERY, self.pane.draw)
        self._tick()

    def on_screen_suspend(self) -> None:
        """Another screen covers this one."""
        self._seconds.pause()
        self._redrawing.pause()
        self.pane.look()

    def on_screen_resume(self) -> None:
        """This screen is seen again."""
        self._seconds.resume()
        self._redrawing.resume()
        self.pane.look()

    def _tick(self) -> None:
        """Say how fresh the pane is."""
        raise NotImplementedError
