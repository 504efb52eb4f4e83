"""Where the keys at the foot of a log lead from there."""

import pytest

from app.resources import LEVELS
from app.resources.level import Place
from app.tui.keyboard.useful_keys import leads

WAYS = ("why", "machine", "timeline")


@pytest.mark.parametrize("level", ["jobs", "sessions", "session-actions", "tasks", "workers"])
def test_from_a_log_of_a_farm_all_of_them_lead_somewhere(level: str) -> None:
    assert all(leads(way, (Place(LEVELS[level]), {})) for way in WAYS)


@pytest.mark.parametrize("level", ["workflow-runs", "workflow-sessions", "acts"])
def test_from_a_log_of_a_workflow_none_does(level: str) -> None:
    assert not any(leads(way, (Place(LEVELS[level]), {})) for way in WAYS)


def test_from_a_log_that_is_nobodys_none_does() -> None:
    assert not any(leads(way, None) for way in WAYS)
