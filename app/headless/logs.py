"""`farmtop logs`: the log of what the ids lead to, from its beginning on."""

import time
from collections.abc import Mapping

from app.aws.api import Api
from app.aws.connection.cloud import Cloud
from app.aws.finding.elsewhere import minding_region
from app.aws.profiles.deadline_config import Defaults
from app.aws.reading.items import get_item
from app.config import Settings
from app.errors import UsageError
from app.headless.addressed import found_at, together
from app.headless.hastening import by_the_clock, told_by
from app.headless.log_flags import Wanted
from app.headless.log_printing import printer
from app.headless.log_streams import Streams
from app.headless.patience import Patient
from app.headless.scope import LOGGED, is_name, read_address_of, read_level, read_place
from app.headless.selecting import selection
from app.resources import ancestry
from app.resources.level import Item, Level, Place


async def logs(
    settings: Settings,
    given: Mapping[str, str | None],
    wanted: Wanted,
    address: str | None = None,
) -> None:
    """Write what is wanted of the log that the address or the ids `given` lead to.

    Raises FarmtopError.
    """
    chosen = selection(settings, wanted)
    async with Cloud.open(settings) as cloud:
        api = Patient(cloud)
        if text := _address(given, address, cloud.defaults):
            with minding_region(text, cloud.region_of):
                place, item = await _addressed(api, text, cloud.defaults, _named(given))
        else:
            place, item = await _item(api, *read_place(given, cloud.defaults))
        rest = told_by(cloud) if settings.live_tail else by_the_clock
        streams = Streams(cloud, wanted, begun=time.time(), rest=rest)
        labels, lines = await streams.of(place, item)
        write = printer(wanted.output, wanted.clock, labels)
        async for some in lines:
            write(chosen.choose(some))


def _address(
    given: Mapping[str, str | None], address: str | None, defaults: Defaults
) -> str | None:
    """The address that is meant; None where flags and defaults tell all that it takes."""
    if address is None:
        return read_address_of(given, defaults) or None
    level = read_level(given)
    around = (*ancestry(level), level)
    flagged = [one for one in around if given.get(one.key)]
    return together(address, flagged, given, defaults)


def _named(given: Mapping[str, str | None]) -> Level | None:
    """Of what kind the item is, where a flag tells its name and with that its kind."""
    level = read_level(given)
    return level if is_name(level, given.get(level.key)) else None


async def _addressed(
    api: Api, address: str, defaults: Defaults, kind: Level | None
) -> tuple[Place, Item]:
    """The item that the address leads to, of a `kind` if that is known.

    Raises UsageError where such items have no log.
    """
    found = await found_at(api, address, defaults, kind)
    level = found.place.level
    if level.log is None:
        named = ", ".join(dict.fromkeys(one.noun for one in LOGGED))
        raise UsageError(f"There is no log of a {level.noun}.", f"These have one: {named}.")
    return found.place, found.item


async def _item(api: Api, place: Place, key: str) -> tuple[Place, Item]:
    """The item that the ids lead to, and the whole place that it is listed in."""
    item = await get_item(api, place, key)
    return Place(place.level, _whole_path(place, item)), item


def _whole_path(place: Place, item: Item) -> dict[str, str]:
    """The path with what the item itself tells of it: an action names its session."""
    path = dict(place.path)
    for level in ancestry(place.level):
        told = item.get(level.key)
        if not told:
            continue
        if path.setdefault(level.key, told) != told:
            raise UsageError(f"That {place.level.noun} is not one of this {level.noun}.")
    return path
