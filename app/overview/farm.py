"""What is known of one farm, and what is still to be asked about it."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from app.aws.searches import SEARCHED_TOGETHER
from app.errors import FarmtopError
from app.overview.health import Counts, Funds, Health
from app.overview.kinds import KINDS, Kind
from app.overview.past import Past
from app.overview.survey import Calls, funds
from app.resources.budgets import BUDGETS
from app.resources.level import Item, Level, Place

KINDS_BY_NAME = {kind.level.name: kind for kind in KINDS}

_Step: TypeAlias = "Callable[[Calls], Awaitable[list[_Step]]]"
"""Asks for one thing, and tells what comes right after it."""


class _Listed(Struct, frozen=True):
    """The queues or the fleets, as they were told last."""

    items: tuple[Item, ...] = ()
    is_all: bool = False
    told_at: float = 0.0
    is_denied: bool = False
    """Whether they are not told any more."""


class Farm:
    """Asks about one farm step by step: where the calls of a round run out, what is not asked yet
    stays as it was, and the next time goes on there."""

    def __init__(self, farm_id: str, history: Past, clock: Callable[[], float]) -> None:
        self._farm_id = farm_id
        self._history = history
        self._clock = clock
        self._listed = dict.fromkeys(KINDS_BY_NAME, _Listed())
        self._counts: dict[str, Counts | None] = {}
        """None of those that nobody may count."""
        self._funds: dict[str, Funds] = {}
        self._is_all_budgets = False
        self._ahead: list[_Step] = []

    @property
    def is_begun(self) -> bool:
        """Whether calls ran out before all was asked."""
        return bool(self._ahead)

    def begin_anew(self) -> None:
        """Ask about everything the next time."""
        self._ahead = []

    async def ask(self, calls: Calls) -> None:
        """Ask about everything, or go on where calls ran out.

        Raises SpentError where they do again, and the errors of `app.errors` that say nothing
        about the one request; after one of these it begins anew, as others are not to wait for a
        call that goes on failing.
        """
        self._ahead = self._ahead or [*(partial(self._list, kind) for kind in KINDS), self._fund]
        try:
            while self._ahead:
                self._ahead[:1] = await self._ahead[0](calls)
        except FarmtopError:
            self.begin_anew()
            raise

    def healths(self) -> Iterator[Health]:
        """The lines of its queues, and then of its fleets."""
        now = self._clock()
        for name, kind in KINDS_BY_NAME.items():
            listed = self._listed[name]
            for item in listed.items:
                key = item[kind.level.key]
                yield Health(
                    kind,
                    Place(kind.level, {"farmId": self._farm_id}),
                    item,
                    counts=self._counts.get(key),
                    past=self._history.of(key, now),
                    funds=self._funds.get(key),
                    kept_from=listed.told_at if listed.is_denied else None,
                )

    def unread(self) -> Iterator[Level]:
        """The levels of which there is more than was read, or that were not asked about yet."""
        for name, kind in KINDS_BY_NAME.items():
            listed = self._listed[name]
            keys = {item[kind.level.key] for item in listed.items}
            if not listed.is_all or keys - self._counts.keys():
                yield kind.level
        if not self._is_all_budgets:
            yield BUDGETS

    async def _list(self, kind: Kind, calls: Calls) -> list[_Step]:
        """List the queues or the fleets; the steps that count them come next."""
        level = kind.level
        before = self._listed[level.name]
        items, is_all = await calls.items(level, self._farm_id)
        if items is None:
            self._listed[level.name] = replace(before, is_all=True, is_denied=True)
            return []
        self._listed[level.name] = _Listed(items, is_all, self._clock())
        keys = [item[level.key] for item in items]
        for gone in {item[level.key] for item in before.items}.difference(keys):
            self._counts.pop(gone, None)
        groups = range(0, len(keys), SEARCHED_TOGETHER)
        return [partial(self._count, kind, keys[at : at + SEARCHED_TOGETHER]) for at in groups]

    async def _count(self, kind: Kind, keys: Sequence[str], calls: Calls) -> list[_Step]:
        counts = await calls.count(kind, self._farm_id, keys)
        for key in keys:
            self._counts[key] = counts.get(key)
            self._history.add(key, counts.get(key), self._clock())
        return []

    async def _fund(self, calls: Calls) -> list[_Step]:
        budgets, is_all = await calls.items(BUDGETS, self._farm_id)
        self._funds, self._is_all_budgets = funds(budgets or ()), is_all
        return []
