"""Finding the thing that an address means: by its id wherever it is, or by names one by one."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from app.aws.api import Api
from app.aws.items import get_item
from app.aws.near_names import instead
from app.aws.pages import pages
from app.aws.workflow_ids import find_in_workflows
from app.errors import DeniedError, InvalidError, NotFoundError, UsageError
from app.resources import LEVELS, ancestry
from app.resources.address import Address, above
from app.resources.ids_in_text import is_id_of
from app.resources.jobs import JOBS
from app.resources.level import Item, Level, Path, Place
from app.resources.query import Query
from app.resources.terms import words_in
from app.view import plain

Passed: TypeAlias = tuple[tuple[Level, Item], ...]
"""What was found on the way, so that it can be called by its name."""

_JOB = JOBS.key

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

    @property
    def path(self) -> Path:
        """The ids that lead to it, its own last."""
        return {**self.place.path, self.place.level.key: self.key}


async def find_address(
    api: Api, address: Address, known: Path, workflows: Sequence[str] = ()
) -> Found:
    """The thing that an address means, from `known` on where the address leaves that out.

    An id costs one call where all that leads to it is known, else one more for each farm and
    queue; one of Nova Act is looked for in `workflows` first. Raises what the calls raise;
    NotFoundError where there is none, UsageError where several are meant or something that leads
    there has to be given.
    """
    if address.key is None:
        return await _by_names(api, address, known)
    if address.others:
        place, item = await find_in_workflows(api, address.key, known, workflows)
        return Found(place, item)
    return await _by_id(api, address.level, address.key, above(address, known))


async def _by_names(api: Api, address: Address, known: Path) -> Found:
    chain = (*ancestry(address.level), address.level)[-len(address.names) :]
    path, passed = dict(address.ids), list[tuple[Level, Item]]()
    if path and not all(level.key in path for level in ancestry(chain[0])):
        outer = await _by_id(api, *_innermost(path), above(Address(chain[0], path), known))
        path, passed = dict(outer.path), [*outer.passed, (outer.place.level, outer.item)]
    for level, name in zip(chain, address.names, strict=True):
        item = await _named(api, Place(level, dict(path)), name, passed)
        path[level.key] = item[level.key]
        passed.append((level, item))
    level, item = passed.pop()
    key = path.pop(level.key)
    place = Place(level, path)
    return Found(place, await get_item(api, place, key, item), tuple(passed))


def _innermost(path: Path) -> tuple[Level, str]:
    """The last of some ids, and its level."""
    *_, (name, key) = path.items()
    return next(level for level in LEVELS.values() if level.key == name), key


async def _named(api: Api, place: Place, name: str, passed: Sequence[tuple[Level, Item]]) -> Item:
    """The item of a place with this id, or that is called so, or the only one that begins so."""
    level, wanted = place.level, name.casefold()
    if is_id_of(level, name):
        return {level.key: name, **await get_item(api, place, name)}
    beginning, others = list[Item](), list[str]()
    async for page in pages(api, place, _query(level, name)):
        for item in page.items:
            label = level.label(item).casefold()
            if label == wanted:
                return item
            if label.startswith(wanted):
                beginning.append(item)
            else:
                others.append(level.label(item))
    if len(beginning) == 1:
        return beginning[0]
    where = "/".join(one.label(item) for one, item in passed)
    if not beginning:
        raise NotFoundError(
            f"There is no {level.noun} {plain(name)!r}{f' in {where}' if where else ''}.",
            await instead(api, place, name, others),
        )
    labels = ", ".join(level.label(item) for item in beginning[:_NAMED_AT_MOST])
    more = ", …" if len(beginning) > _NAMED_AT_MOST else ""
    raise UsageError(
        f"{plain(name)!r} is the beginning of {len(beginning)} {level.noun}s: {labels}{more}.",
        "Type some more of it.",
    )


def _query(level: Level, name: str) -> Query:
    """What is asked of a level that can be searched: of a long list only a few are called so."""
    search = level.listing.search
    if search is None or not search.finds_names:
        return Query()
    return Query(filters=(words_in(search.words, name).filter,))


async def _by_id(api: Api, level: Level, key: str, path: Path) -> Found:
    """The item of this id; `path` has those of the ids that lead there which are known."""
    path, passed = await _completed(api, level, path)
    if not _is_anywhere(level) and not _leads_to(level, path):
        raise UsageError(
            f"To find a {level.noun} by its id, its job has to be known.",
            f"Give the job's id before it: job-…/{key}.",
        )
    denied: DeniedError | None = None
    async for candidate, walked in _candidates(api, level, path):
        try:
            item = await get_item(api, Place(level, candidate), key)
        except (NotFoundError, InvalidError):
            continue
        except DeniedError as error:
            denied = error
            continue
        whole = {**path, **candidate}
        above_it = {one.key: whole.get(one.key) or item[one.key] for one in ancestry(level)}
        return Found(Place(level, above_it), {level.key: key, **item}, passed or walked)
    if denied is not None:
        raise denied
    raise NotFoundError(f"There is no {level.noun} {key} {_where(level, path)}.")


async def _completed(api: Api, level: Level, path: Path) -> tuple[Path, Passed]:
    """The path with what leads to the innermost of its ids, where only asking for that can tell."""
    told = [one for one in ancestry(level) if one.key in path and _is_anywhere(one)]
    if not told or _leads_to(level, path) or _is_anywhere(level):
        return path, ()
    innermost = told[-1]
    outer = {name: key for name, key in path.items() if name != innermost.key}
    found = await _by_id(api, innermost, path[innermost.key], outer)
    return {**path, **found.path}, (*found.passed, (found.place.level, found.item))


def _where(level: Level, path: Path) -> str:
    """Where an item was looked for."""
    if level.service != JOBS.service:
        return f"in {'/'.join(path.values())}"
    return "on the farms that you can see" if _is_anywhere(level) else f"in {path[_JOB]}"


def _needed(level: Level) -> tuple[str, ...]:
    """The ids above an item by which it is asked for: all of them where only a list tells of it."""
    return level.within if level.get is not None else tuple(one.key for one in ancestry(level))


def _leads_to(level: Level, path: Path) -> bool:
    """Whether a path has all that it takes to ask for an item."""
    return all(name in path for name in _needed(level))


def _is_anywhere(level: Level) -> bool:
    """Whether an item is found by its id alone: few places have to be looked at for it."""
    needed = _needed(level)
    return all(one.parent in {None, "farms"} for one in ancestry(level) if one.key in needed)


async def _candidates(api: Api, level: Level, path: Path) -> AsyncIterator[tuple[Path, Passed]]:
    """The paths under which an item of `level` may be: here first, then all farms and queues."""
    needed = _needed(level)
    if _leads_to(level, path):
        yield {name: path[name] for name in needed}, ()
    if _is_anywhere(level):
        searched = tuple(one for one in ancestry(level) if one.key in needed)
        async for found in _walk(api, searched, {}, ()):
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
