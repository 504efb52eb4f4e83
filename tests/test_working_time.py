"""How long something has worked: no clock runs on for what does not."""

from datetime import timedelta

import pytest

from app.resources.fields import working_time
from app.view import DASH, cell_text
from tests.fakes import EPOCH

NOW = EPOCH + timedelta(hours=3)
BEGAN = {"startedAt": EPOCH}
ENDED = {"endedAt": EPOCH + timedelta(minutes=20)}
UPDATED = {"updatedAt": EPOCH + timedelta(minutes=11)}


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ({"runStatus": "RUNNING", **BEGAN}, "3h00"),
        ({"runStatus": "INTERRUPTING", **BEGAN, **UPDATED}, "3h00"),
        ({"runStatus": "SUCCEEDED", **BEGAN, **ENDED}, "20m"),
        ({"runStatus": "SUSPENDED", **BEGAN, **UPDATED}, "11m"),
        ({"runStatus": "SUSPENDED", **BEGAN}, DASH),
        ({"runStatus": "READY", **BEGAN, **UPDATED}, DASH),
        ({"runStatus": "CANCELED", **BEGAN}, DASH),
        ({"runStatus": "RUNNING"}, DASH),
        (BEGAN, "3h00"),
    ],
)
def test_a_clock_runs_only_for_what_works(item: dict[str, object], text: str) -> None:
    assert cell_text(working_time("runStatus").cell(item), NOW.timestamp()) == text
