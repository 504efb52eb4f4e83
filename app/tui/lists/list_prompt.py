"""The prompt of a list: what it asks, and what becomes of the answers."""

from textual import on

from app.tui.lists.list_pane import ListPane
from app.tui.lists.sort_choice import SortChoice
from app.tui.parts.words import filter_hint
from widgets.bars.prompt import Prompt
from widgets.table.row_order import is_reverse_next


class ListPrompt(Prompt):
    """Asks what to filter and to sort by."""

    def __init__(self, pane: ListPane) -> None:
        super().__init__()
        self._pane = pane
        self._sorts = SortChoice(())
        """The columns as they were numbered when they were asked for."""

    def ask_filter(self) -> None:
        """Ask what to filter by."""
        pane = self._pane
        hint = filter_hint(pane.place.level)
        self.ask("filter", "/", pane.wish.filter.text, hint=hint)
        pane.table.expect_filter()

    def ask_sort(self) -> None:
        """Ask which column to sort by; a number is an answer as soon as it is unmistakable."""
        self._sorts = sorts = SortChoice(self._pane.table.shown_columns)
        self.ask(
            "sort",
            "sort by",
            suggestions=sorts.labels,
            is_whole=sorts.is_settled,
            choices=sorts.left(),
        )

    @on(Prompt.Changed)
    def _try(self, event: Prompt.Changed) -> None:
        if event.text != self.text:
            return  # Typed further meanwhile: nobody waits for what this would show.
        if event.purpose == "filter":
            self.complain(self._pane.filter(event.text))
        elif not self._sorts.is_settled(event.text):
            self._narrow(event.text)

    @on(Prompt.Submitted)
    def _answer(self, event: Prompt.Submitted) -> None:
        answer = {"filter": self._filter, "sort": self._sort}
        if complaint := answer[event.purpose](event.text):
            self.complain(complaint)
        else:
            self._close()

    @on(Prompt.Cancelled)
    def _withdraw(self, event: Prompt.Cancelled) -> None:
        if event.purpose == "filter":
            self._filter("")
        self._pane.table.focus()

    def _close(self) -> None:
        self.dismiss()
        self._pane.table.focus()

    def _filter(self, text: str) -> str:
        """Filter by `text`, and ask the service at once; gives what is wrong with it."""
        if not (error := self._pane.filter(text)):
            self._pane.ask()
        return error

    def _narrow(self, text: str) -> None:
        """Show the columns that are left to choose from."""
        self.offer(self._sorts.left(text))
        self.complain("" if self._sorts.fitting(text) else _no_column(text))

    def _sort(self, text: str) -> str:
        """Sort by the column that `text` names; gives what is wrong with it."""
        if not text.strip():
            self._pane.sort(None)
            return ""
        if (chosen := self._sorts.chosen(text)) is None:
            return _no_column(text)
        wish = self._pane.wish
        self._pane.sort(chosen.id, is_reverse_next(chosen, wish.column, wish.reverse))
        return ""


def _no_column(text: str) -> str:
    return f"There is no column {text!r}."
