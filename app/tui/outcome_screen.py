"""What has become of a change, item by item."""

from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from app.acting import Answer, Errand, Outcome
from app.tui.overlay import Overlay
from app.view import GLYPHS, Tone

TONES = {
    Answer.REFUSED: Tone.BAD,
    Answer.UNKNOWN: Tone.WARN,
    Answer.NOT_ASKED: Tone.MUTED,
    Answer.ASKED: Tone.WAITING,
    Answer.ACCEPTED: Tone.GOOD,
}
"""What an answer means; those come first that call for attention."""

LISTED = 500
"""Items that are listed at most, so that a long list can still be scrolled."""


class OutcomeScreen(Overlay):
    """The outcomes of an errand, as they become known."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "dismiss", "Close", id="outcome.close", show=False),
        Binding("y", "copy", "Copy", id="outcome.copy"),
    ]

    def __init__(self, errand: Errand, trail: Path) -> None:
        """`trail` is the file in which they are written down."""
        super().__init__()
        self.errand = errand
        self._trail = trail

    def inside(self) -> ComposeResult:
        """What was asked for, what is wrong, each item, and the keys."""
        yield Static(id="outcome-heading", classes="heading", markup=False)
        yield Static(id="outcome-words", markup=False)
        yield Static(id="outcomes", markup=False)
        keys = f"y copy   Esc close   written to {_from_home(self._trail)}"
        yield Static(keys, classes="keys", markup=False)

    def on_mount(self) -> None:
        """Show what is known, and what becomes known."""
        self._follow()

    @work(exclusive=True)
    async def _follow(self) -> None:
        async for _ in self.errand.changes():
            if not self.query("#outcome-heading"):  # what is inside is closed first
                return
            self._show()

    def action_copy(self) -> None:
        """Copy every outcome."""
        lines = [
            "  ".join(filter(None, (one.answer.value, one.target.key, one.target.label, one.error)))
            for one in self.errand.outcomes
        ]
        self.app.copy_to_clipboard("\n".join(lines))
        self.notify("Copied every outcome.")

    def _show(self) -> None:
        errand = self.errand
        heading = f"{errand.change.short.capitalize()}: {errand.summary}"
        self.query_one("#outcome-heading", Static).update(heading)
        self.query_one("#outcome-words", Static).update(errand.complaint)
        order = list(TONES)
        outcomes = sorted(errand.outcomes, key=lambda one: order.index(one.answer))
        lines = [_line(outcome) for outcome in outcomes[:LISTED]]
        if len(outcomes) > LISTED:
            lines.append(Text(f"and {len(outcomes) - LISTED:,} more", "dim"))
        self.query_one("#outcomes", Static).update(Text("\n").join(lines))


def _from_home(path: Path) -> str:
    """A path as one writes it in a shell."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def _line(outcome: Outcome) -> Text:
    glyph = GLYPHS[TONES[outcome.answer]]
    line = Text(f"{glyph} {outcome.answer.value:<9}  {outcome.target.label}")
    if outcome.error:
        line.append(f"\n    {outcome.error}", "dim")
    return line
