"""Where a screen stands on the farm, for the keys that do the same wherever one is."""

from typing import TYPE_CHECKING, NamedTuple

from app.tui.still_screen import StillScreen

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
