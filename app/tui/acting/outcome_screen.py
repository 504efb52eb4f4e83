"""What has become of a change, item by item."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from app.acting import Answer, Errand, Outcome
from app.tui.boxes.overlay import Overlay
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
        yield Static(id="outcome-keys", classes="keys", markup=False)

    def on_mount(self) -> None:
        """Show what is known, and what becomes known."""
        self._follow()

    @work(exclusive=True)
    async def _follow(self) -> None:
        async for _ in self.errand.news():
            if not self.query("#outcome-heading"):  # what is inside is closed first
                return
            self._show()

    def action_copy(self) -> None:
        """Copy every outcome."""
        lines = [
            "  ".join(filter(None, (one.answer.value, one.target.key, *_told(one), one.error)))
            for one in self.errand.outcomes
        ]
        self.app.copy_to_clipboard("\n".join(lines))
        self.notify("Copied every outcome.")

    def _show(self) -> None:
        errand = self.errand
        self.query_one("#outcome-heading", Static).update(errand.told)
        self.query_one("#outcome-words", Static).update(errand.complaint)
        self.query_one("#outcomes", Static).update(Text("\n").join(_lines(errand.outcomes)))
        # The only complaint is that the trail could not be written.
        trail = "" if errand.complaint else f"   written to {_from_home(self._trail)}"
        self.query_one("#outcome-keys", Static).update(f"y copy   Esc close{trail}")


def _from_home(path: Path) -> str:
    """A path as one writes it in a shell."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def _told(outcome: Outcome) -> tuple[str, ...]:
    """What is told of an item by itself: its name, and how it is where that was asked anew."""
    anew = f"asked anew: {outcome.asked_anew}" if outcome.asked_anew else ""
    return tuple(filter(None, (outcome.target.label, anew)))


def _lines(outcomes: Sequence[Outcome]) -> Iterator[Text]:
    """Each answer with its reason, and below it the items that had it."""
    order, left = list(TONES), LISTED
    alike: dict[tuple[Answer, str], list[Outcome]] = {}
    for outcome in sorted(outcomes, key=lambda one: order.index(one.answer)):
        alike.setdefault((outcome.answer, outcome.error), []).append(outcome)
    for (answer, error), group in alike.items():
        if left:
            line = Text(f"{GLYPHS[TONES[answer]]} {len(group):,} {answer.value}")
            yield line.append(f": {error}" if error else "", "dim")
        for outcome in group[:left]:
            yield Text(f"    {'  '.join(_told(outcome))}")
        left -= len(group[:left])
    if len(outcomes) > LISTED:
        yield Text(f"and {len(outcomes) - LISTED:,} more", "dim")
