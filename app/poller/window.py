"""A window onto a search: a page wherever somebody looks, and nothing anywhere else.

However many items there are, the first page is one call, and a refresh is one page: the newest
items where those come at the top, else what is on the screen. Items have the places that the
search gives them, with gaps where it was not asked. Offsets end at 10,000; an order by a time goes
on from there by that of an item that is known.
"""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime

from app.aws.api import Api
from app.aws.searches import LAST_OFFSET, LAST_PAGE, PAGE_SIZE, Found, find, has_uncounted, searched
from app.errors import InvalidError
from app.poller.attention import FIRST_ROWS, Attention
from app.poller.bases import Base, base_for, end_after, page_among
from app.poller.extent import Extent
from app.poller.known import Known
from app.poller.newer import count_newer
from app.poller.order import (
    GAP,
    MOST_TORN,
    holding,
    holds_too_many,
    on_top,
    only,
    page_for,
    sized,
    without_far,
)
from app.poller.refusals import Refusals
from app.resources.level import Place
from app.resources.query import Query, created_after
from app.rows import Rows


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
        self._extent = Extent()
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
        return self._extent.uncounted

    @property
    def unreachable(self) -> bool:
        """Whether there can be items to which no call leads in this order."""
        return self.uncounted and not self._goes_on

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
        before, asked, torn = self._order, set[int](), 0
        page: int | None = None
        while (gap := self._gap(attention)) is not None and gap not in asked:
            asked.add(gap)
            # What has moved since it was loaded leaves a gap as it comes to its new place.
            is_torn = any(before[gap : gap + 1])
            if (torn := torn + is_torn) > MOST_TORN:
                break
            page = page_for(self._order, gap, len(attention.span), page if is_torn else None)
            await self._fetch(page, seen=attention.near)
            self._forget_far(attention)
            yield
        if not self._extent.is_weighed and self._is_cut:
            await self._weigh()
            yield
        self._is_fresh = False

    async def refresh(self, attention: Attention) -> None:
        """Ask for the newest items, or where those can be anywhere for what is on the screen."""
        if not self.loaded or attention.query != self._asked:
            return
        if self.query.newest_first(self._search):
            await self._refresh_top()
        else:
            await self._fetch(self._next_place(attention), seen=attention.near)
            if self._extent.has_end and len(self._order) == LAST_OFFSET:
                await self._weigh()
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
            self._extent.lose(len(gone))
            self._arrange([key for key in self._order if key not in gone])

    @property
    def _goes_on(self) -> bool:
        """Whether there can be items behind the last that is known of, and a way to them."""
        is_by_time = self.query.time(self._search) is not None
        if not is_by_time or self._extent.is_at_end or not self.uncounted:
            return False
        return not self._order[-1] or self._moment(self._order[-1]) is not None

    @property
    def _is_cut(self) -> bool:
        """Whether the last item is there that the search counts, and none behind it."""
        order, ids = self._order, self._search.ids
        return self.uncounted and len(order) == LAST_OFFSET and bool(order[-1] and ids)

    async def _weigh(self) -> None:
        """Find out whether there are more than the search counts."""
        known = next(filter(None, self._order))
        has_more = await has_uncounted(self._api, self._place, self.query, known)
        self._extent.weigh(has_more=has_more)

    def _moment(self, key: str) -> datetime | None:
        """The time of an item for which it has its place; by now it can have another."""
        time = self.query.time(self._search)
        return self.known.listed(key).get(time) if time else None

    async def _begin(self, asked: Query) -> None:
        """Ask for other items; until the answer is there everything stays as it is.

        Where the service does not take a field, its own order stands in for the one asked for, or
        everything for what passes the filters.
        """
        query, found = await self._refusals.taken(self._api, self._place, asked)
        self.query, self._asked = query, asked
        keys = self.known.learn(found.items, is_record=False)
        self._extent = Extent(found.total)
        self._arrange(sized(keys, max(found.total, len(keys))))
        self.loaded = True

    async def _find(self, base: Base, offset: int) -> Found:
        return await find(self._api, self._place, self.query, offset, base.beyond)

    async def _reach(self, created: datetime) -> None:
        """Load what stands around something that was created at a time, the newest first.

        Where more is newer than a search counts, the last that it counts are loaded on the way,
        for places are counted on from them.
        """
        base, newer = Base(), Query(filters=(created_after(created),))
        while True:
            found = await find(self._api, self._place, newer, LAST_PAGE, base.beyond)
            if found.total < LAST_OFFSET:
                break
            if found.items[-1].get("createdAt") in {None, base.beyond}:
                return  # So many were created at one moment that no threshold leads past them.
            keys = self.known.learn(found.items, is_record=False)
            self._put(keys, base.place + LAST_PAGE)
            if (further := await self._base(base.place + LAST_OFFSET)) is None:
                return
            base = further
        await self._fetch(base.place + max(0, found.total - PAGE_SIZE // 2), base)

    async def _fetch(self, place: int, base: Base | None = None, seen: range = range(0)) -> None:
        """Ask for the page that begins at a place, and put its items there.

        What is `seen` around it stays where it is, though others have come or gone.
        """
        if (base := base or await self._base(place)) is None:
            self._extent.is_at_end = True
            return
        place = min(place, base.place + LAST_PAGE)
        try:
            found = await self._find(base, place - base.place)
        except InvalidError:
            if base.beyond is None:
                raise
            self._extent.is_at_end = True
            return
        if base.beyond is None:
            self._make_way(found.total, seen)
        else:
            # What lacks the time by which the others are sorted passes no threshold.
            is_all = self.query.is_by_creation(self._search)
            self._extent.count_beyond(found.total, is_all=is_all)
        # Only now: what is in no place yet is forgotten where others make way.
        keys = self.known.learn(found.items, is_record=False)
        self._put(keys, place, end_after(found, place, base, len(self._order)))

    def _put(self, keys: list[str], place: int, end: int | None = None) -> None:
        """Put items at a place; the last of all stands before `end`, where that is known."""
        size = max(len(self._order), place + len(keys)) if end is None else end
        self._arrange(holding(self._order, keys, place, size))

    def _make_way(self, total: int, seen: range) -> None:
        """Items have come or gone since the search was last asked, so others have moved."""
        more = self._extent.count(total)
        if more and not self.query.newest_first(self._search):
            self._arrange(only(sized(self._order, total), range(PAGE_SIZE), seen))
        elif more:
            self._arrange([*[GAP] * more, *self._order] if more > 0 else [])

    async def _base(self, place: int) -> Base | None:
        """What a page is counted from that holds a place; None where nothing leads there.

        Where what is known does not tell, pages above are loaded that do.
        """
        looked = range(0)
        while isinstance(base := base_for(place, self._order, self._moment), range):
            if not base or base == looked:
                return None
            looked = base
            await self._fetch(page_among(base))
        return base

    async def _refresh_top(self) -> None:
        """Put the newest page on top of what is known, which stays while the count agrees."""
        found = await self._find(Base(), 0)
        is_longer = len(self._order) > LAST_OFFSET or self._extent.has_end
        newer = await count_newer(
            self._api, self._place, self.query, found, known=self.known, order=self._order
        )
        keys, total = self.known.learn(found.items, is_record=False), found.total
        order = on_top(keys, self._order, newer)
        self._extent.count(total)
        if len(order) == len(keys):
            self._extent = Extent(total)
        if self._extent.is_capped:
            order = sized(order, max(len(order), total) if is_longer else total)
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
        if not holds_too_many(self._order, attention.wanted):
            return
        if attention.span:  # those wanted from the first on may be among the farthest now
            attention.wanted = FIRST_ROWS
        self._arrange(without_far(self._order, attention.span, attention.wanted))

    def _arrange(self, order: list[str]) -> None:
        self.known.arranged(order, self._order)
        self._order = order
