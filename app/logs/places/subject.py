"""What a log is about, and when it is over."""

from dataclasses import dataclass, replace

from app.aws.api import Api
from app.aws.reading.items import get_item
from app.aws.reading.pages import pages
from app.errors import NotFoundError
from app.logs.following.reader import SETTLE
from app.resources import LEVELS, ancestry
from app.resources.fields import milliseconds
from app.resources.level import Item, Level, Place
from app.resources.log_place import LogPlace


@dataclass(frozen=True, slots=True)
class Subject:
    """The item that a log is about, and the place where it is listed."""

    place: Place
    item: Item

    @property
    def has_begun(self) -> bool:
        """Whether the item has anything to tell yet."""
        start, _ = self.place.level.span
        return self.item.get(start) is not None

    @property
    def has_ended(self) -> bool:
        """Whether the item is over."""
        return self.place.level.ended(self.item)

    @property
    def owns_stream(self) -> bool:
        """Whether the whole stream is about this item; else a part of an ancestor's is."""
        return owns_stream(self.place.level)

    @property
    def last(self) -> int | None:
        """When its log ends, in milliseconds since the epoch, exclusive; None while it grows.

        Part of a stream ends with its item. A whole stream is only this item's, and a worker may
        write some more while it tidies up.
        """
        _, member = self.place.level.span
        end = self.item.get(member)
        if not self.has_ended or end is None:
            return None
        return milliseconds(end) + 1 + (int(SETTLE * 1000) if self.owns_stream else 0)

    async def now(self, api: Api) -> "Subject":
        """The item as it is now."""
        if self.has_ended:
            return self
        key = self.item[self.place.level.key]
        return Subject(self.place, await get_item(api, self.place, key, self.item))


def owns_stream(level: Level) -> bool:
    """Whether each item of a level has a stream of its own."""
    return level.log is not None and LEVELS[level.log.owner] is level


def part_of(log: LogPlace, subject: Subject) -> LogPlace:
    """The part of a stream that was written while the subject ran.

    No line names the item that wrote it: its times say which lines are its own, cut to
    milliseconds as CloudWatch's are. Raises NotFoundError where it has not begun.
    """
    level = subject.place.level
    start, _ = level.span
    began = subject.item.get(start)
    if began is None:
        raise NotFoundError(f"This {level.noun} has not started, so it has no log yet.")
    return replace(log, start=milliseconds(began), end=subject.last)


async def subject_of(api: Api, place: Place, item: Item) -> Subject:
    """What the log of `item` is about: the item itself, its newest running child, or another one.

    Raises FarmtopError; NotFoundError where the level has no log, or the item no child yet.
    """
    level = place.level
    if level.log is None:
        raise NotFoundError(f"A {level.noun} has no log.", "Open a job, a session or an action.")
    owner = LEVELS[level.log.owner]
    if level.log.subject is not None:
        path = level.log.subject(place.path, item)
        if path is None:
            raise _not_begun(level)
        *above, (_, key) = path.items()
        there = Place(owner, dict(above))
        return Subject(there, await get_item(api, there, key))
    if owner is level or owner in ancestry(level):
        return Subject(place, item)
    child = place.below(item[level.key], owner)
    if (begun := await newest(api, child)) is None:
        raise _not_begun(level)
    return Subject(child, begun)


def _not_begun(level: Level) -> NotFoundError:
    return NotFoundError(f"No worker has begun on this {level.noun}, so it has no log yet.")


async def newest(api: Api, place: Place) -> Item | None:
    """The newest item that has not ended, or else the newest of all; None where there is none."""
    start, _ = place.level.span
    best: tuple[tuple[bool, float, str], Item] | None = None
    async for page in pages(api, place):
        for item in page.items:
            began = item[start].timestamp() if item.get(start) else 0.0
            rank = (not place.level.ended(item), began, item[place.level.key])
            if best is None or rank > best[0]:
                best = rank, item
    return None if best is None else best[1]
