"""Jobs that a service searches as Deadline Cloud does, and a window that somebody looks into."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import aclosing
from datetime import timedelta
from operator import ge, gt, itemgetter, le
from typing import Any

from app.aws.api import NO_PARAMETERS
from app.errors import InvalidError
from app.poller.attention import Attention
from app.poller.window import Window
from app.resources import LEVELS
from app.resources.level import Place
from app.resources.log_place import ReadRole
from tests.fakes import EPOCH, job

JOBS = Place(LEVELS["jobs"], {"farmId": "farm-1", "queueId": "queue-1"})
HOLDS = {"LESS_THAN_EQUAL_TO": le, "GREATER_THAN_EQUAL_TO": ge, "GREATER_THAN": gt}
FIELDS = {"CREATED_AT": "createdAt", "NAME": "name"}
STATUS = {"stringFilter": {"name": "TASK_RUN_STATUS", "operator": "EQUAL", "value": "FAILED"}}


class Searched:
    """A service with jobs to search, that sorts and counts as Deadline Cloud does."""

    def __init__(self, jobs: Sequence[dict[str, Any]] = ()) -> None:
        self.jobs = list(jobs)
        self.asked: list[Mapping[str, Any]] = []
        self.refused: set[str] = set()
        self.unfiltered = False
        """Whether it takes no filter by time."""
        self.last: tuple[str, ...] = ()

    async def call(
        self,
        service: str,  # noqa: ARG002 - the protocol's
        operation: str,  # noqa: ARG002 - the protocol's
        parameters: Mapping[str, Any] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,  # noqa: ARG002 - the protocol's
    ) -> dict[str, Any]:
        self.asked.append(parameters)
        found = self.found(parameters)
        start, size = parameters["itemOffset"], parameters["pageSize"]
        assert 0 <= start <= 10_000
        page = found[start : min(start + size, 10_000)]
        return {"jobs": page, "totalResults": min(len(found), 10_000)}

    def found(self, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        found = self.jobs
        for one in reversed(parameters["sortExpressions"]):
            sort = one["fieldSort"]
            if sort["name"] in self.refused:
                raise InvalidError(f"{sort['name']} is not a field.")
            falls = sort["sortOrder"] == "DESCENDING"
            found = sorted(found, key=itemgetter(FIELDS[sort["name"]]), reverse=falls)
        for one in parameters.get("filterExpressions", {"filters": ()})["filters"]:
            if "dateTimeFilter" not in one or self.unfiltered:
                raise InvalidError("TASK_RUN_STATUS is not a field.")
            limit = one["dateTimeFilter"]
            holds = HOLDS[limit["operator"]]
            found = [job for job in found if holds(job["createdAt"], limit["dateTime"])]
        return found

    @property
    def offsets(self) -> list[int]:
        return [request["itemOffset"] for request in self.asked]


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
