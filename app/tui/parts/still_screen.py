"""A screen on which nothing is painted that looks as it did."""

from collections.abc import Sequence, Set

from textual import events, on
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from app.tui.parts.refusal import forget_refusals
from widgets.terminal.cell_app import CellApp
from widgets.terminal.closed import forget_closed
from widgets.terminal.composition import FrontCompositor


class StillScreen(Screen[None]):
    """Not painted anew, all of it, when another widget has the focus; the widgets see to that."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    _styled_in: Set[str] | None = None
    """The classes of the application, the theme's among them, when this was given its styles."""

    def __init__(
        self,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(name, id, classes)
        self._compositor = FrontCompositor()

    def on_compose(self) -> None:
        """Have the classes of this size before anything is styled and laid out without them."""
        width, height = self.app.size
        for cells, breakpoints in (
            (width, self.HORIZONTAL_BREAKPOINTS),
            (height, self.VERTICAL_BREAKPOINTS),
        ):
            self.add_class(*_reached(cells, breakpoints or ()))

    @on(events.ScreenResume)
    def _keep_styles(self, event: events.ScreenResume) -> None:
        """Leave everything its styles where the application looks as it did when they were given:
        as the screen was opened, a moment ago or long ago."""
        looks = self.app.classes
        event.refresh_styles = event.refresh_styles and self._styled_in not in (None, looks)
        self._styled_in = looks

    @on(events.ScreenResume)
    def _forget_others(self) -> None:
        """What was told of another screen goes with that, before this one shows what is told."""
        forget_refusals(self.app)

    # Textual has no public way to it: `pyproject.toml` holds it to its major version.
    def on_idle(self) -> None:
        """Paint at once what a key has changed.

        Textual paints sixty times a second at most, and what changes soon after a frame, it paints
        with the second next: a key is answered 17 to 33 ms late where something was painted before
        it. Frames keep the distance that the application gives them either way. Where something is
        to be laid out, others often follow, for which it pays to wait.
        """
        app = self.app
        if isinstance(app, CellApp) and app.flow.is_hasty and not self._layout_required:
            self._on_timer_update()

    def on_resize(self, event: events.Resize) -> None:
        """Take no size that the terminal has left since.

        Textual lays a screen out for each that it is told of and tells it of that size once more,
        so that two which cross would follow each other for ever.
        """
        if event.size != self.app.size:
            event.prevent_default()

    def on_unmount(self) -> None:
        """The monitor stays open for days, and what is closed is to be gone."""
        forget_closed()


def _reached(cells: int, breakpoints: Sequence[tuple[int, str]]) -> list[str]:
    """The class of the largest breakpoint that so many cells reach."""
    reached = [(least, name) for least, name in breakpoints if cells >= least]
    return [name for _, name in sorted(reached)[-1:]]
