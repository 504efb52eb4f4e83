"""Finding the thing that an id means, within whatever an address says is around it."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from app.aws.api import Api
from app.aws.finding.among_jobs import Passed, find_among_jobs
from app.aws.finding.which_of import which_has
from app.aws.reading.items import get_item
from app.aws.reading.pages import pages
from app.aws.searches import PAGE_SIZE
from app.errors import DeniedError, InvalidError, NotFoundError
from app.resources import ancestry
from app.resources.address import Address, above
from app.resources.farms import FARMS
from app.resources.ids_in_text import is_made_of
from app.resources.jobs import JOBS
from app.resources.level import Batch, Item, Level, Path, Place
from app.resources.queues import QUEUES

_FARM, _QUEUE, _JOB = FARMS.key, QUEUES.key, JOBS.key


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


async def find_by_id(api: Api, address: Address, known: Path, visited: Sequence[Path]) -> Found:
    """The thing whose id an address has, within what else of it the address tells.

    What is merely `known` of where it may be is tried first, and what is a part of a job is looked
    for where one has `visited`. Raises what the calls raise; NotFoundError, which names what does
    not fit where ids contradict each other.
    """
    level, path = address.level, above(address, known)
    if not _is_part_of_job(level) or _JOB in address.ids:
        return await _looked_up(api, level, address.ids[level.key], path, address.ids)
    ids = dict(address.ids)
    if _QUEUE in ids and _FARM not in ids:
        queue = await _looked_up(api, QUEUES, ids[_QUEUE], path, ids)
        ids |= queue.path
    place, item, passed = await find_among_jobs(api, level, ids, path, visited)
    return Found(place, item, passed)


async def _looked_up(api: Api, level: Level, key: str, path: Path, told: Path) -> Found:
    """The item of this id, within what the ids lead to that an address has told.

    `path` has those of the ids that lead there which are known, where nothing else is told.
    """
    path, passed = await _completed(api, level, path, told)
    refusal: DeniedError | InvalidError | None = None
    async with aclosing(_candidates(api, level, path, told)) as candidates:
        async for some in candidates:
            try:
                found = await _in_one_of(api, level, key, [candidate for candidate, _ in some])
            except (DeniedError, InvalidError) as error:
                refusal = error
                continue
            if found is None:
                continue
            at, item = found
            candidate, walked = some[at]
            whole = {**path, **candidate}
            above_it = {one.key: whole.get(one.key) or item[one.key] for one in ancestry(level)}
            return Found(Place(level, above_it), {level.key: key, **item}, passed or walked)
    if refusal is not None:
        raise refusal
    none = NotFoundError(f"There is no {level.noun} {key}{_where(level, path, told)}.")
    around = [one for one in ancestry(level) if one.key in told and not is_made_of(level, one)]
    if passed or not around:
        raise none
    # It may be what is told to be around it that does not fit, or what was known of where that is.
    *_, outer = around
    found_around = await _looked_up(api, outer, told[outer.key], _above(outer, path), told)
    if found_around.path.items() <= path.items():
        raise none
    return await _looked_up(api, level, key, found_around.path, found_around.path)


async def _in_one_of(
    api: Api, level: Level, key: str, paths: Sequence[Path]
) -> tuple[int, Item] | None:
    """In which of some places an item is, and what is known of it."""
    if len(paths) > 1:
        return await which_has(api, level, key, paths)
    try:
        return 0, await get_item(api, Place(level, paths[0]), key)
    except (NotFoundError, InvalidError):
        return None


async def _completed(api: Api, level: Level, path: Path, told: Path) -> tuple[Path, Passed]:
    """The path with what leads to the innermost of its ids, where only asking for that can tell."""
    known = [one for one in ancestry(level) if one.key in path and _is_anywhere(one)]
    if not known or _leads_to(level, path) or _is_anywhere(level):
        return path, ()
    innermost = known[-1]
    outer = {name: key for name, key in path.items() if name != innermost.key}
    found = await _looked_up(api, innermost, path[innermost.key], outer, told)
    return {**path, **found.path}, (*found.passed, (found.place.level, found.item))


def _where(level: Level, path: Path, told: Path) -> str:
    """Where an item was looked for."""
    if _is_part_of_job(level):
        return f" in {path[_JOB]}"
    around = [told[one.key] for one in ancestry(level) if one.key in told]
    if around:
        return f" in {around[-1]}" if level.service == JOBS.service else f" in {'/'.join(around)}"
    return " on the farms that you can see" if level.service == JOBS.service else ""


def _above(level: Level, path: Path) -> Path:
    """Those ids of a path that lead to what is above an item."""
    return {one.key: path[one.key] for one in ancestry(level) if one.key in path}


def _is_part_of_job(level: Level) -> bool:
    """Whether an item can be in any of so many jobs that not all of them can be looked into."""
    return _JOB in level.within


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


async def _candidates(
    api: Api, level: Level, path: Path, told: Path
) -> AsyncGenerator[list[tuple[Path, Passed]], None]:
    """The paths under which an item of `level` may be: here first, then all farms and queues.

    What is told to be above it is above it in all of them. As many come together as one call can
    ask for.
    """
    needed = _needed(level)
    if _leads_to(level, path):
        yield [({name: path[name] for name in needed}, ())]
    if not _is_anywhere(level) or all(name in told for name in needed):
        return
    most = PAGE_SIZE if isinstance(level.details, Batch) else 1
    some: list[tuple[Path, Passed]] = []
    searched = tuple(one for one in ancestry(level) if one.key in needed)
    async with aclosing(_walk(api, searched, {}, (), told)) as walk:
        async for found in walk:
            some.append(found)
            if len(some) == most:
                yield some
                some = []
    if some:
        yield some


async def _walk(
    api: Api, levels: tuple[Level, ...], path: Path, passed: Passed, told: Path
) -> AsyncGenerator[tuple[Path, Passed], None]:
    """Every path through `levels` below `path`, where they are told those alone."""
    if not levels:
        yield path, passed
        return
    level, *below = levels
    async with aclosing(_steps(api, Place(level, path), told)) as steps:
        async for item, walked in steps:
            inner = {**path, level.key: item[level.key]}
            further = _walk(api, tuple(below), inner, (*passed, *walked), told)
            async with aclosing(further) as walk:
                async for found in walk:
                    yield found


async def _steps(api: Api, place: Place, told: Path) -> AsyncGenerator[tuple[Item, Passed], None]:
    """The items of a place, or the one that is told; those that were found are passed."""
    level = place.level
    if level.key in told:
        yield told, ()
        return
    async with aclosing(pages(api, place)) as coming:
        async for page in coming:
            for item in page.items:
                yield item, ((level, item),)
