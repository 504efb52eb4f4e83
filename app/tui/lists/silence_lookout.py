"""Listening, while somebody looks, to what a screen shows that runs."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from app.aws.pacing.priority import Priority, asking
from app.poller import Snapshot
from app.resources.level import Item, Level, Place
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.sessions import SESSIONS
from app.resources.tasks import TASKS
from app.resources.workers import WORKERS
from app.tui.connection.link import Link
from app.tui.lists.list_pane import ListPane

if TYPE_CHECKING:  # Until something is seen that runs, nobody needs it.
    from app.stuck.suspects import Suspect

_RUN = frozenset(level.key for level in (SESSION_ACTIONS, SESSIONS, TASKS, WORKERS))
"""The keys of levels whose items run one action at a time."""


class SilenceLookout:
    """Learns from what a screen is told of what runs, and listens to what is overdue."""

    def __init__(
        self,
        link: Link,
        suspects: "Callable[[], Sequence[Suspect]]",
        changed: Callable[[], None],
    ) -> None:
        """`suspects` are those that can be seen at a time; `changed` is called when it is known of
        another one that it is silent, or no longer is."""
        self._link = link
        self._suspects = suspects
        self._changed = changed
        self._woken = asyncio.Event()
        self._seen: dict[str, Mapping[str, Item]] = {}
        """What lists said last, by the name of their level."""

    def see(self, snapshot: Snapshot) -> None:
        """A list shows this now: what it says anew is learned."""
        level, items = snapshot.place.level, snapshot.items
        if not _lists_runs(level):
            return
        before = self._seen.get(level.name, {})
        self._seen[level.name] = items
        new = [item for key, item in items.items() if before.get(key) is not item]
        self.look(snapshot.place, new)
        if self._suspects():  # others can be seen than before, although nothing about them is new
            self._woken.set()

    def look(self, place: Place, items: Collection[Item]) -> None:
        """These items of a place are shown now."""
        if not items or not _lists_runs(place.level):
            return
        from app.stuck.suspects import suspect_in  # noqa: PLC0415

        silences, before = self._link.silences, self._link.silences.version
        silences.learn(place, items)
        if any(suspect_in(place, item) is not None for item in items):
            self._woken.set()
        if silences.version != before:
            self._changed()

    async def run(self) -> None:
        """Listen until cancelled; until something runs there is nothing to listen to."""
        await self._woken.wait()
        from app.stuck.listening import listen  # noqa: PLC0415 - the first frame does without

        link, version = self._link, self._link.silences.version
        hearing = listen(
            await link.service(),
            await link.tails(),
            link.silences,
            self._suspects,
            self._woken,
            clock=link.clock,
        )
        with asking(Priority.PREVIEW):
            async with aclosing(hearing):
                async for _ in hearing:
                    if link.silences.version != version:
                        version = link.silences.version
                        self._changed()


def suspects_in(pane: ListPane, *, with_sessions: bool) -> "Iterator[Suspect]":
    """What can be seen in a list that runs, the selected one first; with sessions, and workers, of
    which it is to be found out what."""
    snapshot = pane.snapshot
    if snapshot is None or not pane.seen.is_set() or not _lists_runs(snapshot.place.level):
        return
    from app.stuck.suspects import suspect_in  # noqa: PLC0415

    for key in sorted(pane.attention.visible, key=lambda key: key != pane.table.selected_key):
        item = snapshot.items.get(key)
        suspect = None if item is None else suspect_in(snapshot.place, item)
        if suspect is not None and (suspect.is_known or with_sessions):
            yield suspect


def _lists_runs(level: Level) -> bool:
    return level.key in _RUN and level.service == SESSIONS.service
