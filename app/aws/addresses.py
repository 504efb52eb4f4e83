"""Finding the thing that an address means: by its id wherever it is, or by names one by one."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from app.aws.among_jobs import Passed, find_among_jobs
from app.aws.api import Api
from app.aws.budget import MOST_CALLS
from app.aws.by_name import find_named
from app.aws.items import get_item
from app.aws.pages import pages
from app.aws.searches import PAGE_SIZE
from app.aws.which_of import which_has
from app.aws.workflow_ids import find_in_workflows
from app.errors import DeniedError, InvalidError, NotFoundError
from app.resources import LEVELS, ancestry
from app.resources.address import NAMED_IN_FLEETS, Address, above
from app.resources.farms import FARMS
from app.resources.fleets import FLEETS
from app.resources.jobs import JOBS
from app.resources.level import Batch, Item, Level, Path, Place
from app.resources.queues import QUEUES
from app.resources.workflow_definitions import WORKFLOW_DEFINITIONS

_FARM, _QUEUE, _JOB = FARMS.key, QUEUES.key, JOBS.key

_FLEET_CALLS = MOST_CALLS // 2
"""So many are kept for the fleets where a name may be that of a queue or of a fleet."""


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
    api: Api, address: Address, known: Path, visited: Sequence[Path] = ()
) -> Found:
    """The thing that an address means, from `known` on where the address leaves that out.

    An id costs one call where all that leads to it is known, else one more for each farm, and
    twelve at most for a part of a job. A name costs twelve at most, and the last one another for
    everything about it. What an id does not tell is looked for where one has `visited` first.
    Raises what the calls raise; NotFoundError where there is none, UsageError where several are
    meant.
    """
    if address.key is None:
        return await _by_names(api, address, known, visited)
    if address.others:
        names = (path.get(WORKFLOW_DEFINITIONS.key) for path in visited)
        workflows = list(dict.fromkeys(name for name in names if name))
        place, item = await find_in_workflows(api, address.key, known, workflows)
        return Found(place, item)
    return await _by_id(api, address, known, visited)


async def _by_names(api: Api, address: Address, known: Path, visited: Sequence[Path]) -> Found:
    chain = (*ancestry(address.level), address.level)[-len(address.names) :]
    path, passed = dict(address.ids), list[tuple[Level, Item]]()
    if path and not all(level.key in path for level in ancestry(chain[0])):
        outer = await _by_id(api, Address(_innermost(path), path), known, visited)
        path, passed = dict(outer.path), [*outer.passed, (outer.place.level, outer.item)]
    for at, name in enumerate(address.names):
        may_be_fleet = _may_be_in_fleet(chain[at:])
        calls = MOST_CALLS - _FLEET_CALLS if may_be_fleet else MOST_CALLS
        try:
            item = await find_named(api, Place(chain[at], dict(path)), name, passed, calls)
        except NotFoundError as error:
            if not may_be_fleet:
                raise
            item = await _fleet_named(api, Place(FLEETS, dict(path)), name, passed, error)
            chain = (*chain[:at], *NAMED_IN_FLEETS[-2:][: len(chain) - at])
        level = chain[at]
        path[level.key] = item[level.key]
        passed.append((level, item))
    level, item = passed.pop()
    key = path.pop(level.key)
    place = Place(level, path)
    return Found(place, await get_item(api, place, key, item), tuple(passed))


def _may_be_in_fleet(chain: Sequence[Level]) -> bool:
    """Whether names of these levels may be those of a fleet and of a worker."""
    return chain[0] is QUEUES and len(chain) < len(NAMED_IN_FLEETS)


async def _fleet_named(
    api: Api, place: Place, name: str, passed: Sequence[tuple[Level, Item]], no_queue: NotFoundError
) -> Item:
    """The fleet that is called so where no queue is."""
    try:
        return await find_named(api, place, name, passed, _FLEET_CALLS)
    except DeniedError:
        raise no_queue from None
    except NotFoundError as error:
        remedy = f"{no_queue.remedy} Nor is there such a fleet. {error.remedy}"
        raise NotFoundError(no_queue.what, remedy) from None


def _innermost(path: Path) -> Level:
    """The level of the last of some ids."""
    *_, name = path
    return next(level for level in LEVELS.values() if level.key == name)


async def _by_id(api: Api, address: Address, known: Path, visited: Sequence[Path]) -> Found:
    """The thing whose id an address has, with those of the ids that lead there which it tells."""
    level, path = address.level, above(address, known)
    if not _is_part_of_job(level) or _JOB in address.ids:
        return await _looked_up(api, level, address.ids[level.key], path)
    ids = dict(address.ids)
    if _QUEUE in ids and _FARM not in ids:
        queue = await _looked_up(api, QUEUES, ids[_QUEUE], path)
        ids |= queue.path
    place, item, passed = await find_among_jobs(api, level, ids, path, visited)
    return Found(place, item, passed)


async def _looked_up(api: Api, level: Level, key: str, path: Path) -> Found:
    """The item of this id; `path` has those of the ids that lead there which are known."""
    path, passed = await _completed(api, level, path)
    refusal: DeniedError | InvalidError | None = None
    async for some in _candidates(api, level, path):
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
    raise NotFoundError(f"There is no {level.noun} {key} {_where(level, path)}.")


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


async def _completed(api: Api, level: Level, path: Path) -> tuple[Path, Passed]:
    """The path with what leads to the innermost of its ids, where only asking for that can tell."""
    told = [one for one in ancestry(level) if one.key in path and _is_anywhere(one)]
    if not told or _leads_to(level, path) or _is_anywhere(level):
        return path, ()
    innermost = told[-1]
    outer = {name: key for name, key in path.items() if name != innermost.key}
    found = await _looked_up(api, innermost, path[innermost.key], outer)
    return {**path, **found.path}, (*found.passed, (found.place.level, found.item))


def _where(level: Level, path: Path) -> str:
    """Where an item was looked for."""
    if level.service != JOBS.service:
        return f"in {'/'.join(path.values())}"
    return f"in {path[_JOB]}" if _is_part_of_job(level) else "on the farms that you can see"


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
    api: Api, level: Level, path: Path
) -> AsyncIterator[list[tuple[Path, Passed]]]:
    """The paths under which an item of `level` may be: here first, then all farms and queues.

    As many come together as one call can ask for.
    """
    needed = _needed(level)
    if _leads_to(level, path):
        yield [({name: path[name] for name in needed}, ())]
    if not _is_anywhere(level):
        return
    most = PAGE_SIZE if isinstance(level.details, Batch) else 1
    some: list[tuple[Path, Passed]] = []
    searched = tuple(one for one in ancestry(level) if one.key in needed)
    async for found in _walk(api, searched, {}, ()):
        some.append(found)
        if len(some) == most:
            yield some
            some = []
    if some:
        yield some


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
