"""What things are called by their ids: learned wherever it is told, asked for where it is not."""

from collections.abc import Iterable
from typing import TypeAlias, TypeVar

from app.aws.api import Api
from app.aws.reading.details import DENIED, ask_named
from app.aws.searches import PAGE_SIZE
from app.errors import DeniedError
from app.resources import ancestry
from app.resources.level import Batch, Item, Level, Names, Place
from app.view import plain, short_id

PASSING = frozenset({"InternalServerErrorException", "ThrottlingException"})
"""What a batch get says of an item that it may tell of the next time."""

MOST_NAMES = 10_000
"""Things of which it is remembered what they are called, or that they are called nothing."""

_Told = TypeVar("_Told")

_Scope: TypeAlias = tuple[str, ...]
"""Within what a right is given, or is not: a level, and the ids of what is above."""


class NameBook:
    """Names by the ids of what has them.

    All lists of a connection share one, so that no name is asked for twice: not that of a thing
    that another list has shown, nor of one that turned out to have none.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._nameless: dict[str, None] = {}
        self._denied: dict[_Scope, DeniedError] = {}
        self._withheld: dict[str, DeniedError] = {}
        """Of single things whose names are not for the caller."""

    def of(self, key: str) -> str | None:
        """What a person calls the thing with this id; None while nobody has told."""
        name = self._names.get(key)
        if name is not None:  # the names of where one is are asked for again and again
            _remember(self._names, key, name)
        return name

    def learn(self, level: Level, item: Item) -> None:
        """Remember what an item is called, and what it tells of others' names."""
        self.note(item[level.key], level.label(item))
        for how in level.names:
            key, name = how.id_in(item), item.get(how.member)
            if key and name:
                self.note(key, str(name))

    def note(self, key: str, name: str) -> None:
        """Remember a name, unless it is but the id in short."""
        if name != short_id(key):
            _remember(self._names, key, name)
            self._withheld.pop(key, None)

    def told(self, level: Level, item: Item) -> Item:
        """The members with the names of whatever an item tells the ids of, as far as known."""
        ids = ((how.member, how.id_in(item)) for how in level.names)
        return {member: self._names[key] for member, key in ids if key in self._names}

    def lacks(self, place: Place, item: Item) -> bool:
        """Whether there is a name to ask for of what an item of a place tells the id of."""
        return any(
            self._is_unknown(how.id_in(item)) and _scope(how, place) not in self._denied
            for how in place.level.names
        )

    def refusal(self, place: Place, items: Iterable[Item]) -> DeniedError | None:
        """Why ids stay, of these items of a place, where a batch get would tell names.

        Nothing is said of a list that is denied: it tells of more than what is looked at.
        """
        batches = [how for how in place.level.names if isinstance(how.of.details, Batch)]
        denied = (self._denied.get(_scope(how, place)) for how in batches)
        if (whole := next(filter(None, denied), None)) is not None or not self._withheld:
            return whole
        ids = (how.id_in(item) or "" for item in items for how in batches)
        return next((self._withheld[key] for key in ids if key in self._withheld), None)

    def ask_anew(self, place: Place) -> None:
        """Somebody wants to know: what was denied, or had no name, may be asked for again."""
        for how in place.level.names:
            self._denied.pop(_scope(how, place), None)
        self._nameless.clear()
        self._withheld.clear()

    async def ask(self, api: Api, place: Place, items: Iterable[Item]) -> None:
        """Ask for the names that these items of a place lack, of each kind for up to 100.

        What may not be seen stays an id. Raises the other errors of `app.errors`.
        """
        items = tuple(items)
        for how in place.level.names:
            by_id = ((key, item) for item in items if (key := how.id_in(item)))
            unknown = {key: item for key, item in by_id if self._is_unknown(key)}
            if unknown and _scope(how, place) not in self._denied:
                await self._ask(api, place, how, dict(tuple(unknown.items())[:PAGE_SIZE]))

    async def _ask(self, api: Api, place: Place, how: Names, unknown: dict[str, Item]) -> None:
        try:
            answer = await ask_named(api, place, how, unknown)
        except DeniedError as error:
            self._denied[_scope(how, place)] = error
            return
        for item in answer.items.values():
            self.learn(how.of, item)
        later = {one.get(how.of.key) for one in answer.errors if one["code"] in PASSING}
        for one in answer.errors:
            if one["code"] == DENIED and (key := one.get(how.of.key)) is not None:
                said = plain(str(one.get("message") or ""))
                denied = DeniedError(f"You may not see every {how.of.noun}.", said)
                _remember(self._withheld, key, denied)
        for key in unknown.keys() - self._names.keys() - self._withheld.keys() - later:
            _remember(self._nameless, key, None)

    def _is_unknown(self, key: str | None) -> bool:
        is_known = key in self._names or key in self._nameless or key in self._withheld
        return bool(key) and not is_known


def _remember(known: dict[str, _Told], key: str, told: _Told) -> None:
    """Remember what was told, and forget what nobody has told or asked of again for longest."""
    known.pop(key, None)
    known[key] = told
    if len(known) > MOST_NAMES:
        del known[next(iter(known))]


def _scope(how: Names, place: Place) -> _Scope:
    above = (one.key for one in ancestry(how.of))
    return (how.of.name, *(place.path[key] for key in above if key in place.path))
