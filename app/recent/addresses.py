"""Where addresses led, kept so that the next start at one of them need not wait for the answer."""

from collections.abc import Mapping

import msgspec

from app.config import Settings
from app.recent.files import Files, cache_folder
from app.recent.whose import whose
from app.resources import LEVELS, ancestry
from app.resources.level import Place
from app.view import plain


class LedTo(msgspec.Struct, frozen=True):
    """Where an address led."""

    place: Place
    select: str | None = None
    """The row that was selected there; None where it led to the place itself."""
    names: Mapping[str, str] = {}
    """What a person calls the things above, by their ids."""


class _Kept(msgspec.Struct, frozen=True):
    level: str
    path: dict[str, str]
    select: str | None
    names: dict[str, str]


class RecentAddresses:
    """The places to which addresses led whoever the settings select; a cache, as rows are."""

    def __init__(self, settings: Settings, environ: Mapping[str, str]) -> None:
        """What is kept for those whom the settings and the environment select."""
        folder = cache_folder(settings, "addresses")
        self._files = Files(folder, whose(settings, environ) if folder else ())

    def find(self, address: str) -> LedTo | None:
        """Where an address led last; None where nothing tells."""
        try:
            kept = msgspec.json.decode(self._files.read(self._files.name(address)), type=_Kept)
        except ValueError:
            return None
        level = LEVELS.get(kept.level)
        if level is None or [one.key for one in ancestry(level)] != list(kept.path):
            return None
        # It is from outside again, and made harmless as an answer is.
        path, names = (
            {key: plain(text) for key, text in texts.items()} for texts in (kept.path, kept.names)
        )
        select = None if kept.select is None else plain(kept.select)
        return LedTo(Place(level, path), select, names)

    def keep(self, address: str, led: LedTo) -> None:
        """Remember where an address led. It takes the time of a disk, and may be in a thread."""
        place = led.place
        kept = _Kept(place.level.name, dict(place.path), led.select, dict(led.names))
        self._files.write({self._files.name(address): msgspec.json.encode(kept)})

    def forget(self, address: str) -> None:
        """Remember no longer where an address led. It takes the time of a disk, likewise."""
        self._files.forget(self._files.name(address))
