"""A list goes on where so much is new that its newest page holds nothing that is known."""

from typing import Any

from app.poller.attention import Attention
from app.poller.window import Window
from tests.fakes import job
from tests.searched_jobs import JOBS, Searched, loaded


class Undated(Searched):
    """A service that does not tell when jobs were created."""

    async def call(self, *asked: Any, **how: Any) -> dict[str, Any]:
        answer = await super().call(*asked, **how)
        jobs = [{name: one[name] for name in one if name != "createdAt"} for one in answer["jobs"]]
        return {**answer, "jobs": jobs}


async def test_a_list_goes_on_though_nobody_tells_when_its_items_were_created() -> None:
    service, attention = Undated([job(n) for n in range(300, 450)]), Attention()
    window = Window(service, JOBS)
    await loaded(window, attention)
    service.jobs = [job(n) for n in range(450)]
    await window.refresh(attention)
    await loaded(window, attention)
    assert window.total == 450
