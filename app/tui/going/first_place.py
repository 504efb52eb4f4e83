"""The place at which the monitor is opened by an address: at once where it is known, else later."""

import asyncio
import os

from app.aws.pacing.priority import Priority, asking
from app.aws.reading.items import get_item
from app.errors import FarmtopError, NotFoundError, UsageError
from app.recent.addresses import LedTo, RecentAddresses
from app.resources import ancestry, opened, place_among
from app.resources.address import above, read_address
from app.resources.level import Place
from app.tui.connection.link import Link
from app.tui.levels.level_screen import LevelScreen


class FirstPlace:
    """Where an address leads: as its ids tell, or as it led last, until it is looked up."""

    def __init__(self, address: str, link: Link, otherwise: Place) -> None:
        """The first screen is of another place where nothing is known of where to go."""
        self._address = address
        self._link = link
        self._kept = RecentAddresses(link.settings, os.environ)
        self._known = self._recall()
        known = self._known or LedTo(otherwise)
        self.screen = LevelScreen(
            known.place,
            link,
            select=known.select,
            is_first=True,
            is_passed=self._known is None,
        )
        """The first screen."""

    async def go(self) -> None:
        """Look the address up, and go from the first screen to where it leads, if that is not it.

        Whoever has gone elsewhere meanwhile stays there. Raises what the calls raise.
        """
        from app.tui.going.travel import found  # noqa: PLC0415 - the first frame does without

        try:
            there = await found(self._link, self._address)
        except (NotFoundError, UsageError):
            await asyncio.to_thread(self._kept.forget, self._address)
            raise
        for level, item in there.passed:
            self._link.learn(level, item)
        here, place = self.screen, there.place
        if here.app.screen is here:
            if there.item is not None:
                here.open_log(place, there.item)
            elif place != here.place:
                here.give_way(place, there.select)
        await self._learn_names(place)
        if isinstance(here.app.screen, LevelScreen):
            here.app.screen.tell()
        select = there.select if there.item is None else there.item[place.level.key]
        known = ((key, self._link.names.of(key)) for key in place.path.values())
        names = {key: name for key, name in known if name is not None}
        await asyncio.to_thread(self._kept.keep, self._address, LedTo(place, select, names))

    def ends_with(self, error: FarmtopError) -> bool:
        """Whether there is nothing to stay for: the address is wrong, or not even known."""
        return self._known is None or isinstance(error, NotFoundError | UsageError)

    def _recall(self) -> LedTo | None:
        """What is known of where the address leads before anybody is asked."""
        led = self._kept.find(self._address)
        for key, name in led.names.items() if led is not None else ():
            self._link.names.note(key, name)
        return _told(self._address) or led

    async def _learn_names(self, place: Place) -> None:
        """Ask what the things above a place are called of which only ids were told."""
        service = await self._link.service()
        for level in ancestry(place.level):
            key = place.path[level.key]
            if self._link.names.of(key) is not None:
                continue
            try:
                with asking(Priority.PREVIEW):
                    item = await get_item(service, place_among(level, place.path), key)
            except FarmtopError:  # then the id stands for it
                continue
            self._link.learn(level, {**item, level.key: key})


def _told(text: str) -> LedTo | None:
    """Where an address leads whose ids are all that there is to know; None for any other."""
    try:
        address = read_address(text, {})
    except UsageError:  # which is said when it is looked up
        return None
    path = above(address, {})
    is_whole = all(one.key in path for one in ancestry(address.level))
    if address.key is None or address.others or not is_whole:
        return None
    place = Place(address.level, path)
    inside = opened(place, address.key, {})
    return LedTo(place, address.key) if inside is None else LedTo(inside)
