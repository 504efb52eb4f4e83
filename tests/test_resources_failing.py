"""The things of which one can ask why they failed."""

from app.resources import LEVELS
from app.resources.failing import can_be_asked_why


def test_what_runs_on_a_farm_can_be_asked_why_it_failed_and_nothing_else() -> None:
    assert [name for name, level in LEVELS.items() if can_be_asked_why(level)] == [
        "jobs",
        "sessions",
        "session-actions",
        "steps",
        "tasks",
        "workers",
        "task-actions",
        "dependencies",
        "consumers",
        "worker-sessions",
    ]
