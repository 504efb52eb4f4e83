"""The loop that keeps the overview fresh, slowly, for as long as somebody looks at it."""

import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing, suppress
from types import MappingProxyType

from app.aws.api import Api
from app.aws.pacing.backoff import Backoff
from app.aws.reading.budget import SpentError
from app.errors import FarmtopError, Trouble
from app.overview.farm import Farm
from app.overview.health import Overview
from app.overview.past import EVERY, Past
from app.overview.survey import Calls
from app.poller import Attention, Tempo

LEAST = 4
"""Calls that must be left for a farm to be asked about: for fewer it waits for the next round."""


async def oversee(
    api: Api,
    attention: Attention,
    history: Past,
    *,
    every: float = EVERY,
    clock: Callable[[], float] = time.time,
) -> AsyncGenerator[Overview, None]:
    """What is known of the farms among `attention.visible`, after each that was asked about.

    A round goes on where the calls of the one before ran out. Then the first of these is asked
    about, and the others in turn; one of them is before it where it took a whole round. Never
    raises FarmtopError and never ends by itself. Close it to stop.
    """
    loop = _Rounds(api, history, clock)
    backoff = Backoff(base=every, cap=4 * every)
    due = clock()
    while True:
        await attention.until_seen()
        is_asked_for = attention.take_refresh()
        if is_asked_for:
            loop.begin_anew()
        is_due = is_asked_for or clock() >= due
        wait = every
        try:
            async with aclosing(loop.round(attention.visible, whole=is_due)) as overviews:
                async for overview in overviews:
                    yield overview
            backoff.reset()
        except FarmtopError as error:
            is_due = True
            wait += backoff.next(error.retry_after)
            yield loop.failed(error, wait)
        if is_due:
            due = clock() + wait * (Tempo().away if attention.away else 1)
        await _rest(attention, due, loop, clock)


async def _rest(
    attention: Attention, due: float, loop: "_Rounds", clock: Callable[[], float]
) -> None:
    """Wait for the next round, for a wish to refresh, or for a farm nobody was asked about yet."""
    while (seconds := due - clock()) > 0:
        changed = await attention.changed(seconds)
        if changed and (attention.refresh_asked or loop.missing(attention.visible)):
            return


class _Rounds:
    def __init__(self, api: Api, history: Past, clock: Callable[[], float]) -> None:
        self._api = api
        self._history = history
        self._clock = clock
        self._farms: dict[str, Farm] = {}
        self._turns: dict[str, int] = {}
        """In which round each farm was last asked about."""
        self._told: frozenset[str] = frozenset()
        """The farms that were looked at when the last round began."""
        self._number = 0
        self._trouble: Trouble | None = None
        self.refusals: dict[tuple[str, str], FarmtopError] = {}
        """Why an operation is not asked for any more for a farm."""

    def missing(self, farms: Sequence[str]) -> list[str]:
        """Those that nobody was asked about yet, and that need not wait for their turn: the first
        of these, and whichever came since the last round began."""
        waiting = [farm_id for farm_id in farms if farm_id not in self._turns]
        new = [farm_id for farm_id in waiting if farm_id == farms[0] or farm_id not in self._told]
        return [] if self._trouble is not None else new

    async def round(self, farms: Sequence[str], *, whole: bool) -> AsyncGenerator[Overview, None]:
        """Ask about these farms; but for a `whole` round only about those that are missing."""
        asked = self._in_turn(farms) if whole else self.missing(farms)
        self._told = frozenset(farms)
        self._number += 1
        calls = Calls(self._api, self.refusals)
        for farm_id in asked:
            if calls.left < LEAST:
                break
            self._turns[farm_id] = self._number
            if farm_id not in self._farms:
                self._farms[farm_id] = Farm(farm_id, self._history, self._clock)
            with suppress(SpentError):
                await self._farms[farm_id].ask(calls)
            self._trouble = None
            yield self._overview()

    def failed(self, error: FarmtopError, wait: float) -> Overview:
        self._trouble = Trouble.after(self._trouble, error, self._clock(), wait)
        return self._overview()

    def _in_turn(self, farms: Sequence[str]) -> list[str]:
        """Those of which a round could not ask everything, the farm that is looked at, then those
        that have waited longest; the first of these before it where it took the last round."""
        first, others = list(farms[:1]), sorted(farms[1:], key=lambda key: self._turns.get(key, 0))
        asked_last = [farm_id for farm_id in farms if self._turns.get(farm_id) == self._number]
        ahead = 1 if asked_last == first else 0
        order = [*others[:ahead], *first, *others[ahead:]]
        begun = {farm_id for farm_id, farm in self._farms.items() if farm.is_begun}
        return sorted(order, key=lambda farm_id: farm_id not in begun)

    def begin_anew(self) -> None:
        """Ask about everything again, also for what was refused."""
        self.refusals.clear()
        for farm in self._farms.values():
            farm.begin_anew()

    def _overview(self) -> Overview:
        refused = {operation: error for (operation, _), error in self.refusals.items()}
        return Overview(
            MappingProxyType({key: tuple(farm.healths()) for key, farm in self._farms.items()}),
            self._trouble,
            MappingProxyType(refused),
            MappingProxyType({key: tuple(farm.unread()) for key, farm in self._farms.items()}),
        )
