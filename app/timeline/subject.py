"""What a timeline is of, and where its sessions are listed."""

from dataclasses import dataclass

from app.resources import children
from app.resources.level import Item, Level, Place
from app.resources.sessions import SESSIONS
from app.resources.workers import WORKERS


@dataclass(frozen=True, slots=True)
class Subject:
    """What a timeline is of: an item of a place."""

    place: Place
    item: Item

    @property
    def level(self) -> Level:
        """What kind of thing it is."""
        return self.place.level

    @property
    def key(self) -> str:
        """Its id."""
        return str(self.item[self.level.key])

    @property
    def sessions(self) -> Place | None:
        """Where its sessions are listed; None where it is one itself."""
        level = _sessions_of(self.level)
        return None if level is None else self.place.below(self.key, level)

    @property
    def is_session(self) -> bool:
        """Whether it is one session."""
        return self.level.key == SESSIONS.key

    @property
    def is_worker(self) -> bool:
        """Whether all sessions are those of one worker."""
        return self.level.key == WORKERS.key


def has_timeline(level: Level) -> bool:
    """Whether items of a level are sessions, or have some."""
    has_sessions = level.key == SESSIONS.key or _sessions_of(level) is not None
    return has_sessions and level.service == SESSIONS.service


def _sessions_of(level: Level) -> Level | None:
    return next((child for child in children(level) if child.key == SESSIONS.key), None)
