"""What an address leads to where it is given to a command, instead of ids in flags."""

import shlex
from collections.abc import Mapping, Sequence

from app.aws.api import Api
from app.aws.finding.addresses import find_address
from app.aws.finding.by_id import Found
from app.aws.profiles.deadline_config import Defaults
from app.errors import UsageError
from app.headless.scope import HOMES, flag, homes
from app.resources import LEVELS, ancestry
from app.resources.address import read_address
from app.resources.farms import FARMS
from app.resources.jobs import JOBS
from app.resources.level import Level, Place
from app.resources.queues import QUEUES
from app.view import with_article


def chosen(defaults: Defaults) -> dict[str, str]:
    """The ids that the `deadline` command has chosen, by their keys."""
    keys = (FARMS.key, QUEUES.key, JOBS.key)
    return {key: value for key in keys if (value := defaults.id_of(key))}


def together(
    text: str, flagged: Sequence[Level], given: Mapping[str, str | None], defaults: Defaults
) -> str:
    """The address that goes on with the ids of flags, outermost first, where they lie below it.

    Raises UsageError where flags say, too, what the address says.
    """
    if not any(given.values()):
        return text
    own = [given[one.key] or "" for one in flagged]
    outermost = flagged[0].parent if flagged else None
    above = LEVELS[outermost] if outermost else None
    told = {one.key for one in flagged}
    is_below = all(key in told for key, value in given.items() if value)
    if above is None or not is_below or _level_of(text, above, defaults) is not above:
        flags = " and ".join(flag(HOMES[key]) for key, value in given.items() if value)
        raise UsageError(
            f"The address {text!r} and {flags} both say where.",
            f"Leave out {flags}, or the address.",
        )
    return "/".join([text.rstrip("/"), *own])


def _level_of(text: str, wanted: Level, defaults: Defaults) -> Level:
    """Of what kind the thing of an address is, which may be the one that is wanted."""
    return read_address(text, chosen(defaults), wanted).level


async def found_at(api: Api, text: str, defaults: Defaults, wanted: Level | None = None) -> Found:
    """What an address leads to, of a level that is `wanted` if any is. Raises FarmtopError."""
    known = chosen(defaults)
    return await find_address(api, read_address(text, known, wanted), known)


async def place_within(api: Api, level: Level, text: str, defaults: Defaults) -> Place:
    """The place whose items are those of `level` within what an address leads to.

    Raises FarmtopError, before anything is asked where ids tell that it is of something else.
    """
    if level.parent is None:
        raise UsageError(f"{level.name} are not listed within anything.", "Leave out the address.")
    parent, known = LEVELS[level.parent], chosen(defaults)
    address = read_address(text, known, parent)
    if not (address.others or address.names):
        _check(level, parent, text, address.level)
    found = await find_address(api, address, known)
    _check(level, parent, text, found.place.level)
    path = found.path
    return Place(level, {one.key: path[one.key] for one in ancestry(level) if one.key in path})


def _check(level: Level, parent: Level, text: str, kind: Level) -> None:
    """Raises UsageError unless a kind of thing is what a level is listed within."""
    if (kind.key, kind.service) in {(one.key, one.service) for one in homes(level)}:
        return
    remedy = f"Give a {parent.noun}."
    if kind in ancestry(level):
        below = (*ancestry(level), level)[ancestry(level).index(kind) + 1]
        remedy = f"List its {below.noun}s with: farmtop ls {below.name} {shlex.quote(text)}"
    is_what = f"{text!r} is {with_article(kind.noun)}"
    raise UsageError(f"{level.name} are listed within a {parent.noun}, and {is_what}.", remedy)
