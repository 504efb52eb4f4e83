"""How much of the limits that hold for a queue is used, and what it costs to know."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from app.aws.reading.details import ask_details
from app.aws.reading.name_book import NameBook
from app.config import Settings
from app.errors import InvalidError
from app.headless.extent import Extent
from app.headless.listing import show_items
from app.poller import Attention, Snapshot, Tempo, watch
from app.resources.associations import QUEUE_LIMITS
from app.resources.level import Item, Path, Place
from app.tui.app import FarmTop
from tests.fakes import FakeService
from tests.pilots import arrive, shown, until
from tests.world_service import NOW, WorldService

QUEUE = {"farmId": "farm-1", "queueId": "queue-1"}


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


def crowded() -> FakeService:
    """A farm with 250 limits, of which the first and the last hold for a queue."""
    service = FakeService()
    limits = [{"limitId": f"limit-{n}", "currentCount": n, "maxCount": 500} for n in range(250)]
    service.items["ListLimits"] = limits
    ends = [{"limitId": limits[at]["limitId"], "status": "ACTIVE"} for at in (0, -1)]
    service.items["ListQueueLimitAssociations"] = ends
    return service


def names_of(service: FakeService) -> NameBook:
    """What the limits are called, so that nobody lists them for that."""
    names = NameBook()
    for limit in service.items["ListLimits"]:
        names.note(limit["limitId"], f"licence {limit['currentCount']}")
    return names


def watched(service: FakeService, attention: Attention) -> AsyncGenerator[Snapshot, None]:
    """The limits of the queue, refreshed when that is asked for."""
    attention.look_at(("limit-0", "limit-249"))
    place, never = Place(QUEUE_LIMITS, QUEUE), Tempo(quickest=3600, slowest=3600)
    return watch(service, place, attention, tempo=never, names=names_of(service))


async def test_of_more_limits_than_a_page_has_each_refresh_asks_for_another_page() -> None:
    service, attention = crowded(), Attention()

    def used(snapshot: Snapshot) -> list[int | None]:
        return [item.get("currentCount") for item in snapshot.items.values()]

    async with aclosing(watched(service, attention)) as snapshots:
        while (snapshot := await anext(snapshots)).loading or used(snapshot) == [None, None]:
            pass
        assert used(snapshot) == [0, None]
        assert [row.partial for row in snapshot.rows] == [False, True]
        service.items["ListLimits"][0]["currentCount"] = 7
        told = []
        for _ in range(3):
            service.calls.clear()
            attention.refresh()
            snapshot = await anext(snapshots)
            told.append(used(snapshot))
            assert service.count()["ListLimits"] == 1
            assert service.count().total() <= 2
        assert told == [[0, None], [0, 249], [7, 249]]
        assert not any(row.partial for row in snapshot.rows)


async def test_a_limit_that_is_on_no_page_is_waited_for_no_longer_than_the_pages_last() -> None:
    service, attention = crowded(), Attention()
    gone = {"limitId": "limit-gone", "status": "ACTIVE"}
    service.items["ListQueueLimitAssociations"].append(gone)
    never, names = Tempo(quickest=3600, slowest=3600), names_of(service)
    names.note("limit-gone", "licence of old")
    attention.look_at(("limit-0",))
    place, known = Place(QUEUE_LIMITS, QUEUE), []
    async with aclosing(watch(service, place, attention, tempo=never, names=names)) as snapshots:
        while (snapshot := await anext(snapshots)).items.get("limit-0", {}).get("maxCount") is None:
            pass
        # What comes into sight behind its page is not taken for gone.
        attention.look_at(("limit-0", "limit-249", "limit-gone"))
        for _ in range(6):
            attention.refresh()
            snapshot = await anext(snapshots)
            known.append([not row.partial for row in snapshot.rows])
    waiting, shown = [True, False, False], [True, True, False]
    assert known == [waiting, shown, shown, shown, [True] * 3, [True] * 3]
    assert [item.get("currentCount") for item in snapshot.items.values()] == [0, 249, None]


async def test_a_page_of_limits_that_is_not_to_be_had_any_more_is_not_asked_for_again() -> None:
    service, attention = crowded(), Attention()
    async with aclosing(watched(service, attention)) as snapshots:
        while not (await anext(snapshots)).items.get("limit-0", {}).get("maxCount"):
            pass
        service.failures["ListLimits"] = [InvalidError("The token is too old.")]
        for _ in range(2):
            attention.refresh()
            await anext(snapshots)
        tokens = [asked.get("nextToken") for name, asked in service.calls if name == "ListLimits"]
        assert tokens == [None, "100", None]


async def test_what_is_printed_has_what_is_used_of_every_limit() -> None:
    service, shown = crowded(), list[Item]()
    await show_items(service, Place(QUEUE_LIMITS, QUEUE), Extent(), shown.extend)
    assert [item["currentCount"] for item in shown] == [0, 249]
    tokens = [asked.get("nextToken") for name, asked in service.calls if name == "ListLimits"]
    assert tokens[:3] == [None, "100", "200"]


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
