"""How much of the limits that hold for a queue is used, and what it costs to know."""

from typing import Any

from app.aws.details import ask_details
from app.config import Settings
from app.resources.associations import QUEUE_LIMITS
from app.resources.level import Item, Path, Place
from app.tui.app import FarmTop
from tests.pilots import arrive, shown, until
from tests.world_service import NOW, WorldService


def limited(service: WorldService) -> tuple[Path, list[dict[str, Any]]]:
    """A queue for which limits hold, and how it is associated with them."""
    farm = service.farm()
    for queue in service.ask("deadline", "ListQueues", **farm)["queues"]:
        path = {**farm, "queueId": queue["queueId"]}
        answer = service.ask("deadline", "ListQueueLimitAssociations", **path)
        if found := answer["queueLimitAssociations"]:
            return path, list(found)
    raise LookupError("no limit holds for any queue")


def limit_of(service: WorldService, path: Path, item: Item) -> dict[str, Any]:
    """The limit itself."""
    ids = {"farmId": path["farmId"], "limitId": item["limitId"]}
    return service.ask("deadline", "GetLimit", **ids)


async def test_what_is_used_of_all_limits_of_a_queue_takes_a_call(service: WorldService) -> None:
    path, items = limited(service)
    told = (await ask_details(service, Place(QUEUE_LIMITS, path), items)).items
    assert service.calls == {"ListLimits": 1}
    for item in items:
        limit = limit_of(service, path, item)
        members = {name: limit[name] for name in ("limitId", "currentCount", "maxCount")}
        assert told[item["limitId"]] == members


async def test_of_more_limits_than_a_page_has_the_rest_is_not_asked_for(
    service: WorldService,
) -> None:
    path, items = limited(service)
    service.change("ListLimits", lambda answer: answer.update(limits=[], nextToken="more"))
    told = (await ask_details(service, Place(QUEUE_LIMITS, path), items)).items
    assert service.calls == {"ListLimits": 1}
    assert told == {item["limitId"]: {"limitId": item["limitId"]} for item in items}


async def test_a_list_shows_what_is_used_and_what_may_be(service: WorldService) -> None:
    path, [item, *_] = limited(service)
    limit = limit_of(service, path, item)
    place = Place(QUEUE_LIMITS, path)
    app = FarmTop(Settings(), place=place, connect=service.connect, clock=lambda: NOW)
    async with app.run_test(size=(120, 30)) as pilot:
        await arrive(pilot, "queue-limits")
        name, now, most = (limit[one] for one in ("displayName", "currentCount", "maxCount"))

        def is_told() -> bool:
            line = next((one for one in shown(app).split("\n") if name in one), "")
            words = line.split()
            return str(most) in words and str(now) in words

        await until(pilot, is_told)
