"""Where `:` leads: to a level by its name, or to a thing by its address."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from app.aws.api import Api
from app.aws.finding.addresses import find_address
from app.aws.finding.among_jobs import Passed
from app.aws.finding.by_id import Found
from app.aws.finding.nearby import find_nearby
from app.aws.pacing.priority import Priority, asking
from app.close_names import close_names
from app.errors import NotFoundError, UsageError
from app.resources import LEVELS, ancestry, opened
from app.resources.address import Address, is_address, level_at_end, makes_sense, read_address
from app.resources.level import Item, Level, Path, Place
from app.tui.going.known_things import NOTHING, Known
from app.view import plain

_FEW = 4
"""So many levels, or names that are close, are told at most."""

_COMPARED = 1_000
"""So many names are compared at most: each takes some time."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A place to go to."""

    place: Place
    select: str | None = None
    """The row to select there."""
    item: Item | None = None
    """The item of the place whose log to open, where that is what the id leads to."""
    passed: Passed = ()
    """What was found on the way, so that the breadcrumbs can name it."""


def suggestions(here: Place, selected: str | None, known: Known) -> list[str]:
    """What can be completed, each of which leads somewhere: levels, and what is `known`."""
    levels = (level.name for level in LEVELS.values() if not _missing(level, here, selected))
    return list(dict.fromkeys([*levels, *known.texts]))


async def destination(
    api: Api,
    text: str,
    here: Place,
    selected: str | None,
    known: Known = NOTHING,
    *,
    visited: Sequence[Path] = (),
) -> Destination:
    """Where `text` leads from `here`, with the row `selected` there.

    What is `known` is found without a call, and what an id does not tell is looked for where one
    has `visited` first. A name that is neither is looked for in the places around one, twelve calls
    at most. Raises UsageError where it cannot be understood, and what the calls raise.
    """
    text = text.strip()
    if text not in LEVELS and (thing := known.find(text)) is not None:
        return Destination(thing) if isinstance(thing, Place) else _inside(Found(*thing))
    if is_address(text):
        return await or_to_level(text, lambda one: _addressed(api, one, here.path, visited))
    wanted = text.lower()
    names = [name for name in LEVELS if name.startswith(wanted)] if wanted else []
    if names:
        return _level(LEVELS[wanted if wanted in names else names[0]], here, selected)
    if not text:
        raise UsageError("Where to?", _ways(here, selected))
    return await _named(api, text, here, selected, known)


async def _named(
    api: Api, name: str, here: Place, selected: str | None, known: Known
) -> Destination:
    """Where a name leads that is not `known`: to what is called so around one."""
    with asking(Priority.ASKED):
        near = await find_nearby(api, name, here.path, known.called)
    if near.found is not None:
        return _inside(near.found)
    *others, last = ("level", "id", *near.nothing)
    what = f"{name!r} is no {', no '.join(others)} and no {last}."
    names = [*suggestions(here, selected, known)[:_COMPARED], *near.names]
    remedy = await asyncio.to_thread(_close, name, names)
    not_asked = "" if near.refusal is None else f" {near.refusal.what}"
    raise NotFoundError(what, f"{remedy or _ways(here, selected)}{not_asked}")


def _ways(here: Place, selected: str | None) -> str:
    """What one can type."""
    return f"Levels: {', '.join(_nearest(here, selected))}, …; else farm/queue/job or farm/."


def _nearest(here: Place, selected: str | None) -> list[str]:
    """The names of the levels to which one can go from here, the nearest first."""
    around = (*ancestry(here.level), here.level)

    def distance(level: Level) -> int:
        above = (*ancestry(level), level)
        return len({one.name for one in above} ^ {one.name for one in around})

    others = [one for one in LEVELS.values() if one.name != here.level.name]
    there = (one for one in others if not _missing(one, here, selected))
    return [one.name for one in sorted(there, key=distance)[:_FEW]]


def _close(text: str, names: Sequence[str]) -> str:
    """What is called nearly so."""
    close = close_names(text, names, _FEW)
    return f"Close to it: {', '.join(map(plain, close))}." if close else ""


async def _addressed(api: Api, text: str, known: Path, visited: Sequence[Path]) -> Destination:
    """Where an address leads; names count from where one is, and else from the farms on."""
    address = read_address(text, known)
    try:
        return await lead(api, address, known, visited)
    except NotFoundError as error:
        whole = read_address(text, {}) if address.names else address
        if whole == address:
            raise
        try:
            return await lead(api, whole, {}, visited)
        except NotFoundError as other:
            # Where there is such a farm, what lies below it is wrong.
            first, _, _ = text.strip("/ ").partition("/")
            raise (error if repr(plain(first)) in other.what else other) from None


async def or_to_level(text: str, find: Callable[[str], Awaitable[Destination]]) -> Destination:
    """Where an address leads as it is to `find`; else the level of which the end is the name.

    A thing that is called like a level comes first, and so do several. Raises what `find` raises,
    and UsageError where there is no such level in what stands before its name.
    """
    if (ends := level_at_end(text)) is None:
        return await find(text)
    outer, level = ends
    try:
        if makes_sense(text):
            return await find(text)
    except NotFoundError:  # then it is the level that is meant
        pass
    there = await find(outer)
    selected = there.select if there.item is None else str(there.item[there.place.level.key])
    return replace(_level(level, there.place, selected), passed=there.passed)


async def lead(
    api: Api, address: Address, known: Path, visited: Sequence[Path] = ()
) -> Destination:
    """Where an address leads from what is `known` on, as `find_address` finds it.

    Raises what the calls raise.
    """
    with asking(Priority.ASKED):
        return _inside(await find_address(api, address, known, visited))


def _level(level: Level, here: Place, selected: str | None) -> Destination:
    if level is here.level:
        return Destination(here, select=selected)
    if missing := _missing(level, here, selected):
        raise UsageError(f"To see {level.name}, open a {missing.noun} first: :{missing.name}.")
    known = _known_from(here, selected)
    above = [one.key for one in ancestry(level)]
    # What rows have the key of, and lies above them, is another thing than any of them.
    select = None if level.key in above else here.path.get(level.key)
    return Destination(Place(level, {key: known[key] for key in above}), select=select)


def _missing(level: Level, here: Place, selected: str | None) -> Level | None:
    """Of what there has to be one first, to go to a level from here."""
    known = here.path if level is here.level else _known_from(here, selected)
    return next((one for one in ancestry(level) if one.key not in known), None)


def _known_from(here: Place, selected: str | None) -> Path:
    return here.path if selected is None else {**here.path, here.level.key: selected}


def _inside(found: Found) -> Destination:
    """What is inside a thing that was found, or else its log, or else the thing in its list."""
    if (there := opened(found.place, found.key, found.item)) is not None:
        passed = (*found.passed, (found.place.level, found.item))
        return Destination(there, passed=passed)
    if found.place.level.log is None:
        return Destination(found.place, select=found.key, passed=found.passed)
    return Destination(found.place, item=found.item, passed=found.passed)
