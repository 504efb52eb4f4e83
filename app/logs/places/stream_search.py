"""The log stream of something whose stream nobody names.

What it is called is not documented, so it is found by the id that its name holds: the subject's
own, one of those above it, or one of what is inside. Where no name holds any, it is the stream that
was written last.
"""

from collections.abc import Iterable, Sequence
from contextlib import aclosing
from typing import Any

from app.aws.api import Api
from app.aws.reading.items import get_item
from app.aws.reading.pages import pages
from app.errors import NotFoundError
from app.logs.places.subject import Subject, part_of
from app.resources import LEVELS, children, place_among
from app.resources.fields import milliseconds
from app.resources.level import StreamSearch
from app.resources.log_place import LogPlace
from app.view import plain

PAGE_SIZE = 50
"""Streams that a call gives at most."""
MOST_PAGES = 4
"""Calls that look through the streams, the last written first: a group can hold those of years."""
LAG = 3_600_000
"""Milliseconds by which what is said of a stream's last event can be behind."""


async def search_stream(api: Api, subject: Subject, search: StreamSearch) -> LogPlace:
    """The log of a subject: a stream of its own, or its part of one that tells of others as well.

    Raises FarmtopError; NotFoundError where there is no log, or none yet.
    """
    noun = subject.place.level.noun
    group = await _group(api, subject, search)
    streams = _Streams(api, search.service, group)
    await streams.look_through(subject)
    own, *above = _ids(subject)
    found = streams.holding([own])
    if found is not None:
        return LogPlace(group, found, service=search.service)
    found = streams.holding(above) or streams.holding(await _inside(api, subject))
    found = found or await streams.beginning([own, *above]) or streams.newest
    if found is None:
        raise NotFoundError(f"Nothing was written to {plain(group)} about this {noun} yet.")
    return part_of(LogPlace(group, found, service=search.service), subject)


class _Streams:
    """The streams of a group, the last written first, as far as they were looked through."""

    def __init__(self, api: Api, service: str, group: str) -> None:
        self._api = api
        self._service = service
        self._group = group
        self._names: list[str] = []
        self._has_more = True

    @property
    def newest(self) -> str | None:
        """The one that was written last; None where there is none."""
        return self._names[0] if self._names else None

    def holding(self, ids: Iterable[str]) -> str | None:
        """The first whose name holds one of these, the first id that any name holds."""
        return next((name for one in ids for name in self._names if one in name), None)

    async def look_through(self, subject: Subject) -> None:
        """Look for the subject's own, back to those that were written before it began."""
        began, token = _began(subject), dict[str, str]()
        own = subject.item[subject.place.level.key]
        for _ in range(MOST_PAGES):
            answer = await self._describe(orderBy="LastEventTime", descending=True, **token)
            streams = answer.get("logStreams", ())
            self._names += [stream["logStreamName"] for stream in streams]
            last = min((_last_event(stream) for stream in streams), default=began)
            self._has_more = "nextToken" in answer and last + LAG >= began
            if not self._has_more or self.holding([own]) is not None:
                return
            token = {"nextToken": answer["nextToken"]}

    async def beginning(self, ids: Sequence[str]) -> str | None:
        """The first whose name begins with one of these, among those not looked through."""
        for one in ids if self._has_more else ():
            answer = await self._describe(logStreamNamePrefix=one)
            for stream in answer.get("logStreams", ()):
                return str(stream["logStreamName"])
        return None

    async def _describe(self, **how: object) -> dict[str, Any]:
        asked = {"logGroupName": self._group, "limit": PAGE_SIZE, **how}
        return await self._api.call(self._service, "DescribeLogStreams", asked)


async def _group(api: Api, subject: Subject, search: StreamSearch) -> str:
    level, path = subject.place.level, subject.place.path
    teller = LEVELS[search.told_by]
    if teller is level:
        path = {**path, level.key: subject.item[level.key]}
    item = await get_item(api, place_among(teller, path), path[teller.key])
    if not (group := item.get(search.member)):
        raise NotFoundError(
            f"This {teller.noun} has no log: none was asked for when it was begun.",
            "Name a log group when a run is created.",
        )
    return str(group)


def _ids(subject: Subject) -> list[str]:
    """The ids by which a stream of the subject can be called, its own first.

    The outermost is what many runs have in common.
    """
    level, path = subject.place.level, subject.place.path
    _, *above = path.values()
    return [subject.item[level.key], *reversed(above)]


async def _inside(api: Api, subject: Subject) -> list[str]:
    """The ids of the first of what is inside the subject, in the order of its list."""
    place, key = subject.place, subject.item[subject.place.level.key]
    for child in children(place.level):
        async with aclosing(pages(api, place.below(key, child))) as coming:
            async for page in coming:
                return [item[child.key] for item in page.items]
    return []


def _began(subject: Subject) -> int:
    start, _ = subject.place.level.span
    began = subject.item.get(start)
    return 0 if began is None else milliseconds(began)


def _last_event(stream: dict[str, Any]) -> int:
    """When a stream was last written to, as far as that is said."""
    return int(stream.get("lastEventTimestamp") or stream.get("creationTime") or 0)
