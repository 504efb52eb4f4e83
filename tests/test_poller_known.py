"""What is known of items: it is held once, however often it is told."""

import weakref
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from app.poller.known import Known
from app.resources import LEVELS
from app.resources.level import Place
from app.view import Cell
from tests.fakes import FakeService, job

JOBS = Place(LEVELS["jobs"], {"farmId": "farm-1", "queueId": "queue-1"})
KEY = job(1)["jobId"]


class Watched(str):
    """A text of which one can tell whether anybody still has it."""

    __slots__ = ("__weakref__",)


class Teller:
    """Tells of the same job in new texts each time."""

    def __init__(self) -> None:
        self._told: list[weakref.ref[Watched]] = []

    def tell(self, **members: Any) -> dict[str, Any]:
        name = Watched("shot 1")
        self._told.append(weakref.ref(name))
        return job(1, name=name, **members)

    @property
    def held(self) -> list[bool]:
        """Of each text whether anybody has it."""
        return [text() is not None for text in self._told]


async def test_an_item_that_is_told_again_and_again_is_held_once() -> None:
    service, teller = FakeService(), Teller()
    known = Known(service, JOBS)
    known.learn([teller.tell()], is_record=False)
    for workers in (1, 2):
        known.begin()
        known.learn([teller.tell()], is_record=False)
        service.details["BatchGetJob"] = {KEY: teller.tell(maxWorkerCount=workers)}
        await known.refresh_details([KEY])
        service.details.clear()
        assert known[KEY]["maxWorkerCount"] == workers
    assert teller.held == [True, False, False, False, False]


async def test_what_stayed_of_an_item_that_changed_is_held_once() -> None:
    teller = Teller()
    known = Known(FakeService(), JOBS)
    known.learn([teller.tell(priority=50)], is_record=False)
    known.learn([teller.tell(priority=80)], is_record=False)
    assert known[KEY]["priority"] == 80
    assert teller.held == [True, False]


async def test_a_row_that_nobody_looks_at_any_more_is_let_go_of() -> None:
    made: list[weakref.ref[Watched]] = []

    def cell(item: Mapping[str, Any]) -> Cell:
        text = Watched(item["name"])
        made.append(weakref.ref(text))
        return Cell(text)

    level = replace(JOBS.level, fields=(replace(JOBS.level.fields[0], cell=cell),))
    known = Known(FakeService(), Place(level, JOBS.path))
    keys = known.learn([job(1), job(2)], is_record=False)
    assert [row.key for row in known.rows(keys)] == keys
    for _ in range(2):
        assert known.rows(keys)[0].key == keys[0]
    assert [text() is not None for text in made] == [True, False]
    assert known.rows(keys)[1].key == keys[1]
