"""Requests that are under way: whoever asks the same meanwhile shares the answer."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from contextvars import Context
from typing import Any, TypeAlias

from msgspec import Struct, field

from app.aws.pacing.priority import Asker, Priority, asking, current_asker

Answer: TypeAlias = dict[str, Any]
"""What the service said; whoever shares it must not change it."""


class _Request(Struct, eq=False):
    """One request and those who wait for its answer; it is as urgent as the most urgent of them."""

    askers: list[Asker] = field(default_factory=list)

    @property
    def priority(self) -> Priority:
        return min((asker.priority for asker in self.askers), default=Priority.UNSEEN)


class Requests:
    """Makes each request once at a time, however many ask; nothing is kept once it is answered."""

    def __init__(self) -> None:
        self._under_way: dict[Hashable, tuple[_Request, asyncio.Task[Answer]]] = {}

    async def answer(self, key: Hashable, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """What `ask` gives; or what the request gives that is under way with the same key.

        An error reaches everybody who waits. Whoever is cancelled only leaves; the request is
        cancelled with the last one.
        """
        if key not in self._under_way:
            self._begin(key, ask)
        request, task = self._under_way[key]
        asker = current_asker()
        request.askers.append(asker)
        try:
            await asyncio.wait((task,))
        finally:
            request.askers.remove(asker)
            if not request.askers:
                await self._leave(key, task)
        return task.result()

    def _begin(self, key: Hashable, ask: Callable[[], Awaitable[Answer]]) -> None:
        request = _Request()

        async def run() -> Answer:
            try:
                with asking(request):
                    return await ask()
            finally:
                self._forget(key, asyncio.current_task())

        # A socket keeps the context in which it was opened for as long as it is open, and that of
        # whoever asks leads to a widget that may be closed long before.
        self._under_way[key] = request, asyncio.create_task(run(), context=Context())

    async def _leave(self, key: Hashable, task: asyncio.Task[Answer]) -> None:
        """Nobody waits any more: what is not answered yet need not be."""
        self._forget(key, task)
        if task.cancel():
            await asyncio.wait((task,))
        if not task.cancelled():
            # Seen, though there may be nobody left to be told.
            task.exception()

    def _forget(self, key: Hashable, task: asyncio.Task[Any] | None) -> None:
        """Let nobody else join; another request of the same key may have begun since."""
        if key in self._under_way and self._under_way[key][1] is task:
            del self._under_way[key]
