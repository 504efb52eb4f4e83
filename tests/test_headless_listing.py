"""The items of a level as pages bring them, with the details that columns need."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.errors import DeniedError, FarmtopError
from app.headless.listing import items_of
from app.resources.farms import FARMS
from app.resources.level import Item, Place
from app.resources.sessions import SESSIONS

PATH = {"farmId": "farm-1", "queueId": "queue-1", "jobId": "job-1"}


class Service:
    """Answers each operation with its answers, one after the other."""

    def __init__(self, **answers: list[dict[str, Any] | FarmtopError]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, dict[str, object]]] = []

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] | None = None,
        *,
        role: object = None,
    ) -> dict[str, Any]:
        assert (service, role) == ("deadline", None)
        self.asked.append((operation, dict(parameters or {})))
        answer = self.answers[operation].pop(0)
        if isinstance(answer, FarmtopError):
            raise answer
        return answer


async def listed(service: Service, place: Place) -> list[list[Item]]:
    return [items async for items in items_of(service, place)]


async def test_items_come_page_by_page_also_past_an_empty_one() -> None:
    one, two = {"farmId": "farm-1"}, {"farmId": "farm-2"}
    service = Service(
        ListFarms=[
            {"farms": [one], "nextToken": "a"},
            {"farms": [], "nextToken": "b"},
            {"farms": [two]},
        ]
    )
    assert await listed(service, Place(FARMS)) == [[one], [], [two]]


async def test_details_are_asked_for_once_a_page_and_win_over_the_listing() -> None:
    service = Service(
        ListSessions=[
            {"sessions": [{"sessionId": "a", "workerId": "w"}, {"sessionId": "b"}]},
        ],
        BatchGetSession=[
            {"sessions": [{"sessionId": "b", "hostProperties": {}}, {"sessionId": "a"}]},
        ],
    )
    assert await listed(service, Place(SESSIONS, PATH)) == [
        [{"sessionId": "a", "workerId": "w"}, {"sessionId": "b", "hostProperties": {}}]
    ]
    assert service.asked[1] == (
        "BatchGetSession",
        {"identifiers": [{**PATH, "sessionId": "a"}, {**PATH, "sessionId": "b"}]},
    )


async def test_an_empty_page_has_no_details_to_ask_for() -> None:
    service = Service(ListSessions=[{"sessions": []}])
    assert await listed(service, Place(SESSIONS, PATH)) == [[]]


async def test_an_item_without_details_stays_and_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    service = Service(
        ListSessions=[{"sessions": [{"sessionId": "a"}]}],
        BatchGetSession=[
            {
                "sessions": [],
                "errors": [
                    {"sessionId": "a", "code": "InternalServerErrorException", "message": "\x1b]0;"}
                ],
            }
        ],
    )
    assert await listed(service, Place(SESSIONS, PATH)) == [[{"sessionId": "a"}]]
    told = capsys.readouterr()
    assert told.err.startswith("farmtop: There are no details of a. InternalServerErrorException")
    assert "\x1b" not in told.err


async def test_whoever_may_not_read_details_is_told_so() -> None:
    service = Service(
        ListSessions=[{"sessions": [{"sessionId": "a"}]}],
        BatchGetSession=[DeniedError("Not allowed.")],
    )
    with pytest.raises(DeniedError):
        await listed(service, Place(SESSIONS, PATH))
