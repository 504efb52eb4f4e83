"""Finding the thing that an address means: by its id wherever it is, or by names one by one."""

from collections.abc import Sequence

from app.aws.api import Api
from app.aws.finding.by_id import Found, find_by_id
from app.aws.finding.by_name import find_named
from app.aws.finding.workflow_ids import find_in_workflows
from app.aws.reading.budget import MOST_CALLS
from app.aws.reading.items import get_item
from app.errors import DeniedError, NotFoundError, UnreachableError
from app.resources import LEVELS, ancestry
from app.resources.address import NAMED_IN_FLEETS, Address
from app.resources.fleets import FLEETS
from app.resources.level import Item, Level, Path, Place
from app.resources.queues import QUEUES
from app.resources.workflow_definitions import WORKFLOW_DEFINITIONS

_SECOND_CALLS = MOST_CALLS // 2
"""So many are kept for the second kind of thing where a name may be that of two."""


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
    if address.within is not None:
        return await _within(api, address, await find_address(api, address.within, known, visited))
    if address.key is None and address.others:
        return await _by_one_name(api, address)
    if address.key is None:
        return await _by_names(api, address, known, visited)
    if address.others:
        names = (path.get(WORKFLOW_DEFINITIONS.key) for path in visited)
        workflows = list(dict.fromkeys(name for name in names if name))
        place, item = await find_in_workflows(api, address.key, known, workflows)
        return Found(place, item)
    return await find_by_id(api, address, known, visited)


async def _within(api: Api, address: Address, outer: Found) -> Found:
    """The thing whose id an address has, somewhere within what was found."""
    inner = Address(address.level, {**outer.path, **address.ids})
    found = await find_by_id(api, inner, {}, [])
    passed = (*outer.passed, (outer.place.level, outer.item), *found.passed)
    return Found(found.place, found.item, passed)


async def _by_one_name(api: Api, address: Address) -> Found:
    """What one name leads to of which two kinds of things may be called so."""
    [name], [other] = address.names, address.others
    place = Place(address.level)
    try:
        item = await find_named(api, place, name, (), MOST_CALLS - _SECOND_CALLS)
    except NotFoundError as error:
        place = Place(other)
        item = await _named_instead(api, place, name, (), error)
    return Found(place, await get_item(api, place, item[place.level.key], item))


async def _by_names(api: Api, address: Address, known: Path, visited: Sequence[Path]) -> Found:
    chain = (*ancestry(address.level), address.level)[-len(address.names) :]
    path, passed = dict(address.ids), list[tuple[Level, Item]]()
    if path and not all(level.key in path for level in ancestry(chain[0])):
        outer = await find_by_id(api, Address(_innermost(path), path), known, visited)
        path, passed = dict(outer.path), [*outer.passed, (outer.place.level, outer.item)]
    for at, name in enumerate(address.names):
        may_be_fleet = _may_be_in_fleet(chain[at:])
        calls = MOST_CALLS - _SECOND_CALLS if may_be_fleet else MOST_CALLS
        try:
            item = await find_named(api, Place(chain[at], dict(path)), name, passed, calls)
        except NotFoundError as error:
            if not may_be_fleet:
                raise
            item = await _named_instead(api, Place(FLEETS, dict(path)), name, passed, error)
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


async def _named_instead(
    api: Api, place: Place, name: str, passed: Sequence[tuple[Level, Item]], none: NotFoundError
) -> Item:
    """What is called so at a place, where none of the first kind is."""
    try:
        return await find_named(api, place, name, passed, _SECOND_CALLS)
    except (DeniedError, UnreachableError):
        raise none from None
    except NotFoundError as error:
        remedy = f"{none.remedy} Nor is there such a {place.level.noun}. {error.remedy}"
        raise NotFoundError(none.what, remedy) from None


def _innermost(path: Path) -> Level:
    """The level of the last of some ids."""
    *_, name = path
    return next(level for level in LEVELS.values() if level.key == name)
