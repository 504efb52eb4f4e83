"""Where the items of each level lead, and what is said where they do not."""

import pytest

from app.resources import LEVELS
from app.resources.leading import LEADS, TIMELINE, leads, nowhere
from app.resources.level import Level
from app.resources.links import PARENT, WORKER
from app.view import with_article
from tests.test_resources import EVERY_LEVEL

NAMES = pytest.mark.parametrize("name", [name for name in LEADS if name != PARENT])


@EVERY_LEVEL
@NAMES
def test_what_is_to_be_selected_instead_leads_there(level: Level, name: str) -> None:
    instead = nowhere(level, name).remedy
    own = [other for other in LEVELS.values() if other.service == level.service]
    named = [other for other in own if with_article(other.noun) in instead]
    assert any(leads(other, name) for other in own) is bool(instead)
    assert all(leads(other, name) for other in named)


def test_for_a_worker_one_is_led_to_jobs_and_steps_too() -> None:
    assert str(nowhere(LEVELS["queues"], WORKER)) == (
        "A queue leads to no worker by this key."
        " Select a job, a session, a session action, a step or a task."
    )


@pytest.mark.parametrize(
    ("level", "name", "said"),
    [
        ("steps", TIMELINE, "A step has no timeline. Select a job, a session or a worker."),
        ("acts", TIMELINE, "An act has no timeline."),
        ("farms", PARENT, "A farm is a part of nothing else."),
    ],
)
def test_where_something_does_not_lead_is_said_in_a_sentence(
    level: str, name: str, said: str
) -> None:
    assert str(nowhere(LEVELS[level], name)) == said
