"""What a timeline says of the action that the cursor is on."""

import pytest

from app.timeline import RowsBy, Visit, chart_of, spreads
from app.tui.timeline.timeline_words import Around, about, percent
from tests.test_timeline_chart import NOW, RUNNING, action, visit


def told(session: Visit, around: Around) -> tuple[str, str]:
    """What the two lines say of the last thing that a session did."""
    chart = chart_of([session], RowsBy.WORKER, NOW)
    lane = chart.lanes[0]
    lines = about(lane.runs[-1], lane, None, spreads(chart.runs), around)
    first, second = ("  ".join(part.text for part in line if part.text) for line in lines)
    return first, second


@pytest.mark.parametrize(
    ("part", "reads"),
    [(None, ""), (0.0, "0%"), (0.784, "78%"), (0.994, "99%"), (0.9996, "99%"), (1.0, "100%")],
)
def test_a_hundred_percent_is_all_of_it(part: float | None, reads: str) -> None:
    assert percent(part) == reads


def test_nothing_is_said_to_be_all_used_beside_its_gap() -> None:
    session = visit(1, 0, 1_000, action(1, 0, 400), action(2, 403, 1_000))
    words = told(session, Around())[1]
    assert words.endswith("99% used, 1 gap, longest 3s")


def test_its_job_and_its_step_are_said_where_no_task_has_succeeded_as_well() -> None:
    session = visit(1, 0, 100, action(1, 0, 100, "FAILED"))
    around = Around(job="sh0010_beauty", step="render", among="on this worker")
    assert told(session, around)[1].startswith("job sh0010_beauty  step render  ")


def test_it_is_said_whose_tasks_are_counted_and_the_95_percent_only_of_many() -> None:
    around = Around(step="render", among="on this worker")
    for count, words in (
        (1, "1 task on this worker, which took 10s"),
        (2, "2 tasks on this worker, median 15s, longest 20s"),
        (20, "20 tasks on this worker, median 1m45, 95% within 3m10"),
    ):
        tasks = [action(n, n * 300, n * 300 + 10 * (n + 1)) for n in range(count)]
        session = visit(1, 0, 6_000, *tasks)
        assert f"step render: {words}" in told(session, around)[1]


def test_what_runs_is_not_said_to_do_so_now_where_nobody_knows() -> None:
    session = visit(1, 0, None, action(1, 0, None, RUNNING))
    assert told(session, Around())[0].count("– now") == 1
    assert told(session, Around(until=NOW))[0].count(" or later") == 1
