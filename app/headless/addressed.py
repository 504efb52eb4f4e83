"""What an address leads to where it is given to a command, instead of ids in flags."""

import shlex
from collections.abc import Iterator, Mapping

from app.aws.addresses import Found, find_address
from app.aws.api import Api
from app.aws.deadline_config import Defaults
from app.errors import UsageError
from app.headless.scope import HOMES, flag
from app.resources import LEVELS, ancestry
from app.resources.address import read_address
from app.resources.farms import FARMS
from app.resources.jobs import JOBS
from app.resources.level import Level, Place
from app.resources.queues import QUEUES


def chosen(defaults: Defaults) -> dict[str, str]:
    """The ids that the `deadline` command has chosen, by their keys."""
    keys = (FARMS.key, QUEUES.key, JOBS.key)
    return {key: value for key in keys if (value := defaults.id_of(key))}


def alone(text: str, given: Mapping[str, str | None]) -> None:
    """Raises UsageError where flags say, too, what the address says."""
    if flags := " and ".join(flag(HOMES[key]) for key, value in given.items() if value):
        raise UsageError(
            f"The address {text!r} and {flags} both say where.",
            f"Leave out {flags}, or the address.",
        )


async def found_at(api: Api, text: str, defaults: Defaults) -> Found:
    """What an address leads to. Raises FarmtopError."""
    known = chosen(defaults)
    return await find_address(api, read_address(text, known), known)


async def place_within(api: Api, level: Level, text: str, defaults: Defaults) -> Place:
    """The place whose items are those of `level` within what an address leads to.

    Raises FarmtopError, before anything is asked where the address is plainly of something else.
    """
    if level.parent is None:
        raise UsageError(f"{level.name} are not listed within anything.", "Leave out the address.")
    parent, known = LEVELS[level.parent], chosen(defaults)
    address = read_address(text, known, parent)
    _check(level, parent, text, (address.level, *address.others))
    found = await find_address(api, address, known)
    _check(level, parent, text, (found.place.level,))
    path = found.path
    return Place(level, {one.key: path[one.key] for one in ancestry(level) if one.key in path})


def _homes(level: Level) -> Iterator[Level]:
    """What the items of a level can be listed within, the innermost first."""
    for above in reversed(ancestry(level)):
        yield above
        if above.key not in level.listing.optional:
            return


def _check(level: Level, parent: Level, text: str, kinds: tuple[Level, ...]) -> None:
    """Raises UsageError unless one of some kinds is what a level is listed within."""
    homes = {(one.key, one.service) for one in _homes(level)}
    if any((one.key, one.service) in homes for one in kinds):
        return
    kind = kinds[0]
    remedy = f"Give a {parent.noun}."
    if kind in ancestry(level):
        below = (*ancestry(level), level)[ancestry(level).index(kind) + 1]
        remedy = f"List its {below.noun}s with: farmtop ls {below.name} {shlex.quote(text)}"
    raise UsageError(
        f"{level.name} are listed within a {parent.noun}, and {text!r} is {_a(kind)}.", remedy
    )


def _a(level: Level) -> str:
    return f"{'an' if level.noun[0] in 'aeiou' else 'a'} {level.noun}"
