"""Which names are told to be close to one that nothing goes by, and where they are compared."""

from collections.abc import Sequence
from threading import current_thread, main_thread
from typing import Any

import pytest

from app.aws.finding.by_name import find_named
from app.close_names import close_names
from app.errors import NotFoundError
from app.resources import LEVELS
from app.resources.level import Place
from app.tui.going.goto import destination
from app.tui.going.known_things import Known
from tests.fakes import FakeService

JOBS = Place(LEVELS["jobs"], {"farmId": "farm-1", "queueId": "queue-1"})
NAMES = ["beauty", "Shadow", "shadow", "denoise"]


@pytest.mark.parametrize(
    ("name", "most", "close"),
    [
        ("beatuy", 1, ["beauty"]),
        ("BEATUY", 3, ["beauty"]),
        ("shadwo", 2, ["Shadow", "shadow"]),
        ("shadwo", 1, ["Shadow"]),
        ("xyz", 5, []),
    ],
)
def test_names_are_close_whatever_their_case(name: str, most: int, close: Sequence[str]) -> None:
    assert close_names(name, NAMES, most) == close


def test_whoever_wants_any_names_gets_the_closest_first() -> None:
    assert close_names("denoiser", NAMES, 4, 0.0)[0] == "denoise"
    assert len(close_names("denoiser", NAMES, 4, 0.0)) == 4


threads: set[bool] = set()
"""Whether the main thread compared a name, for each that did."""


@pytest.fixture(autouse=True)
def none_yet() -> None:
    threads.clear()


class Heard(str):
    """A name that hears which thread compares it."""

    __slots__ = ()

    def casefold(self) -> str:
        threads.add(current_thread() is main_thread())
        return super().casefold()


class Job(dict[str, Any]):
    """A job that hears which thread asks for its name."""

    def get(self, key: str, default: object = None) -> Any:
        threads.add(current_thread() is main_thread())
        return super().get(key, default)


async def test_no_key_waits_while_names_of_jobs_are_compared() -> None:
    service = FakeService()
    jobs: list[dict[str, Any]] = [Job(jobId=f"job-{at}", name=f"shot_{at:04}") for at in range(100)]
    service.items["SearchJobs"] = jobs
    with pytest.raises(NotFoundError, match="Close to it: shot_0042, "):
        await find_named(service, JOBS, "shto_0042")
    assert False in threads


async def test_no_key_waits_while_names_of_what_is_listed_are_compared() -> None:
    service = FakeService()
    service.items["ListFarms"] = []
    service.single["ListWorkflowDefinitions"] = {"workflowDefinitionSummaries": []}
    known = Known({Heard(name): (JOBS,) for name in NAMES})
    with pytest.raises(NotFoundError, match="Close to it: beauty"):
        await destination(service, "beatuy", Place(LEVELS["farms"]), None, known)
    assert threads == {False}
