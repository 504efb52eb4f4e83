"""The mark of a row for which something was requested, until the service tells of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from app.acting import Change, Target
from app.errors import DeniedError
from app.poller import Snapshot
from app.resources import LEVELS
from app.resources.acts import ACTS
from app.resources.level import Place
from app.rows import Rows
from app.tui.connection.requested import Requested
from app.view import cell_text

AT = datetime(2026, 11, 22, 3, 15, tzinfo=UTC)
LATER = AT + timedelta(seconds=1)


def requesting(
    member: str, value: int, before: dict[str, Any], learned: dict[str, str] | None = None
) -> Requested:
    """Where something was requested of one job."""
    act = next(act for act in ACTS["jobs"] if act.member == member)
    change = Change(act, value, (Target("job-1", "a job", {"jobId": "job-1"}),))
    requested = Requested()
    found = {} if learned is None else learned
    requested.add(change, {"job-1": {"jobId": "job-1", **before}}, found.__setitem__)
    return requested


def seen(**members: Any) -> Snapshot:
    """What the service tells of the job."""
    place = Place(LEVELS["jobs"])
    item = {"jobId": "job-1", "name": "beauty", **members}
    return Snapshot(place, Rows.of([place.level.row(item)]), items={"job-1": item})


def name(requested: Requested, snapshot: Snapshot) -> str:
    """What is read where the name of the job stands."""
    (marked,) = requested.marked(snapshot)
    assert marked.cells[0] == snapshot.rows[0].cells[0]
    return cell_text(marked.cells[1], 0.0)


def told_of(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether a row is marked no longer once the service tells this of its job."""
    requested, snapshot = requesting("priority", 80, before), seen(**after)
    assert name(requested, snapshot) == "» pri 80: beauty"
    requested.answer("job-1")
    return requested.marked(snapshot) is snapshot.rows


@pytest.mark.parametrize(
    ("before", "after", "is_told"),
    [
        ({"priority": 50}, {"priority": 50}, False),
        ({"priority": 50}, {"priority": 80}, True),
        ({"priority": 50, "updatedAt": AT}, {"priority": 50, "updatedAt": LATER}, True),
        ({"priority": 80, "updatedAt": AT}, {"priority": 80, "updatedAt": AT}, False),
        ({"priority": 80, "updatedAt": AT}, {"priority": 80, "updatedAt": LATER}, True),
        ({"priority": 80}, {"priority": 80, "updatedAt": LATER}, True),
    ],
)
def test_a_mark_is_lifted_by_what_the_service_tells_and_not_before(
    before: dict[str, Any], after: dict[str, Any], is_told: bool
) -> None:
    assert told_of(before, after) is is_told


def test_of_what_is_long_to_tell_the_beginning_is_told() -> None:
    requested = requesting("maxFailedTasksCount", 2_000_000_000, {})
    assert name(requested, seen()) == "» max fail 2…: beauty"


def test_what_got_no_answer_is_doubtful_until_the_service_was_asked_about_it_since() -> None:
    requested, snapshot = requesting("priority", 80, {"priority": 50}), seen(priority=50)
    requested.doubt("job-1", 100.0)
    requested.doubt("job-1", 200.0)  # each time that an outcome of another item becomes known
    for asked_at, about in ((None, ()), (99.0, ("job-1",)), (101.0, ("job-2",))):
        one = replace(snapshot, asked_at=asked_at, asked_about=about)
        assert name(requested, one) == "? pri 80: beauty"
    told = replace(snapshot, asked_at=101.0, asked_about=("job-1",))
    assert requested.marked(told) is told.rows


def test_what_got_no_answer_and_was_done_all_the_same_is_doubtful_no_longer() -> None:
    requested, snapshot = requesting("priority", 80, {"priority": 50}), seen(priority=80)
    requested.doubt("job-1", 100.0)
    assert requested.marked(snapshot) is snapshot.rows


def found(member: str, value: int, before: dict[str, Any], snapshot: Snapshot) -> str:
    """What is told of the job once a change of it that got no answer is doubtful no longer."""
    learned: dict[str, str] = {}
    requested = requesting(member, value, before, learned)
    requested.doubt("job-1", 100.0)
    assert requested.marked(snapshot) is snapshot.rows
    return learned.get("job-1", "")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"priority": 50}, {"priority": 50}, "50, not done so far"),
        ({"priority": 50}, {"priority": 80}, "priority 80, done"),
        ({"priority": 50, "updatedAt": AT}, {"priority": 80, "updatedAt": LATER}, "80, done"),
        ({"priority": 80, "updatedAt": AT}, {"priority": 80, "updatedAt": AT}, "not done so far"),
        # Somebody has changed it, and nobody knows what.
        ({"priority": 80, "updatedAt": AT}, {"priority": 80, "updatedAt": LATER}, "priority 80"),
        ({"priority": 50, "updatedAt": AT}, {"priority": 50, "updatedAt": LATER}, "priority 50"),
        ({"priority": 80}, {"priority": 80}, "priority 80"),
        ({}, {"taskRunStatus": "FAILED"}, "FAILED, not done so far"),
        ({}, {"priority": 50, "updatedAt": AT}, "priority 50"),
    ],
)
def test_what_got_no_answer_is_told_as_far_as_asking_anew_tells_of_it(
    before: dict[str, Any], after: dict[str, Any], told: str
) -> None:
    anew = replace(seen(**after), asked_at=101.0, asked_about=("job-1",))
    assert found("priority", 80, before, anew).endswith(told)


def test_of_a_search_that_may_be_behind_it_is_not_concluded_that_nothing_was_done() -> None:
    before = {"priority": 50, "updatedAt": AT}
    anew = replace(seen(**before), asked_at=101.0, asked_about=("job-1",))
    assert found("priority", 80, before, anew) == "priority 50, not done so far"
    denied = replace(anew, without_details=DeniedError("You may not."))
    assert found("priority", 80, before, denied) == "priority 50"


def test_nothing_is_told_anew_of_what_was_told_before_it_was_doubtful() -> None:
    before, after = {"priority": 50, "updatedAt": AT}, {"priority": 50, "updatedAt": LATER}
    assert found("priority", 80, before, seen(**after)) == ""
