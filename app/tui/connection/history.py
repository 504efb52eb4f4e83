"""The places where one has been, to go back to and forward again."""

from msgspec import Struct
from msgspec.structs import replace

from app.resources.level import Place

KEPT = 100
"""Places that are remembered; further back nobody goes step by step."""


class Visit(Struct, frozen=True):
    """A place, and the row that was selected there last."""

    place: Place
    key: str | None = None


class History:
    """Places in the order in which one came to them, and where among them one is."""

    def __init__(self) -> None:
        self._visits: list[Visit] = []
        self._at = -1

    @property
    def here(self) -> Visit | None:
        """Where one is; None before one is anywhere."""
        return self._visits[self._at] if self._visits else None

    @property
    def places(self) -> list[Place]:
        """Every place once, the newest first."""
        return list(dict.fromkeys(visit.place for visit in reversed(self._visits)))

    def arrive(self, place: Place) -> None:
        """Come to a place. Somewhere new, what lay ahead is forgotten."""
        if self.here is not None and self.here.place == place:
            return
        self._visits = [*self._visits[: self._at + 1], Visit(place)][-KEPT:]
        self._at = len(self._visits) - 1

    def stand_on(self, place: Place, key: str | None) -> None:
        """Remember the row that is selected, if this is the place where one is."""
        if self.here is not None and self.here.place == place:
            self._visits[self._at] = replace(self.here, key=key)

    def go(self, steps: int) -> Visit | None:
        """Go so many steps forward, or back where they are negative; None where nothing is."""
        to = self._at + steps
        if not 0 <= to < len(self._visits):
            return None
        self._at = to
        return self._visits[to]
