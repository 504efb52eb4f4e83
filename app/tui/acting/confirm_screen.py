"""Whether something is meant: nothing is done unless somebody says so."""

from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input, Static

from app.resources.acts import Act, Amount
from app.tui.acting.acting import start
from app.tui.acting.chosen import Chosen
from app.tui.acting.outcome_screen import OutcomeScreen
from app.tui.boxes.overlay import Overlay
from app.tui.connection.link import Link
from widgets.bars.one_line import OneLine

NAMED = 5
"""Items of which the names are told; of more, how many more there are."""

CHOOSE = "↵ answer   ←→ choose   y yes   n no   Esc leave"
FILL_IN = "↵ go on   ⇥ next   Esc leave"
"""The keys of a box, and those while letters go into a field."""


class YesOrNo(Static, can_focus=True):
    """`No` and `Yes`, of which `No` is chosen unless one chooses otherwise."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,right,h,l,tab", "other", "The other one", id="confirm.other"),
        Binding("enter", "answer", "Answer", id="confirm.answer"),
        Binding("y", "say(True)", "Yes", id="confirm.yes"),
        Binding("n", "say(False)", "No", id="confirm.no"),
    ]

    class Yes(Message):
        """It is meant."""

    class No(Message):
        """It is not."""

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._yes = False

    def on_mount(self) -> None:
        """Show what is chosen."""
        self._show()

    def action_other(self) -> None:
        """Choose the other one."""
        self._yes = not self._yes
        self._show()

    def action_answer(self) -> None:
        """Answer with what is chosen."""
        self.action_say(self._yes)

    def action_say(self, yes: bool) -> None:
        """Answer."""
        self.post_message(self.Yes() if yes else self.No())

    def on_click(self, event: events.Click) -> None:
        """Choose what is clicked on; it takes a key to answer."""
        self._yes = event.x > len(" No  ")
        self._show()

    def _show(self) -> None:
        no, yes = ("", "reverse") if self._yes else ("reverse", "")
        self.update(Text.assemble((" No ", no), "  ", (" Yes ", yes)))


class ConfirmScreen(Overlay):
    """What would be done, with what and how many of them; and whether that is meant."""

    AUTO_FOCUS = "Input, YesOrNo"

    def __init__(self, chosen: Chosen, act: Act, link: Link) -> None:
        super().__init__()
        self._chosen = chosen
        self._act = act
        self._link = link
        self._to_type = chosen.to_type(act)
        self._amount = OneLine(id="amount", compact=True)
        self._typed = OneLine(id="typed", compact=True)
        self._words = Static("", id="confirm-words", markup=False)

    def inside(self) -> ComposeResult:
        """The question, what it is about, what has to be typed, and the answers."""
        yield Static(self._chosen.question(self._act), classes="heading", markup=False)
        yield Static(self._names(), id="confirm-names", markup=False)
        yield Static(self._act.means, id="confirm-means", markup=False)
        if isinstance(self._act.value, Amount):
            amount = self._act.value
            label = f"{amount.what.capitalize()}, {amount.least} to {amount.most:,}"
            now = self._chosen.now(self._act)
            yield Static(f"{label}, now {now}:" if now else f"{label}:", markup=False)
            yield self._amount
        if self._to_type:
            yield Static(f"Type {self._to_type} to go on:", markup=False)
            yield self._typed
        yield self._words
        yield YesOrNo()
        is_filled_in = isinstance(self._act.value, Amount) or self._to_type
        yield Static(FILL_IN if is_filled_in else CHOOSE, id="confirm-keys", classes="keys")

    @on(events.DescendantFocus)
    def _tell_keys(self, event: events.DescendantFocus) -> None:
        """Letters go into a field while that has the keys."""
        keys = FILL_IN if isinstance(event.widget, Input) else CHOOSE
        self.query_one("#confirm-keys", Static).update(keys)

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        """Go on to what is asked for next, and from what is right to the answer."""
        event.stop()
        if event.input is self._amount and self._to_type:
            self._typed.focus()
        elif self._complain(self._amount_words() or self._typed_words()):
            self.query_one(YesOrNo).focus()

    @on(YesOrNo.No)
    def _leave(self) -> None:
        self.notify("Nothing was done.")
        self.dismiss()

    @on(YesOrNo.Yes)
    def _do(self) -> None:
        """Do it, if everything was typed that has to be."""
        if not self._complain(self._amount_words() or self._typed_words()):
            return
        value = self._act.value if isinstance(self._act.value, str) else int(self._amount.value)
        change = self._chosen.change(self._act, value)
        errand = start(self.app, self._chosen, change, self._link)
        self.app.switch_screen(OutcomeScreen(errand, self._link.trail_file))

    def _complain(self, words: str) -> bool:
        """Say what is wrong; whether nothing is."""
        self._words.update(words)
        return not words

    def _amount_words(self) -> str:
        """What is wrong with the number; nothing where none is asked for."""
        amount, text = self._act.value, self._amount.value.strip()
        if isinstance(amount, str):
            return ""
        is_one = text.isascii() and text.isdigit()
        if is_one and amount.least <= int(text) <= amount.most:
            return ""
        return f"Give a number from {amount.least} to {amount.most:,}."

    def _typed_words(self) -> str:
        """What is wrong with what had to be typed."""
        if self._typed.value.strip() == self._to_type:
            return ""
        return f"Nothing is done: that is not {self._to_type}."

    def _names(self) -> str:
        chosen = self._chosen
        fitting = chosen.fitting(self._act)
        lines = [chosen.named(key) for key in fitting[:NAMED]] if len(fitting) > 1 else []
        if len(fitting) > NAMED:
            lines.append(f"and {len(fitting) - NAMED:,} more")
        return "\n".join((*lines, *chosen.instead(self._act), *chosen.left_out(self._act)))
