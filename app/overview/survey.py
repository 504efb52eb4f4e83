"""What is asked about one farm in a round, and what the answers mean."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.aws.api import Api
from app.aws.reading.budget import Budget
from app.aws.searches import PAGE_SIZE, searched
from app.errors import DeniedError, FarmtopError, InvalidError, NotFoundError
from app.overview.health import Counts, Funds
from app.overview.kinds import Group, Kind
from app.resources.budgets import used
from app.resources.level import Item, Level, Place
from app.resources.query import Query
from app.resources.terms import among

CALLS = 12
"""The most calls of one round."""
PAGES = 2
"""Pages that are read of one search: what is further down is not counted, but said to be there."""

MOST_EMPTY = 3
"""Pages that are read of one list while they are empty, although more follow."""


class Calls(Budget):
    """The calls of one round: so many and no more, and none that was refused before."""

    def __init__(self, api: Api, refusals: dict[tuple[str, str], FarmtopError]) -> None:
        """`refusals` say of an operation and a farm why it is not asked for; they grow here."""
        super().__init__(api, CALLS)
        self._refusals = refusals

    async def make(
        self, operation: str, farm_id: str, request: Mapping[str, object]
    ) -> Mapping[str, Any] | None:
        """The answer; None where the call is refused.

        Raises SpentError where it is one too many, and the errors of `app.errors` that say nothing
        about the one request.
        """
        if (operation, farm_id) in self._refusals:
            return None
        try:
            return await self.call("deadline", operation, {"farmId": farm_id, **request})
        except (DeniedError, InvalidError, NotFoundError) as error:
            self._refusals[operation, farm_id] = error
            return None

    async def items(self, level: Level, farm_id: str) -> tuple[tuple[Item, ...] | None, bool]:
        """The first items of a level below a farm, and whether nothing was left unread.

        None where they are refused, which is not left unread: the refusals tell of it. Raises as
        `make` does.
        """
        operation, more = level.listing.operation, dict[str, object]()
        for _ in range(MOST_EMPTY):
            answer = await self.make(operation, farm_id, {"maxResults": PAGE_SIZE, **more})
            if answer is None:
                return None, True
            items, token = level.listing.items(answer), answer.get("nextToken")
            if items or token is None:
                return items, token is None
            more = {"nextToken": token}
        return (), False

    async def count(self, kind: Kind, farm_id: str, keys: Sequence[str]) -> dict[str, Counts]:
        """The counts of these queues or fleets, as many as are searched together at most; empty
        where that is refused.

        Raises SpentError before the first call where not all pages could be read, and as `make`
        does.
        """
        self.keep(PAGES)
        listing, items = kind.counted.listing, list[Item]()
        for page in range(PAGES):
            request = {**_search(kind, keys), "itemOffset": page * PAGE_SIZE}
            answer = await self.make(listing.operation, farm_id, request)
            if answer is None:
                return tallied(kind, keys, items, whole=False) if page else {}
            items += listing.items(answer)
            if "nextItemOffset" not in answer:
                return tallied(kind, keys, items, whole=len(items) >= answer["totalResults"])
        return tallied(kind, keys, items, whole=False)


def tallied(
    kind: Kind, keys: Sequence[str], items: Sequence[Item], *, whole: bool
) -> dict[str, Counts]:
    """The counts of each of `keys`, of the items that were found below them."""
    sums: dict[str, dict[str, int]] = {key: {} for key in keys}
    for item in items:
        statuses = sums.get(item.get(kind.level.key, ""), {})
        for status, count in kind.tally(item).items():
            statuses[status] = statuses.get(status, 0) + count
    return {
        key: Counts(
            working=_sum(kind.working, statuses),
            broken=_sum(kind.broken, statuses),
            waiting=_sum(kind.waiting, statuses),
            whole=whole,
        )
        for key, statuses in sums.items()
    }


def funds(budgets: Sequence[Item]) -> dict[str, Funds]:
    """What is left of the tightest budget in force of each queue that has one."""
    tightest: dict[str, Funds] = {}
    for queue_id, one in _funds(budgets):
        before = tightest.get(queue_id)
        if before is None or one.used > before.used:
            tightest[queue_id] = one
    return tightest


def _funds(budgets: Sequence[Item]) -> Iterator[tuple[str, Funds]]:
    for budget in budgets:
        queue_id = (budget.get("usageTrackingResource") or {}).get("queueId")
        limit = budget.get("approximateDollarLimit")
        if queue_id and limit and budget.get("status") == "ACTIVE":
            spent = used(budget)
            yield queue_id, Funds(max(0.0, limit - spent), spent / limit)


def _sum(group: Group, statuses: Mapping[str, int]) -> int:
    return sum(count for status, count in statuses.items() if status in group.statuses)


def _search(kind: Kind, keys: Sequence[str]) -> dict[str, object]:
    query = Query(filters=(among(kind.field, kind.over, negated=True),))
    return {
        kind.counted.listing.listed[kind.level.key]: list(keys),
        **query.request(searched(Place(kind.counted))),
        "pageSize": PAGE_SIZE,
    }
