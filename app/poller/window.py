"""A window onto a search: a page wherever somebody looks, and nothing anywhere else.

However many items there are, the first page is one call, and a refresh is one page: the newest
items where those come at the top, else what is on the screen. Items have the places that the
search gives them, with gaps where it was not asked. Offsets end at 10,000; an order by creation
goes on from there by the time of the nearest item that is known.
"""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from itertools import compress

from msgspec import Struct

from app.aws.api import Api
from app.aws.searches import LAST_OFFSET, PAGE_SIZE, Found, find, searched
from app.poller.attention import FIRST_ROWS, Attention
from app.poller.known import Known
from app.poller.order import (
    GAP,
    below,
    clear,
    farthest,
    known_places,
    only,
    page_for,
    places_of,
    sized,
)
from app.poller.refusals import Refusals
from app.resources.level import Place
from app.resources.query import Query, created_after
from app.rows import Rows

MOST_LOADED = 2_000
"""Items that are kept, 3 or 4 kB each; those farthest from what one looks at are forgotten."""

FORGOTTEN_AT_ONCE = 200
"""So many are forgotten with one look through all, which is not made for every page that way."""

LAST_PAGE = LAST_OFFSET - PAGE_SIZE
"""The last offset at which a whole page begins."""


class _Base(Struct, frozen=True):
    """From where offsets are counted: the first item of all, or the first created at a time."""

    place: int = 0
    beyond: datetime | None = None


class Window:
    """What is known of the items of `place`."""

    def __init__(self, api: Api, place: Place, refusals: Refusals | None = None) -> None:
        """`refusals` is what the service is known to refuse, and remembers what it will."""
        self._api = api
        self._place = place
        self._refusals = refusals or Refusals()
        self._search = searched(place)
        self._order: list[str] = []
        self._asked = Query()
        self._counted = 0
        """How many items the search says there are; it counts to 10,000."""
        self._has_end = False
        """Whether the last item is known, past where it counts."""
        self._turn = 0
        """Where the page begins that is next asked for again, where nobody looks at any place."""
        self._is_fresh = False
        """Whether a page was asked for in this round; what is not yet seen waits for the next."""
        self.known = Known(api, place)
        self.query = Query()
        self.loaded = False

    @property
    def version(self) -> int:
        """Grows with every change that can be seen."""
        return self.known.version

    @property
    def total(self) -> int | None:
        """How many items there are at least; None before the first page."""
        return len(self._order) if self.loaded else None

    @property
    def uncounted(self) -> bool:
        """Whether there can be more than `total`: a search stops to count at 10,000."""
        return self._counted >= LAST_OFFSET and not self._has_end

    @property
    def more(self) -> bool:
        """Whether the service has items that were not loaded."""
        return self._goes_on or GAP in self._order

    @property
    def refused(self) -> Query | None:
        """What was asked for, where the service does not take a field of that."""
        return None if self._asked == self.query else self._asked

    def rows(self) -> Rows:
        """The items as rows, with those pending that are not loaded."""
        return self.known.rows(tuple(self._order))

    async def load(self, attention: Attention) -> AsyncGenerator[None, None]:
        """Load the pages that somebody looks at; yields after each."""
        if not self.loaded or attention.query != self._asked:
            await self._begin(attention.query)
            yield
        if attention.sought is not None:
            try:
                await self._reach(attention.sought)
            finally:
                attention.sought = None
            yield
        asked: set[int] = set()
        while (gap := self._gap(attention)) is not None and gap not in asked:
            asked.add(gap)
            page = page_for(self._order, gap, len(attention.span))
            await self._fetch(page, seen=attention.near)
            self._forget_far(attention)
            yield
        self._is_fresh = False

    async def refresh(self, attention: Attention) -> None:
        """Ask for the newest items, or where those can be anywhere for what is on the screen."""
        if not self.loaded or attention.query != self._asked:
            return
        if self.query.newest_first(self._search):
            found = await self._find(_Base(), 0)
            keys = self.known.learn(found.items, is_record=False)
            self._put_on_top(keys, found.total)
        else:
            await self._fetch(self._next_place(attention), seen=attention.near)
        self._forget_far(attention)
        self._is_fresh = True

    def _next_place(self, attention: Attention) -> int:
        """Where to ask what is so now: where one looks, or else wherever was asked longest ago."""
        if attention.span:
            return min(attention.span.start, max(0, len(self._order) - 1))
        place, stop = self._turn, min(attention.wanted, len(self._order))
        self._turn = place + PAGE_SIZE if place + PAGE_SIZE < stop else 0
        return place

    def remove(self, keys: Sequence[str]) -> None:
        """Items turned out to have gone."""
        gone = set(keys).intersection(self._order)
        if gone:
            self._counted -= len(gone) if self._counted < LAST_OFFSET else 0
            self._arrange([key for key in self._order if key not in gone])

    @property
    def _goes_on(self) -> bool:
        """Whether there can be items behind the last that is known of."""
        return self.uncounted and self.query.is_by_creation(self._search)

    async def _begin(self, asked: Query) -> None:
        """Ask for other items; until the answer is there everything stays as it is.

        Where the service does not take a field, its own order stands in for the one asked for, or
        everything for what passes the filters.
        """
        query, found = await self._refusals.taken(self._api, self._place, asked)
        self.query, self._asked = query, asked
        keys = self.known.learn(found.items, is_record=False)
        self._counted, self._has_end = found.total, False
        self._arrange(sized(keys, max(found.total, len(keys))))
        self.loaded = True

    async def _find(self, base: _Base, offset: int) -> Found:
        return await find(self._api, self._place, self.query, offset, base.beyond)

    async def _reach(self, created: datetime) -> None:
        """Load what stands around something that was created at a time, the newest first.

        Where more is newer than a search counts, the last that it counts are loaded on the way,
        for places are counted on from them.
        """
        base, newer = _Base(), Query(filters=(created_after(created),))
        while True:
            found = await find(self._api, self._place, newer, LAST_PAGE, base.beyond)
            if found.total < LAST_OFFSET:
                break
            if found.items[-1]["createdAt"] == base.beyond:
                return  # So many were created at one moment that no threshold leads past them.
            keys = self.known.learn(found.items, is_record=False)
            self._put(keys, base.place + LAST_PAGE)
            base = self._base(base.place + LAST_OFFSET)
        await self._fetch(base.place + max(0, found.total - PAGE_SIZE // 2), base)

    async def _fetch(self, place: int, base: _Base | None = None, seen: range = range(0)) -> None:
        """Ask for the page that begins at a place, and put its items there.

        What is `seen` around it stays where it is, though others have come or gone.
        """
        base = base or self._base(place)
        place = min(place, base.place + LAST_PAGE)
        found = await self._find(base, place - base.place)
        if base.beyond is None:
            self._make_way(found.total, seen)
        else:
            self._has_end = found.total < LAST_OFFSET
        # Only now: what is in no place yet is forgotten where others make way.
        keys = self.known.learn(found.items, is_record=False)
        end = place + len(keys) if keys else min(place, base.place + found.total)
        if len(keys) == PAGE_SIZE:
            is_capped = found.total >= LAST_OFFSET
            end = max(end, base.place + found.total, len(self._order) if is_capped else 0)
        self._put(keys, place, end)

    def _put(self, keys: list[str], place: int, end: int | None = None) -> None:
        """Put items at a place; the last of all stands before `end`, where that is known."""
        size = max(len(self._order), place + len(keys)) if end is None else end
        order = sized(self._order, size)
        clear(order, places_of(keys, order))
        order[place : place + len(keys)] = keys
        self._arrange(order)

    def _make_way(self, total: int, seen: range) -> None:
        """Items have come or gone since the search was last asked, so others have moved."""
        more, self._counted = total - self._counted, total
        if more and not self.query.newest_first(self._search):
            self._arrange(only(sized(self._order, total), range(PAGE_SIZE), seen))
        elif more:
            self._arrange([*[GAP] * more, *self._order] if more > 0 else [])

    @property
    def _is_beyond(self) -> bool:
        """Whether places are known that no offset reaches."""
        return len(self._order) > LAST_OFFSET

    def _base(self, place: int) -> _Base:
        """What the page at a place is counted from: the first item, while an offset reaches it."""
        if place < LAST_OFFSET:
            return _Base()
        order = self._order
        above = min(place, len(order))
        nearest = next(compress(range(above - 1, -1, -1), reversed(order[:above])))
        moment = self._created(nearest)
        while nearest and order[nearest - 1] and self._created(nearest - 1) == moment:
            nearest -= 1
        return _Base(nearest, moment)

    def _created(self, place: int) -> datetime | None:
        moment: datetime | None = self.known[self._order[place]].get("createdAt")
        return moment

    def _put_on_top(self, keys: list[str], total: int) -> None:
        """Put the newest page on top of what is known.

        What stood between two of its items and is not among them any more has gone; what stood
        below the last of them stays there, while the count agrees.
        """
        rest = below(keys, self._order)
        order = keys + rest
        was_beyond, is_capped = self._is_beyond, total >= LAST_OFFSET
        self._counted, self._has_end = total, self._has_end and bool(rest)
        if is_capped:
            order = sized(order, max(len(order), total) if was_beyond else total)
        elif len(order) != total or len(keys) < PAGE_SIZE:
            order = sized(keys, max(len(keys), total) if len(keys) == PAGE_SIZE else len(keys))
        self._arrange(order)

    def _gap(self, attention: Attention) -> int | None:
        """The first place without an item among those that somebody looks at, or soon will."""
        is_later = self._is_fresh and bool(attention.span)
        soon = attention.span if is_later else attention.near
        for region in (attention.span, soon, attention.sifted):
            stop = min(region.stop, len(self._order))
            if GAP in (part := self._order[region.start : stop]):
                return region.start + part.index(GAP)
            if region.stop > len(self._order) and self._goes_on and self._order[-1]:
                return len(self._order)
        return None

    def _forget_far(self, attention: Attention) -> None:
        """Keep the items around what one looks at, and the newest, which refreshes build on."""
        if len(self._order) - self._order.count(GAP) <= max(MOST_LOADED, attention.wanted):
            return
        order, places, span = self._order.copy(), known_places(self._order), attention.span
        if span:  # those wanted from the first on may be among the farthest now
            attention.wanted = FIRST_ROWS
        middle = span.start + len(span) // 2
        number = len(places) - max(MOST_LOADED - FORGOTTEN_AT_ONCE, attention.wanted)
        clear(order, farthest(places, middle, number, spared=PAGE_SIZE))
        self._arrange(order)

    def _arrange(self, order: list[str]) -> None:
        self.known.arranged(order, self._order)
        self._order = order
