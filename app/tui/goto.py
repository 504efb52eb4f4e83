"""Where `:` leads: to a level by its name, or to a thing by its address."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from app.aws.addresses import find_address
from app.aws.among_jobs import Passed
from app.aws.api import Api
from app.aws.by_id import Found
from app.aws.priority import Priority, asking
from app.errors import NotFoundError, UsageError
from app.resources import LEVELS, ancestry, opened
from app.resources.address import NAMED, NAMED_IN_FLEETS, Address, is_address, read_address
from app.resources.level import Item, Level, Path, Place
from app.tui.listed import Listed


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


def suggestions(
    places: Sequence[Place] = (),
    name: Callable[[str], str] = str,
    loaded: Sequence[Listed] = (),
) -> list[str]:
    """What can be completed: levels, where one is or has been, and what is loaded.

    `name` says what an id is called; what is loaded counts by its name, and as the last part of an
    address.
    """
    addresses = (address_of(place.path, name) for place in places)
    known = list(filter(None, named(loaded)))
    begins: dict[Place, str | None] = {}
    below: list[str] = []
    for place, item in loaded:
        if place not in begins:
            begins[place] = _begin(place, name)
        label, begin = place.level.label(item), begins[place]
        if begin is not None and label and "/" not in label:
            below.append(f"{begin}{label}")
    return list(dict.fromkeys([*LEVELS, *known, *filter(None, addresses), *below]))


def _begin(place: Place, name: Callable[[str], str]) -> str | None:
    """What stands before the names of a place's items in addresses; None where they have none."""
    if place.level not in (*NAMED, *NAMED_IN_FLEETS):
        return None
    above = address_of(place.path, name)
    return f"{above}/" if above else ""


def address_of(path: Path, name: Callable[[str], str]) -> str:
    """What one types to come to where `path` leads; empty where ids of another kind lead there."""
    chains = ([level.key for level in chain[: len(path)]] for chain in (NAMED, NAMED_IN_FLEETS))
    if list(path) not in chains:
        return ""
    names = ((name(key), key) for key in path.values())
    return "/".join(key if "/" in called else called for called, key in names)


def named(loaded: Iterable[Listed]) -> dict[str, Listed]:
    """What is loaded by what a person calls it; of several that are called so, the first."""
    by_name: dict[str, Listed] = {}
    for place, item in loaded:
        by_name.setdefault(place.level.label(item), (place, item))
    return by_name


async def destination(
    api: Api,
    text: str,
    here: Place,
    selected: str | None,
    loaded: Sequence[Listed] = (),
    *,
    visited: Sequence[Path] = (),
) -> Destination:
    """Where `text` leads from `here`, with the row `selected` there.

    What is `loaded` is found by its name without a call, and what an id does not tell is
    looked for where one has `visited` first. Raises UsageError where it cannot be understood, and
    what the calls raise.
    """
    if text.strip() not in LEVELS and (known := named(loaded).get(text.strip())) is not None:
        return _inside(Found(*known))
    if is_address(text):
        return await _addressed(api, text, here.path, visited)
    wanted = text.strip().lower()
    names = [name for name in LEVELS if name.startswith(wanted)] if wanted else []
    if not names:
        raise UsageError(
            f"{text.strip()!r} is no level and no id.", f"Levels: {', '.join(LEVELS)}."
        )
    return _level(LEVELS[wanted if wanted in names else names[0]], here, selected)


async def _addressed(api: Api, text: str, known: Path, visited: Sequence[Path]) -> Destination:
    """Where an address leads; names count from where one is, and else from the farms on."""
    address = read_address(text, known)
    try:
        return await lead(api, address, known, visited)
    except NotFoundError:
        whole = read_address(text, {}) if address.names else address
        if whole == address:
            raise
        with suppress(NotFoundError):
            return await lead(api, whole, {}, visited)
        raise


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
    known = dict(here.path)
    if selected is not None:
        known[here.level.key] = selected
    above = [one.key for one in ancestry(level)]
    if missing := next((one for one in ancestry(level) if one.key not in known), None):
        raise UsageError(f"To see {level.name}, open a {missing.noun} first: :{missing.name}.")
    # What rows have the key of, and lies above them, is another thing than any of them.
    select = None if level.key in above else here.path.get(level.key)
    return Destination(Place(level, {key: known[key] for key in above}), select=select)


def _inside(found: Found) -> Destination:
    """What is inside a thing that was found, or else its log, or else the thing in its list."""
    if (there := opened(found.place, found.key, found.item)) is not None:
        passed = (*found.passed, (found.place.level, found.item))
        return Destination(there, passed=passed)
    if found.place.level.log is None:
        return Destination(found.place, select=found.key, passed=found.passed)
    return Destination(found.place, item=found.item, passed=found.passed)
