"""The prompt of a log screen: what it asks, and what becomes of the answers."""

from collections.abc import Callable
from datetime import UTC

from textual import on, work
from textual.worker import get_current_worker

from app.errors import FarmtopError
from app.tui.keyboard.key_text import key_text
from app.tui.logs.log_pane import LogPane
from app.tui.logs.log_questions import LineQuestion, PatternQuestion, Question
from app.tui.logs.log_reading_back import STOPPED
from app.tui.logs.log_saving import Order, SaveQuestion, offered_name, saved_text
from app.tui.logs.log_times import asked_time
from app.tui.logs.log_words import Filtered, Found, slow_words
from app.tui.parts.refusal import refuse
from app.view import LogLine, plain
from widgets.bars.prompt import Prompt
from widgets.log.log_view import LogView
from widgets.log.time_column import TimeMode

_PATTERN = "a regular expression; a capital letter in it minds case"
HINTS = {"find": _PATTERN, "only": _PATTERN, "time": "03:12  2026-11-22 03:12:09  -5m  +30s"}
"""What can be typed, by what is asked for."""


class LogPrompt(Prompt):
    """Asks what to find, what to show only, where to go and where to save."""

    def __init__(self, pane: LogPane, clock: Callable[[], float]) -> None:
        super().__init__()
        self._pane = pane
        self._view = pane.view
        self._clock = clock
        self.find = PatternQuestion("/", self._search, self._view.clear_search)
        """What is searched for."""
        self.only = PatternQuestion("&", self._filter, self._view.clear_only)
        """What all lines must match that are shown."""
        self._questions: dict[str, Question] = {
            "find": self.find,
            "only": self.only,
            "time": LineQuestion("go to", self._go_to),
            "save": SaveQuestion(self._offered_name, self._what_is_saved, self._save),
        }

    def ask_for(self, purpose: str) -> None:
        """Ask for whatever a key asks for."""
        question = self._questions[purpose]
        text = question.begin()
        self.ask(purpose, question.sign, text, hint=HINTS.get(purpose, ""))

    def lift(self) -> bool:
        """Lift the filter, or else the search; whether there was either."""
        for question in (self.only, self.find):
            if question.pattern:
                question.lift()
                return True
        return False

    @property
    def stands(self) -> bool:
        """Whether there is a filter or a search to be lifted."""
        return bool(self.only.pattern or self.find.pattern)

    @property
    def found(self) -> Found:
        """How the search stands."""
        found = self._view.found
        problem = "" if found.problem is None else found.problem.text
        return Found(self.find.pattern, found.position, found.count, found.complete, problem)

    def filtered(self, shown: LogView.OnlyChanged | None) -> Filtered:
        """How it stands where only the matching lines are shown, by what the view told last."""
        if not self.only.pattern or shown is None:
            return Filtered(self.only.pattern)
        return Filtered(self.only.pattern, shown.shown, shown.of, shown.complete, shown.problem)

    @property
    def errand(self) -> str:
        """What goes on that takes long, and the key that stops it; empty where nothing does."""
        slow = self._view.slow_search
        searching = "" if slow is None else slow_words(slow.looked_at)
        if not (words := self._pane.errands.words or searching):
            return ""
        back = (each.binding for each in self.screen.active_bindings.values())
        keys = [key_text(one.key) for one in back if one.action == "back"]
        return f"{words} …" + (f" {keys[0]} stops" if keys else "")

    @on(Prompt.Changed)
    def _try(self, event: Prompt.Changed) -> None:
        if event.text != self.text:
            return  # Typed further meanwhile: nobody waits for what this would find.
        self.complain(self._questions[event.purpose].typed(event.text))

    @on(Prompt.Submitted)
    def _answer(self, event: Prompt.Submitted) -> None:
        complaint = self._questions[event.purpose].answered(event.text)
        if not complaint:
            self.dismiss()
            self._view.focus()
        self.complain(complaint)

    @on(Prompt.Cancelled)
    def _withdraw(self, event: Prompt.Cancelled) -> None:
        self._questions[event.purpose].withdrawn()
        self._view.focus()

    def _search(self, pattern: str) -> str:
        """Find a pattern; what is wrong with it."""
        problem = self._view.search(pattern)
        return "" if problem is None else problem.text

    def _filter(self, pattern: str) -> str:
        """Show only what matches a pattern; what is wrong with it."""
        problem = self._view.only(pattern)
        return "" if problem is None else problem.text

    # Going to a time

    def _go_to(self, text: str) -> str:
        """Go to a time; what is wrong with it."""
        lines, here = self._pane.lines, self._view.current_line
        if lines is None or here is None:
            return "There are no lines yet."
        began = self._pane.source.about.began
        within = range(min(began or here.timestamp, lines[0].timestamp), lines[-1].timestamp + 1)
        zone = UTC if self._view.time_mode is TimeMode.UTC else None
        try:
            wanted = asked_time(text, here=here.timestamp, within=within, zone=zone)
        except FarmtopError as error:
            return str(error)
        self.go_to(LogLine(wanted, ""))
        return ""

    @work(exclusive=True, group="time")
    async def go_to(self, line: LogLine) -> None:
        """Read back as far as the time of a line, and go there; to the line if it is there."""
        timestamp = line.timestamp
        back, stop = self._pane.back, get_current_worker().cancel
        try:
            with self._pane.errands.going_on(lambda: back.words(timestamp), stop, STOPPED):
                await back.down_to(timestamp)
        except FarmtopError as error:
            refuse(self, str(error), title="The lines before cannot be read")
        self._view.go_to_time(timestamp, line.message)

    # Saving

    def _offered_name(self) -> str:
        return offered_name(*self._pane.source.file_names, self._clock())

    def _what_is_saved(self) -> str:
        return "the lines shown" if self.only.pattern else "the whole log"

    @work(group="save")
    async def _save(self, order: Order) -> None:
        """Save all lines, also those that were not read yet; or those that are shown."""
        pane, stop = self._pane, get_current_worker().cancel
        numbers = list(self._view.chosen_numbers()) if self.only.pattern else None

        def words() -> str:
            return pane.savings.words(order) or f"saving, {pane.back.words()}"

        try:
            with pane.errands.going_on(words, stop, f"Stopped saving to {plain(str(order.path))}."):
                if numbers is None:
                    await pane.back.down_to()
                count = await pane.savings.save(pane.lines, order, numbers, pane.labels)
        except FarmtopError as error:
            self.notify(str(error), title="Nothing was saved", severity="error", markup=False)
        else:
            self.notify(saved_text(count, order.path), markup=False)
