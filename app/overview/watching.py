"""The loop that keeps the overview fresh, slowly, for as long as somebody looks at it."""

import time
from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from contextlib import aclosing
from types import MappingProxyType

from msgspec import Struct

from app.aws.api import Api
from app.aws.pacing.backoff import Backoff
from app.errors import FarmtopError, Trouble
from app.overview.health import Counts, Funds, Health, Overview
from app.overview.kinds import KINDS, Kind
from app.overview.past import EVERY, Past
from app.overview.survey import Calls, funds
from app.poller import Attention, Tempo
from app.resources.budgets import BUDGETS
from app.resources.level import Item, Level, Place

LEAST = 4
"""Calls that must be left for a farm to be asked about: fewer tell nothing whole."""


class _Survey(Struct, frozen=True):
    """What the last round knows of one farm."""

    listed: tuple[tuple[Kind, tuple[Item, ...]], ...]
    counts: dict[str, Counts]
    funds: dict[str, Funds]
    unread: tuple[Level, ...]
    """Of which not all were read."""
    told_at: float
    kept: dict[str, float] = {}
    """When the levels of these names were told last that are not told any more."""

    def with_kept(self, before: "_Survey", denied: Collection[str]) -> "_Survey":
        """The same with what was known `before` of the kinds that are not listed any more, since
        these operations are denied."""
        names = {k.level.name for k, _ in self.listed if k.level.listing.operation in denied}
        items = {
            kind.level.name: items
            for kind, items in before.listed
            if kind.level.name in names and items
        }
        keys = {
            item[kind.level.key]
            for kind, _ in before.listed
            for item in items.get(kind.level.name, ())
        }
        return _Survey(
            tuple((kind, items.get(kind.level.name, told)) for kind, told in self.listed),
            self.counts | {key: before.counts[key] for key in keys & before.counts.keys()},
            self.funds | {key: before.funds[key] for key in keys & before.funds.keys()},
            self.unread,
            self.told_at,
            {name: before.kept.get(name, before.told_at) for name in items},
        )


async def oversee(
    api: Api,
    attention: Attention,
    history: Past,
    *,
    every: float = EVERY,
    clock: Callable[[], float] = time.time,
) -> AsyncGenerator[Overview, None]:
    """What is known of the farms among `attention.visible`, after each that was asked about.

    The first of these is asked about in every round; the others in turn, as far as the calls of a
    round reach. Never raises FarmtopError and never ends by itself. Close it to stop.
    """
    loop = _Rounds(api, history, clock)
    backoff = Backoff(base=every, cap=4 * every)
    due = clock()
    while True:
        await attention.until_seen()
        is_asked_for = attention.take_refresh()
        if is_asked_for:
            loop.refusals.clear()
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
        self._surveys: dict[str, _Survey] = {}
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
            before = self._surveys.get(farm_id)
            survey = await _survey(calls, farm_id, self._clock)
            self._remember(survey)
            denied = {name for name, denied_farm in self.refusals if denied_farm == farm_id}
            self._surveys[farm_id] = survey.with_kept(before, denied) if before else survey
            self._trouble = None
            yield self._overview()

    def failed(self, error: FarmtopError, wait: float) -> Overview:
        self._trouble = Trouble.after(self._trouble, error, self._clock(), wait)
        return self._overview()

    def _in_turn(self, farms: Sequence[str]) -> list[str]:
        """The farm that is looked at, then those that have waited longest."""
        return [*farms[:1], *sorted(farms[1:], key=lambda farm_id: self._turns.get(farm_id, 0))]

    def _remember(self, survey: _Survey) -> None:
        for kind, items in survey.listed:
            for item in items:
                key = item[kind.level.key]
                self._history.add(key, survey.counts.get(key), self._clock())

    def _overview(self) -> Overview:
        farms = {
            farm_id: tuple(
                self._health(farm_id, survey, kind, item)
                for kind, items in survey.listed
                for item in items
            )
            for farm_id, survey in self._surveys.items()
        }
        refused = {operation: error for (operation, _), error in self.refusals.items()}
        unread = {farm_id: survey.unread for farm_id, survey in self._surveys.items()}
        return Overview(
            MappingProxyType(farms),
            self._trouble,
            MappingProxyType(refused),
            MappingProxyType(unread),
        )

    def _health(self, farm_id: str, survey: _Survey, kind: Kind, item: Item) -> Health:
        key = item[kind.level.key]
        return Health(
            kind,
            Place(kind.level, {"farmId": farm_id}),
            item,
            counts=survey.counts.get(key),
            past=self._history.of(key, self._clock()),
            funds=survey.funds.get(key),
            kept_from=survey.kept.get(kind.level.name),
        )


async def _survey(calls: Calls, farm_id: str, clock: Callable[[], float]) -> _Survey:
    listed, counts, unread = [], dict[str, Counts](), list[Level]()
    for kind in KINDS:
        items, is_all = await calls.items(kind.level, farm_id)
        unread += [] if is_all else [kind.level]
        listed.append((kind, items))
        counts |= await calls.count(kind, farm_id, [item[kind.level.key] for item in items])
    budgets, is_all = await calls.items(BUDGETS, farm_id)
    unread += [] if is_all else [BUDGETS]
    return _Survey(tuple(listed), counts, funds(budgets), tuple(unread), clock())
