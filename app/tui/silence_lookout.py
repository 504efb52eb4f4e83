"""Listening, while somebody looks, to the running actions that a screen shows."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from app.aws.priority import Priority, asking
from app.resources.level import Item, Place
from app.resources.session_actions import SESSION_ACTIONS
from app.tui.link import Link
from app.tui.list_pane import ListPane

if TYPE_CHECKING:  # Until an action is seen that runs, nobody needs it.
    from app.stuck import Suspect


class SilenceLookout:
    """Learns from what a screen is told of actions, and listens to those that are overdue."""

    def __init__(
        self,
        link: Link,
        suspects: "Callable[[], Sequence[Suspect]]",
        changed: Callable[[], None],
    ) -> None:
        """`suspects` are the running actions that can be seen at a time; `changed` is called when
        it is known of another one that it is silent, or no longer is."""
        self._link = link
        self._suspects = suspects
        self._changed = changed
        self._woken = asyncio.Event()

    def look(self, place: Place, items: Collection[Item]) -> None:
        """These items of a place are shown now."""
        if place.level.key != SESSION_ACTIONS.key:
            return
        from app.stuck.suspects import may_be_silent  # noqa: PLC0415

        silences, before = self._link.silences, self._link.silences.version
        silences.learn(place, items)
        if any(map(may_be_silent, items)):
            self._woken.set()
        if silences.version != before:
            self._changed()

    async def run(self) -> None:
        """Listen until cancelled; until something runs there is nothing to listen to."""
        await self._woken.wait()
        from app.stuck.hearing import listen  # noqa: PLC0415 - the first frame does without

        link, version = self._link, self._link.silences.version
        hearing = listen(
            await link.tails(), link.silences, self._suspects, self._woken, clock=link.clock
        )
        with asking(Priority.PREVIEW):
            async with aclosing(hearing):
                async for _ in hearing:
                    if link.silences.version != version:
                        version = link.silences.version
                        self._changed()


def suspects_in(pane: ListPane) -> "Iterator[Suspect]":
    """The running actions that can be seen in a list."""
    snapshot = pane.snapshot
    if snapshot is None or not pane.seen.is_set():
        return
    if snapshot.place.level.key != SESSION_ACTIONS.key:
        return
    from app.stuck.suspects import Suspect, may_be_silent  # noqa: PLC0415

    for key in pane.attention.visible:
        item = snapshot.items.get(key)
        if item is not None and may_be_silent(item):
            yield Suspect(snapshot.place, item)
