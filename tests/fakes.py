"""A service without a network: items that a test moves, and failures that it plants."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from operator import gt, le
from typing import Any

from app.aws.api import NO_PARAMETERS
from app.errors import FarmtopError
from app.resources.level import Item
from app.resources.log_place import ReadRole

EPOCH = datetime(2026, 11, 22, tzinfo=UTC)


class FakeService:
    """Answers List, Search and BatchGet operations from `items`, by the operation's name."""

    def __init__(self) -> None:
        self.items: dict[str, list[dict[str, Any]]] = {}
        """The items of each operation, as the service would order them."""
        self.details: dict[str, dict[str, dict[str, Any]]] = {}
        """What a batch operation knows, by key."""
        self.single: dict[str, dict[str, Any]] = {}
        """What a Get operation answers."""
        self.failures: dict[str, list[FarmtopError]] = {}
        """Errors that the next calls of an operation end with."""
        self.calls: list[tuple[str, Mapping[str, Any]]] = []
        self.last_offset = 10_001
        """Searches offer no offset from here on."""

    def count(self) -> Counter[str]:
        """How often each operation was called."""
        return Counter(operation for operation, _ in self.calls)

    async def call(
        self,
        service: str,  # noqa: ARG002 - the protocol's
        operation: str,
        parameters: Mapping[str, Any] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,  # noqa: ARG002 - the protocol's
    ) -> dict[str, Any]:
        self.calls.append((operation, dict(parameters)))
        await asyncio.sleep(0)
        if self.failures.get(operation):
            raise self.failures[operation].pop(0)
        if operation in self.single:
            return self.single[operation]
        if operation in self.details:
            return self._batch(operation, parameters["identifiers"])
        if "itemOffset" in parameters:
            return self._search(operation, parameters)
        return self._page(operation, parameters)

    def _batch(self, operation: str, identifiers: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        known = self.details[operation]
        keys = [list(identifier.values())[-1] for identifier in identifiers]
        lost = [
            {**identifier, "code": "ResourceNotFoundException", "message": "gone"}
            for key, identifier in zip(keys, identifiers, strict=True)
            if key not in known
        ]
        name = operation.removeprefix("BatchGet") + "s"
        name = name[0].lower() + name[1:]
        return {name: [known[key] for key in keys if key in known], "errors": lost}

    def _page(self, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        items = self.items[operation]
        start = int(parameters.get("nextToken", 0))
        size = parameters["maxResults"]
        name = operation.removeprefix("List").removesuffix("ForWorker")
        page = {name[0].lower() + name[1:]: items[start : start + size]}
        return page | ({"nextToken": str(start + size)} if start + size < len(items) else {})

    def _search(self, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        items: list[dict[str, Any]] = self.items[operation]
        filters = parameters.get("filterExpressions", {"filters": ()})["filters"]
        for limit in (one["dateTimeFilter"] for one in filters if "dateTimeFilter" in one):
            holds = {"LESS_THAN_EQUAL_TO": le, "GREATER_THAN": gt}[limit["operator"]]
            items = [item for item in items if holds(item["createdAt"], limit["dateTime"])]
        start, size = parameters["itemOffset"], parameters["pageSize"]
        assert 0 <= start <= 10_000
        more = start + size < min(len(items), self.last_offset)
        name = operation.removeprefix("Search").lower()
        page = {name: items[start : start + size], "totalResults": min(len(items), 10_000)}
        return page | ({"nextItemOffset": start + size} if more else {})


def job(number: int, **members: Any) -> dict[str, Any]:
    """A job as a search gives it; a higher number is an older job."""
    return {
        "jobId": f"job-{number:032x}",
        "queueId": "queue-1",
        "name": f"shot {number}",
        "lifecycleStatus": "CREATE_COMPLETE",
        "taskRunStatus": "RUNNING",
        "taskRunStatusCounts": {"RUNNING": 1},
        "priority": 50,
        "createdAt": EPOCH - timedelta(seconds=number),
        **members,
    }


def ids(items: Sequence[Item], key: str = "jobId") -> list[str]:
    """The ids of items, in their order."""
    return [item[key] for item in items]
