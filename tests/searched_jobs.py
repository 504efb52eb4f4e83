"""Jobs that a service searches as Deadline Cloud does, and a window that somebody looks into."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Any

from app.aws.api import NO_PARAMETERS
from app.aws.searches import LAST_OFFSET
from app.errors import InvalidError
from app.localfarm.contract import WireError
from app.localfarm.world.search import Field, Found, Searchable, search
from app.poller.attention import Attention
from app.poller.window import Window
from app.resources import LEVELS
from app.resources.level import Item, Place
from app.resources.log_place import ReadRole
from app.resources.query import TIMES
from tests.fakes import EPOCH, job

JOBS = Place(LEVELS["jobs"], {"farmId": "farm-1", "queueId": "queue-1"})
STATUS = {"stringFilter": {"name": "TASK_RUN_STATUS", "operator": "EQUAL", "value": "FAILED"}}


def time_in(member: str) -> Field[Item]:
    return Field(datetime, lambda item: item[member].timestamp() if member in item else None)


WHAT: Searchable[Item] = Searchable(
    {
        **{name: time_in(member) for name, member in TIMES.items()},
        "NAME": Field(str, lambda item: item["name"]),
        "JOB_ID": Field(str, lambda item: item["jobId"]),
    },
    (),
    lambda _: lambda _: None,
    lambda _: "",
)


class Searched:
    """A service that searches some jobs as the embedded farm does."""

    def __init__(self, jobs: Sequence[Item] = ()) -> None:
        self.jobs = list(jobs)
        self.asked: list[Mapping[str, Any]] = []
        self.refused: set[str] = set()
        """Fields by which it does not sort."""
        self.unfiltered: set[str] = set()
        """Fields by which it does not filter."""

    async def call(
        self,
        service: str,  # noqa: ARG002 - the protocol's
        operation: str,
        parameters: Mapping[str, Any] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,  # noqa: ARG002 - the protocol's
    ) -> dict[str, Any]:
        self.asked.append(parameters)
        if operation == "BatchGetJob":
            wanted = {one["jobId"] for one in parameters["identifiers"]}
            return {"jobs": [one for one in self.jobs if one["jobId"] in wanted], "errors": []}
        assert 0 <= parameters["itemOffset"] <= LAST_OFFSET
        found = self._search(parameters)
        return {"jobs": list(found.items), "totalResults": found.total}

    def found(self, parameters: Mapping[str, Any]) -> Sequence[Item]:
        """All that a search finds, as far as searches go."""
        return self._search({**parameters, "itemOffset": 0, "pageSize": LAST_OFFSET}).items

    def _search(self, parameters: Mapping[str, Any]) -> Found[Item]:
        filters = parameters.get("filterExpressions", {"filters": ()})["filters"]
        sorts = (one["fieldSort"]["name"] for one in parameters.get("sortExpressions", ()))
        is_filtered = all(self.unfiltered.isdisjoint(_names(one)) for one in filters)
        if not (is_filtered and self.refused.isdisjoint(sorts)):
            raise InvalidError("That is no field for it.")
        try:
            return search(WHAT, self.jobs, parameters)
        except WireError as error:
            raise InvalidError(str(error)) from error

    @property
    def offsets(self) -> list[int]:
        return [request["itemOffset"] for request in self.asked]


def _names(one: Mapping[str, Any]) -> set[str]:
    return {name["name"] for name in one.values()}


def shared_times(count: int, at_once: int) -> list[dict[str, Any]]:
    """Jobs of which some were created in the same second."""
    return [job(n, createdAt=EPOCH - timedelta(seconds=n // at_once)) for n in range(count)]


async def look(window: Window, attention: Attention, span: range) -> None:
    attention.look_at((), span)
    await loaded(window, attention)


async def loaded(window: Window, attention: Attention) -> None:
    """Load what is looked at; after each page every row that is there can be made."""
    async with aclosing(window.load(attention)) as pages:
        async for _ in pages:
            rows = window.rows()
            assert [row.key for row in rows.loaded] == list(filter(None, rows.keys))


def keys(jobs: Sequence[Mapping[str, Any]]) -> list[str]:
    return [job["jobId"] for job in jobs]


def gaps(window: Window, span: range) -> Iterator[int]:
    order = window.rows().keys
    return (place for place in span if place < len(order) and not order[place])
