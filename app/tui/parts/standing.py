"""Where a screen stands on the farm, for the keys that do the same wherever one is."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NamedTuple

from app.tui.keyboard.active_keys import ActiveKeys
from app.tui.parts.still_screen import StillScreen

if TYPE_CHECKING:  # A saved log is shown without them, and sooner.
    from app.resources.level import Item, Place


class Standing(NamedTuple):
    """A place, and what one looks at there."""

    place: "Place"
    key: str | None
    """The id of the row that one looks at, or that is selected; None where no row is."""
    item: "Item | None" = None
    """The row, where the screen is about that alone; None in a list."""

    @property
    def path(self) -> dict[str, str]:
        """The ids that lead to what one looks at, its own last."""
        own = {} if self.key is None else {self.place.level.key: self.key}
        return {**self.place.path, **own}


def looking_at(place: "Place", item: "Item") -> Standing:
    """Where a screen stands that is about one item of a place."""
    return Standing(place, str(item[place.level.key]), item)


class FarmScreen(StillScreen):
    """A screen that stands somewhere on a farm, from which one can go anywhere."""

    def stand(self) -> Standing | None:
        """Where it stands, for a key that somebody presses; None where nobody knows."""
        raise NotImplementedError

    @property
    def is_waited(self) -> bool:
        """Whether somebody waits here for where a key leads, and can be told so."""
        return any(foot.is_waited for foot in self.query(ActiveKeys))

    @contextmanager
    def waiting_for(self, words: str) -> Iterator[None]:
        """Somebody waits in here for where a key leads: that is told at the foot, if there is one,
        unless it is known at once."""
        with ExitStack() as stack:
            for foot in self.query(ActiveKeys):
                stack.enter_context(foot.waiting_for(words))
            yield

    def wait_no_more(self) -> None:
        """Nobody waits here any more."""
        for foot in self.query(ActiveKeys):
            foot.wait_no_more()
