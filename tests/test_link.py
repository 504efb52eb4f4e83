"""What all screens share: the names of what one has come by."""

from app.config import Settings
from app.resources.jobs import JOBS
from app.tui.link import MOST_NAMES, Link
from tests.fakes import job


def test_names_are_forgotten_only_of_what_nobody_has_asked_about_for_long() -> None:
    link = Link(Settings(cache=False))
    for number in range(MOST_NAMES + 10):
        link.learn(JOBS, job(number))
        assert link.name(job(0)["jobId"]) == "shot 0"
    assert link.name(job(1)["jobId"]) == job(1)["jobId"]
    assert link.name(job(MOST_NAMES)["jobId"]) == f"shot {MOST_NAMES}"


def test_what_is_called_otherwise_by_now_is_called_so() -> None:
    link = Link(Settings(cache=False))
    link.learn(JOBS, job(1))
    link.learn(JOBS, job(1, name="beauty"))
    assert link.label(job(1)["jobId"]) == "beauty"
