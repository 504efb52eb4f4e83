"""The prompt of a list: what it asks, and what becomes of the answers."""

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on, work
from textual.message import Message

from app.errors import FarmtopError
from app.tui.link import Link
from app.tui.list_pane import ListPane
from app.tui.sort_choice import SortChoice
from app.tui.words import filter_hint
from widgets.prompt import ROOM_FOR_WORDS, Prompt
from widgets.row_order import is_reverse_next

if TYPE_CHECKING:  # Imported as it is asked: the first frame does without.
    from collections.abc import Callable, Iterable

    from app.tui.goto import Destination
    from app.tui.listed import Listed


GOTO_HINT = "a level, an id, farm/queue/job, a name in this list or a URL; → completes"
"""What one can go to."""


class ListPrompt(Prompt):
    """Asks what to filter and to sort by, and where to go."""

    class Found(Message):
        """Where the user wants to go has been found."""

        def __init__(self, destination: "Destination") -> None:
            super().__init__()
            self.destination = destination

    def __init__(
        self, pane: ListPane, link: Link, listed: "Callable[[], Iterable[Listed]]"
    ) -> None:
        """`listed` tells what is on the screen, which can be gone to by its name."""
        super().__init__()
        self._listed = listed
        self._pane = pane
        self._link = link
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

    def ask_goto(self) -> None:
        """Ask where to go."""
        from app.tui.goto import suggestions

        places = [self._pane.place, *self._link.history.places]
        known = suggestions(places, self._link.name, list(self._listed()))
        self.ask("goto", ":", suggestions=known, hint=GOTO_HINT)

    @on(Prompt.Changed)
    def _try(self, event: Prompt.Changed) -> None:
        if event.text != self.text:
            return  # Typed further meanwhile: nobody waits for what this would show.
        if event.purpose == "filter":
            self.complain(self._pane.filter(event.text))
        elif event.purpose == "goto":
            self._stay()
            self.complain("")
        elif not self._sorts.is_settled(event.text):
            self._narrow(event.text)

    @on(Prompt.Submitted)
    def _answer(self, event: Prompt.Submitted) -> None:
        answer = {"filter": self._filter, "sort": self._sort, "goto": self._goto}
        if complaint := answer[event.purpose](event.text):
            self.complain(complaint)
        else:
            self._close()

    @on(Prompt.Cancelled)
    def _withdraw(self, event: Prompt.Cancelled) -> None:
        self._stay()
        if event.purpose == "filter":
            self._filter("")
        self._pane.table.focus()

    @on(Prompt.Left)
    def _stay(self) -> None:
        self.workers.cancel_group(self, "goto")

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

    def _goto(self, text: str) -> str:
        self._travel(text)
        return "Looking …"

    @work(exclusive=True, group="goto")
    async def _travel(self, text: str) -> None:
        """Find where `text` leads; say why not where that cannot be."""
        from app.tui.goto import destination
        from app.tui.kept_places import KeptPlaces

        here = self._pane
        try:
            service = await self._link.service()
            there = await destination(
                service,
                text,
                here.place,
                here.table.selected_key,
                list(self._listed()),
                visited=KeptPlaces(self._link).visited(),
            )
        except FarmtopError as error:
            self._refuse(str(error))
            return
        self._close()
        self.post_message(self.Found(there))

    def _refuse(self, words: str) -> None:
        """Say why there is no way to go there; above, too, where it has no room beside the line."""
        self.complain(words)
        if cell_len(words) > self.size.width * ROOM_FOR_WORDS:
            self.notify(words, severity="warning", timeout=20, markup=False)


def _no_column(text: str) -> str:
    return f"There is no column {text!r}."
