"""Finding the thing that an address means: by its id wherever it is, or by names one by one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TypeAlias

from app.aws.api import Api
from app.aws.items import get_item
from app.aws.pages import pages
from app.errors import DeniedError, InvalidError, NotFoundError, UsageError
from app.resources import ancestry
from app.resources.address import Address, above
from app.resources.level import Item, Level, Path, Place
from app.resources.query import Query
from app.resources.terms import words_in
from app.view import plain

Passed: TypeAlias = tuple[tuple[Level, Item], ...]
"""What was found on the way, so that it can be called by its name."""

_NAMED_AT_MOST = 5
"""So many of several that are meant are told by their names."""


@dataclass(frozen=True, slots=True)
class Found:
    """A thing, and where it is listed."""

    place: Place
    item: Item
    passed: Passed = ()

    @property
    def key(self) -> str:
        """Its id."""
        return str(self.item[self.place.level.key])


async def find_address(api: Api, address: Address, known: Path) -> Found:
    """The thing that an address means, from `known` on where the address leaves that out.

    An id costs one call where all that leads to it is known, else one more for each farm and
    queue. Raises what the calls raise; NotFoundError where there is none, UsageError where
    several are meant or something that leads there has to be given.
    """
    if not address.names and address.key is not None:
        return await _by_id(api, address.level, address.key, above(address, known))
    path, passed = dict(address.ids), list[tuple[Level, Item]]()
    chain = (*ancestry(address.level), address.level)[-len(address.names) :]
    for level, name in zip(chain, address.names, strict=True):
        item = await _by_name(api, Place(level, dict(path)), name)
        path[level.key] = item[level.key]
        passed.append((level, item))
    level, item = passed.pop()
    key = path.pop(level.key)
    place = Place(level, path)
    return Found(place, await get_item(api, place, key, item), tuple(passed))


async def _by_name(api: Api, place: Place, name: str) -> Item:
    """The item of a place that is called so, or the only one that begins so."""
    level, wanted = place.level, name.casefold()
    beginning: list[Item] = []
    async for page in pages(api, place, _query(level, name)):
        for item in page.items:
            label = level.label(item).casefold()
            if label == wanted:
                return item
            if label.startswith(wanted):
                beginning.append(item)
    if len(beginning) == 1:
        return beginning[0]
    if not beginning:
        raise NotFoundError(f"There is no {level.noun} {plain(name)!r}.")
    labels = ", ".join(level.label(item) for item in beginning[:_NAMED_AT_MOST])
    more = ", …" if len(beginning) > _NAMED_AT_MOST else ""
    raise UsageError(
        f"{plain(name)!r} is the beginning of {len(beginning)} {level.noun}s: {labels}{more}.",
        "Type some more of it.",
    )


def _query(level: Level, name: str) -> Query:
    """What is asked of a level that can be searched: of a long list only a few are called so."""
    search = level.listing.search
    if search is None or not search.words:
        return Query()
    return Query(filters=(words_in(search.words, name).filter,))


async def _by_id(api: Api, level: Level, key: str, path: Path) -> Found:
    denied: DeniedError | None = None
    async for candidate, passed in _candidates(api, level, path):
        try:
            item = await get_item(api, Place(level, candidate), key)
        except (NotFoundError, InvalidError):
            continue
        except DeniedError as error:
            denied = error
            continue
        whole = {**path, **candidate}
        above_it = {one.key: whole.get(one.key) or item[one.key] for one in ancestry(level)}
        return Found(Place(level, above_it), item, passed)
    if denied is not None:
        raise denied
    raise NotFoundError(f"There is no {level.noun} {key} on the farms that you can see.")


async def _candidates(api: Api, level: Level, path: Path) -> AsyncIterator[tuple[Path, Passed]]:
    """The paths under which an item of `level` may be: here first, then all farms and queues."""
    if all(name in path for name in level.within):
        yield {name: path[name] for name in level.within}, ()
    searched = [one for one in ancestry(level) if one.key in level.within]
    if any(one.parent not in {None, "farms"} for one in searched):
        if not all(name in path for name in level.within):
            raise UsageError(f"To find a {level.noun} by its id, its job has to be known.")
        return
    async for found in _walk(api, tuple(searched), {}, ()):
        yield found


async def _walk(
    api: Api, levels: tuple[Level, ...], path: Path, passed: Passed
) -> AsyncIterator[tuple[Path, Passed]]:
    """Every path through `levels` below `path`."""
    if not levels:
        yield path, passed
        return
    level, *below = levels
    async for page in pages(api, Place(level, path)):
        for item in page.items:
            inner = {**path, level.key: item[level.key]}
            async for found in _walk(api, tuple(below), inner, (*passed, (level, item))):
                yield found
