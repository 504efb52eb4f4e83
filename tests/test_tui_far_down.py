"""Jobs that are far down in a long list, or in it no longer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.aws.api import NO_PARAMETERS
from app.config import Settings
from app.localfarm.world.search import Field, Searchable, search
from app.resources import LEVELS
from app.resources.level import Place
from app.resources.log_place import ReadRole
from app.tui.app import FarmTop
from tests.fakes import job
from tests.live_farm import live_farm, monitor
from tests.pilots import answer, arrive, is_answered, is_level, level, shown, table, until
from tests.test_tui_searching import LARGE, answered, large_queue, total
from tests.world_service import NOW, WorldService


async def test_the_last_job_of_many_is_one_call_away() -> None:
    async with large_queue() as (farm, queue, pilot):
        before = len(farm.searches())
        await pilot.press("G")
        await until(pilot, lambda: table(pilot).selected_key is not None)
        assert table(pilot).row_list.cursor == total(farm, queue) - 1
        assert len(farm.searches()) == before + 1


async def test_a_job_that_is_far_down_is_shown_where_it_stands() -> None:
    async with live_farm(LARGE) as farm:
        queue = farm.queue()
        far = total(farm, queue) - 7
        (job,) = farm.ask(
            "deadline",
            "SearchJobs",
            farmId=queue["farmId"],
            queueIds=[queue["queueId"]],
            itemOffset=far,
            pageSize=1,
            sortExpressions=[{"fieldSort": {"name": "CREATED_AT", "sortOrder": "DESCENDING"}}],
        )["jobs"]
        below = {**queue, "jobId": job["jobId"]}
        async with monitor("sessions", below, size=(100, 24)) as pilot:
            await arrive(pilot, "sessions")
            await pilot.press("escape")
            await until(
                pilot,
                lambda: is_level(pilot, "jobs") and table(pilot).selected_key == job["jobId"],
            )
            assert abs(table(pilot).row_list.cursor - far) <= 1
            assert table(pilot).loaded_count < 300


class DeepQueue(WorldService):
    """A connection to a queue with more jobs than a search counts, of which one is asked for."""

    def __init__(self, count: int, wanted: int) -> None:
        super().__init__()
        self._deep = [job(n) for n in range(count)]
        self._wanted = wanted

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, Any] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        if operation == "SearchJobs":
            found = search(JOBS_BY_TIME, self._deep, parameters)
            return {"jobs": list(found.items), "totalResults": found.total}
        if operation == "GetJob":
            return self._deep[self._wanted]
        if operation == "BatchGetJob":
            wanted = {one["jobId"] for one in parameters["identifiers"]}
            return {"jobs": [one for one in self._deep if one["jobId"] in wanted]}
        return await super().call(service, operation, parameters, role=role)


JOBS_BY_TIME: Searchable[dict[str, Any]] = Searchable(
    {"CREATED_AT": Field(datetime, lambda one: one["createdAt"].timestamp())},
    (lambda one: one["name"],),
    lambda _: lambda _: None,
    lambda _: "",
)


async def test_a_job_that_is_further_down_than_a_search_counts_is_shown_where_it_stands() -> None:
    service = DeepQueue(12_000, wanted=11_234)
    app = FarmTop(
        Settings(),
        place=Place(LEVELS["jobs"], service.queue()),
        connect=service.connect,
        clock=lambda: NOW,
    )
    async with app.run_test(size=(100, 24)) as pilot:
        await arrive(pilot, "jobs")
        level(pilot).pane.find(job(11_234)["jobId"])
        await until(pilot, lambda: table(pilot).selected_key == job(11_234)["jobId"])
        assert table(pilot).row_list.cursor == 11_234
        await until(pilot, lambda: "shot 11234" in shown(pilot.app))
        assert table(pilot).loaded_count < 500


async def test_a_job_that_was_found_by_a_filter_stays_selected_when_that_is_lifted() -> None:
    async with large_queue() as (_, _, pilot):
        await answer(pilot, "slash", "status:failed")
        await answered(pilot)
        await pilot.press("G")
        await until(pilot, lambda: table(pilot).selected_key is not None)
        chosen = table(pilot).selected_key
        await pilot.press("escape")
        await until(pilot, lambda: is_answered(pilot) and table(pilot).selected_key == chosen)
        assert table(pilot).row_list.is_as_it_came


async def test_a_job_that_has_gone_is_said_to_have() -> None:
    async with large_queue() as (_, _, pilot):
        table(pilot).select_place(3)
        pane = pilot.app.screen.query_one("#list")
        pane.find(f"job-{'0' * 32}")  # type: ignore[attr-defined]
        await until(pilot, lambda: "job-0000" in shown(pilot.app))
        assert table(pilot).row_list.cursor == 3
