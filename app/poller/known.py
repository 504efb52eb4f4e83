"""What is known of the items of a place: what a list says of each, and what a batch get tells."""

from collections.abc import Container, Iterable, Mapping, Sequence
from types import MappingProxyType

from msgspec.structs import replace

from app.aws.api import Api
from app.aws.reading.details import Onwards, ask_details
from app.aws.reading.name_book import NameBook
from app.aws.searches import PAGE_SIZE
from app.errors import DeniedError, InvalidError
from app.resources.level import Item, Place
from app.rows import Rows
from app.view import Row

UNHEARD = 4
"""Refreshes in which nothing was told of an item that has ended until it is asked for again."""


class Known:
    """Items by key, each as the fresher of the two answers has it."""

    def __init__(self, api: Api, place: Place, names: NameBook | None = None) -> None:
        self._api = api
        self._place = place
        self._level = place.level
        self._names = names or NameBook()
        self._enriched = place.level.details is not None and place.level.details.enriches
        self._items: dict[str, Item] = {}
        self._listed: dict[str, Item] = {}
        self._details: dict[str, Item] = {}
        self._detailed: dict[str, Item] = {}
        """What the list said of an item when its details were asked for."""
        self._told: set[str] = set()
        """Of what is nothing to be asked in this refresh any more."""
        self._confirmed: set[str] = set()
        """What a list, or a batch get, told of in this refresh."""
        self._heard: dict[str, int] = {}
        """In which refresh anything was told of an item."""
        self._refreshes = 0
        self._made: dict[str, tuple[Item, Row]] = {}
        """The rows that were looked at since `rows` was last called."""
        self._made_before: dict[str, tuple[Item, Row]] = {}
        """Those that were looked at between that and the call before it."""
        self.without_details: DeniedError | None = None
        """Set where the caller may list but not batch get; the rows do without it."""
        self._asks_anew = False
        self._onwards: Onwards | None = None
        """What the next call for details goes on from, one a refresh."""
        self.version = 0
        """Grows with every change that can be seen."""

    def __contains__(self, key: str) -> bool:
        return key in self._items

    def __getitem__(self, key: str) -> Item:
        return self._items[key]

    def listed(self, key: str) -> Item:
        """What a list said of an item, which is why that stands where it does."""
        return self._listed[key]

    def items(self) -> Mapping[str, Item]:
        """Every item by key, as it is now."""
        return MappingProxyType(self._items.copy())

    def rows(self, keys: Sequence[str]) -> Rows:
        """Rows of these items as they are now, made when they are looked at.

        An object that did not change is the same `Row` each time, as long as it is looked at.
        """
        self._made, self._made_before = {}, self._made
        items = self._items.copy()
        return Rows(keys, lambda key: self._row(key, items[key]))

    def learn(self, items: Iterable[Item], *, is_record: bool) -> list[str]:
        """Take what a list says; gives the keys, in its order.

        What a list says is the record, while a search can be older than what a batch get told.
        """
        keys = []
        for item in items:
            key = item[self._level.key]
            details = self._details.get(key, {})
            if (is_record or key not in self._items) and self._is_all(key, item):
                self._told.add(key)
            # Where a search is all that there is, nobody can know better.
            if is_record or not self._may_ask:
                self._confirmed.add(key)
            listed = self._listed[key] = self._sharing(key, item)
            self._heard[key] = self._refreshes
            keys.append(listed[self._level.key])
            if not details:
                self._put(key, listed)
            elif not is_record and _is_older(item, details):
                self._put(key, {**listed, **details})
            else:
                self._put(key, {**details, **listed})
        return keys

    def ask_anew(self) -> None:
        """Somebody wants to know: what was denied, and what usually stays, is asked for again."""
        self.without_details = None
        self._asks_anew = True
        if self._items:
            self._names.ask_anew(self._place)

    def begin(self) -> None:
        """A refresh begins: whatever was told before it is not fresh any more."""
        self._told.clear()
        self._confirmed.clear()
        self._refreshes += 1

    def confirmed(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Those of which the service told in this refresh how they are, not how they were."""
        return tuple(key for key in keys if key in self._confirmed)

    def can_change(self, keys: Iterable[str]) -> bool:
        """Whether a batch get may tell anything new of one of these."""
        known = (key for key in keys if key in self._items)
        return self._may_ask and any(not self._level.ended(self._items[key]) for key in known)

    async def refresh_details(
        self, visible: Iterable[str], expected: Container[str] = ()
    ) -> list[str]:
        """Ask for the details of those of `visible` that can have new ones; gives what has gone.

        News is `expected` of some, whatever is known of them. Of more than can be asked for at once
        those come first that were asked for longest ago. Raises the errors of `app.errors`.
        """
        known = (key for key in visible if key in self._items)
        keys = [key for key in known if self._wants_details(key, key in expected)]
        if not keys or not self._may_ask:
            self._asks_anew = False
            return []
        if len(keys) > PAGE_SIZE:
            turns = {key: turn for turn, key in enumerate(self._detailed)}
            keys.sort(key=lambda key: turns.get(key, -1))
        return await self._ask(keys[:PAGE_SIZE])

    @property
    def without_names(self) -> DeniedError | None:
        """Set where the caller may list, but not see what things are called of which items tell."""
        return self._names.refusal(self._place, self._items.values())

    def lacks_names(self, visible: Iterable[str]) -> bool:
        """Whether one of these tells the id of something whose name can be asked for."""
        return any(self._lacks_name(self._items[key]) for key in visible if key in self._items)

    async def refresh_names(self, visible: Iterable[str]) -> None:
        """Ask for the names that those of `visible` lack. Raises the errors of `app.errors`."""
        items = [self._items[key] for key in visible if key in self._items]
        await self._names.ask(self._api, self._place, items)
        self.version += 1
        for key, item in tuple(self._items.items()):
            self._put(key, item)

    def arranged(self, order: Sequence[str], before: Sequence[str]) -> None:
        """The items are in another order than before; whatever is not among them is forgotten."""
        if order == before:
            return
        self.version += 1
        for key in set(self._items).difference(order):
            for known in (self._items, self._listed, self._details, self._detailed):
                known.pop(key, None)
            for made in (self._made, self._made_before):
                made.pop(key, None)
            self._heard.pop(key, None)
            self._told.discard(key)
            self._confirmed.discard(key)

    async def _ask(self, keys: Sequence[str]) -> list[str]:
        self._asks_anew = False
        listed = {key: self._listed[key] for key in keys}
        items = list(listed.values())
        try:
            answer = await ask_details(self._api, self._place, items, self._onwards)
        except InvalidError:
            self._onwards = None
            raise
        except DeniedError as error:
            self.without_details, self._onwards = error, None
            self._details.clear()
            self._detailed.clear()
            self.version += 1
            return []
        self._onwards = answer.onwards
        for key, item in answer.items.items():
            self.version += self._lacks_details(key)
            details = _shared(item, self._items.get(key, {}))
            self._detailed.pop(key, None)  # so that those asked for longest ago come first
            self._details[key], self._detailed[key] = details, listed[key]
            self._heard[key] = self._refreshes
            self._told.add(key)
            self._confirmed.add(key)
            self._put(key, {**listed[key], **details})
        gone = (e for e in answer.errors if e["code"] == "ResourceNotFoundException")
        return [error[self._level.key] for error in gone]

    @property
    def _may_ask(self) -> bool:
        """Whether anything is told of items beyond what a list or a search says."""
        return self._level.details is not None and self.without_details is None

    def _wants_details(self, key: str, is_expected: bool) -> bool:
        """Whether a batch get can tell what is not known yet."""
        if key in self._told:
            return False
        detailed = self._detailed.get(key)
        # Where a list says something new of an item that had ended, it was begun anew, or the
        # list is behind: only a batch get knows.
        is_doubtful = detailed is not None and detailed != self._listed[key]
        # Nor does an end last for ever: it may have been begun anew where no list was asked.
        is_unheard = self._asks_anew or self._refreshes - self._heard[key] >= UNHEARD
        lives = is_expected or is_unheard or not self._level.ended(self._items[key])
        return self._lacks_details(key) or is_doubtful or lives

    def _is_all(self, key: str, listed: Item) -> bool:
        """Whether a batch get can tell nothing new beside what a list says of an item just now."""
        how = self._level.details
        if how is None or not how.enriches:
            return True
        before = self._detailed.get(key)
        return before is not None and not self._asks_anew and how.lasts(before, listed)

    def _lacks_details(self, key: str) -> bool:
        """Whether columns of an item are to be filled by a batch get."""
        return self._enriched and key not in self._detailed and self.without_details is None

    def _lacks_name(self, item: Item) -> bool:
        return self._names.lacks(self._place, item)

    def _put(self, key: str, item: Item) -> None:
        if names := self._names.told(self._level, item):
            item = {**item, **names}
        if self._items.get(key) != item:
            self._items[key] = item
            self.version += 1

    def _sharing(self, key: str, listed: Item) -> Item:
        """What a list says of an item, as what it said before where that is the same."""
        before = self._listed.get(key)
        return before if before == listed else _shared(listed, self._items.get(key, {}))

    def _row(self, key: str, item: Item) -> Row:
        made = self._made.get(key) or self._made_before.get(key)
        is_partial = self._lacks_details(key) or self._lacks_name(item)
        if made is not None and made[0] is item and made[1].partial is is_partial:
            row = made[1]
        else:
            row = self._level.row(item)
            if is_partial:
                row = replace(row, partial=True)
            if made is not None and made[1] == row:
                row = made[1]
        if key in self._items:  # else it has gone, and an earlier snapshot is looked at
            self._made[key] = (item, row)
        return row


def _is_older(item: Item, details: Item) -> bool:
    """Whether a search tells of an item as it was before its details were asked for."""
    told, known = item.get("updatedAt"), details.get("updatedAt")
    return bool(details) and (told is None or known is None or told <= known)


def _shared(item: Item, known: Item) -> Item:
    """An item with the very values that are known of it already, where they are equal.

    It is told of again and again, by a list and by a batch get, and would be held as often.
    """
    if not known or item == known:
        return known or item
    return {
        name: known[name] if name in known and known[name] == value else value
        for name, value in item.items()
    }
