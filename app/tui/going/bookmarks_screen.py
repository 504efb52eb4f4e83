"""A box with the places that were kept, to go to one of them."""

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType

from app.errors import UsageError
from app.tui.boxes.choice_screen import ChoiceScreen
from app.tui.going.goto import Destination
from app.tui.going.kept_places import KeptPlace, KeptPlaces
from app.tui.parts.refusal import refuse
from app.view import plain

KEYS = "↵ go there   x take it out   Esc close"
NOTHING = "Nothing is kept yet. b keeps where one is."


class BookmarksScreen(ChoiceScreen):
    """Places to go to, and to take out."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,left,h,B", "dismiss", "Close", id="bookmarks.close"),
        Binding("x,delete", "remove", "Take out", id="bookmarks.remove"),
    ]

    def __init__(
        self, go: Callable[[Destination], None], kept: KeptPlaces, places: list[KeptPlace]
    ) -> None:
        """`places` are those of `kept` that lead anywhere; `go` leads there."""
        super().__init__("Bookmarks", KEYS)
        self._go = go
        self._kept = kept
        self._places = places

    def lines(self) -> list[Text]:
        """The places, as they were called when they were kept."""
        return [Text(" › ".join(map(plain, place.words))) for place in self._places]

    def nothing(self) -> str:
        """How to keep one."""
        return NOTHING

    def chosen(self, line: int) -> None:
        """Go to the place."""
        self.dismiss()
        there = self._places[line]
        self._go(Destination(there.place, select=there.select))

    def action_remove(self) -> None:
        """Keep the place no longer."""
        if not self._places:
            return
        try:
            self._kept.remove(self._places[self.cursor])
        except UsageError as error:
            refuse(self, str(error))
            return
        del self._places[self.cursor]
        self.draw()
