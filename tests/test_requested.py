"""The mark of a row for which something was requested, until the service tells of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.acting import Change, Target
from app.poller import Snapshot
from app.resources import LEVELS
from app.resources.acts import ACTS
from app.resources.level import Place
from app.rows import Rows
from app.tui.requested import Requested
from app.view import cell_text

AT = datetime(2026, 11, 22, 3, 15, tzinfo=UTC)
LATER = AT + timedelta(seconds=1)


def told_of(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether a row is marked no longer once the service tells this of its job."""
    act = next(act for act in ACTS["jobs"] if act.member == "priority")
    change = Change(act, 80, (Target("job-1", "a job", {"jobId": "job-1"}),))
    requested = Requested()
    requested.add(change, {"job-1": {"jobId": "job-1", **before}})
    place = Place(LEVELS["jobs"])
    item = {"jobId": "job-1", "name": "beauty", **after}
    rows = Rows.of([place.level.row(item)])
    snapshot = Snapshot(place, rows, items={"job-1": item})
    (marked,) = requested.marked(snapshot)
    assert cell_text(marked.cells[1], 0.0) == "» requested priority 80 · beauty"
    assert marked.cells[0] == rows[0].cells[0]
    requested.answer("job-1")
    return requested.marked(snapshot) is rows


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
