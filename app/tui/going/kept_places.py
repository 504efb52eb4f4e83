"""Bookmarks as places: those of the account and Region that one is in."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from app.bookmarks import Bookmark
from app.errors import UsageError
from app.resources import LEVELS, ancestry
from app.resources.level import Path, Place
from app.tui.connection.link import Link
from app.tui.parts.standing import Standing


@dataclass(frozen=True, slots=True)
class KeptPlace:
    """A place that was kept, and how it was called then."""

    place: Place
    select: str | None
    """The id of the row that was kept; None where it was the place itself."""
    words: tuple[str, ...]
    bookmark: Bookmark


class KeptPlaces:
    """The places that are kept for whoever `link` connects."""

    def __init__(self, link: Link) -> None:
        self._bookmarks = link.bookmarks
        self._link = link

    def keep(self, standing: Standing) -> str:
        """Keep where one is: a list, or the row that a screen is about.

        Says what came of it. Raises UsageError.
        """
        place, item = standing.place, standing.item
        words = self._link.trail(place)
        if item is not None:
            words = (*words[:-1], place.level.label(item))
        name, (region, account) = " › ".join(words), self._whose()
        bookmark = Bookmark(
            level=place.level.name,
            path=dict(place.path),
            key=str(item[place.level.key]) if item is not None else "",
            words=words,
            region=region,
            account=account,
        )
        if not self._bookmarks.add(bookmark):
            return f"{name} is kept already: B goes there."
        until = "" if self._bookmarks.lasts else " until farmtop ends"
        return f"Kept {name}{until}: B goes there."

    def remove(self, kept: KeptPlace) -> None:
        """Keep a place no longer. Raises UsageError."""
        self._bookmarks.remove(kept.bookmark)

    def places(self) -> Iterator[KeptPlace]:
        """Those that lead anywhere here, the oldest first. Raises UsageError."""
        for one in self._bookmarks.all():
            level = LEVELS.get(one.level)
            if level is None or not one.is_of(*self._whose()):
                continue
            keys = [above.key for above in ancestry(level)]
            if set(keys) == set(one.path):
                place = Place(level, {key: one.path[key] for key in keys})
                yield KeptPlace(place, one.key or None, one.words or (level.name,), one)

    def visited(self) -> list[Path]:
        """The ids that lead to where one has been, and then to the places that are kept."""
        places = list(self._link.history.places)
        with suppress(UsageError):  # which is said where bookmarks are asked for
            places += [kept.place for kept in self.places()]
        return [place.path for place in places]

    def _whose(self) -> tuple[str, str]:
        """The Region and the account, as far as they are known."""
        service = self._link.opened
        return service.region if service else "", self._link.account
