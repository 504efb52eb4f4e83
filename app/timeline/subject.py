"""What a timeline is of, and where its sessions are listed."""

from dataclasses import dataclass

from app.resources.level import Item, Level, Place
from app.resources.running import has_timeline, sessions_of
from app.resources.session_actions import SESSION_ACTIONS
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
        level = sessions_of(self.level)
        return None if level is None else self.place.below(self.key, level)

    @property
    def is_session(self) -> bool:
        """Whether it is one session."""
        return self.level.key == SESSIONS.key

    @property
    def is_worker(self) -> bool:
        """Whether all sessions are those of one worker."""
        return self.level.key == WORKERS.key


def subject_about(place: Place, item: Item) -> tuple[Subject, str] | None:
    """The timeline in which an item is, and the key of the action that is meant in it.

    That is empty where the item is not one. None where nothing of it is in a timeline, or not yet.
    """
    level = place.level
    if has_timeline(level):
        return Subject(place, item), ""
    ids = {**place.path, level.key: str(item[level.key])}
    if level.log is not None and level.log.subject is not None:
        ids = dict(level.log.subject(place.path, item) or {})
    if SESSIONS.key not in ids or level.service != SESSIONS.service:
        return None
    session = Place(SESSIONS, {name: ids[name] for name in SESSIONS.within})
    return Subject(session, {SESSIONS.key: ids[SESSIONS.key]}), ids.get(SESSION_ACTIONS.key, "")
