"""Reading the log of a worker with that of its session, or no longer."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, ExitStack
from typing import TYPE_CHECKING

from app.aws.pacing.priority import Priority, asking
from app.tui.logs.log_and_worker import LogAndWorker
from app.tui.logs.log_source import LogSource

if TYPE_CHECKING:
    from app.logs.worker.worker_tail import WorkerLog


class WorkerSwitch:
    """Puts the log of the worker into what is shown, and takes it out again."""

    def __init__(
        self,
        source: LogSource,
        changing: Callable[[LogAndWorker], AbstractAsyncContextManager[None]],
        priority: Priority,
    ) -> None:
        """Nobody follows what is shown during `changing`, and what there is then is shown next."""
        self._source = source
        self._changing = changing
        self._priority = priority
        self._switching = asyncio.Lock()
        """Held while a log is put in or taken out: keys come faster than answers."""

    async def switch(self, both: LogAndWorker) -> None:
        """Put it in, or take it out where it is in. Raises FarmtopError, and then changes nothing.

        Whoever gives it up, by cancelling, leaves nothing open that is not shown.
        """
        async with self._switching:
            if both.has_worker:
                await self._take_out(both)
            else:
                with asking(self._priority):
                    worker = await self._source.worker()
                await self._put_in(both, worker)

    async def _put_in(self, both: LogAndWorker, worker: "WorkerLog") -> None:
        with ExitStack() as while_not_shown:
            while_not_shown.callback(worker.close)
            async with self._changing(both):
                both.put_in(worker)
                while_not_shown.pop_all()

    async def _take_out(self, both: LogAndWorker) -> None:
        async with self._changing(both):
            worker = both.take_out()
        if worker is not None:
            worker.close()
