"""How items are written: as JSON, as CSV, as a table."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given

from app.headless.formats import as_csv, as_json, csv_text, json_line
from app.headless.table import Table, Terminal, cells
from app.resources.jobs import JOBS
from app.resources.level import Level
from app.resources.queues import QUEUES
from app.resources.session_actions import SESSION_ACTIONS
from app.view import Cell, Clock, Progress
from tests.texts import texts

HEX = "0123456789abcdef" * 2
CREATED = datetime(2026, 3, 1, 14, 30, 0, 123000, tzinfo=UTC)


def job(name: str = "sq010_sh0040_beauty_v012", **more: Any) -> dict[str, Any]:
    """A job as SearchJobs tells it."""
    return {
        "jobId": f"job-{HEX}",
        "name": name,
        "lifecycleStatus": "CREATE_COMPLETE",
        "taskRunStatus": "FAILED",
        "taskRunStatusCounts": {"SUCCEEDED": 1_500, "FAILED": 500},
        "createdAt": CREATED,
        "createdBy": "artist1",
        "priority": 50,
        **more,
    }


def clock() -> float:
    """An hour and twelve minutes after `CREATED`."""
    return CREATED.timestamp() + 72 * 60


def table(on: Terminal, *items: dict[str, Any]) -> list[str]:
    return list(Table(JOBS, on, clock).lines(items))


def test_json_has_the_names_of_the_api_and_iso_times(capsys: pytest.CaptureFixture[str]) -> None:
    as_json(JOBS)([job(), job(newerMember={"a": [1]})])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == {**job(), "createdAt": "2026-03-01T14:30:00.123000+00:00"}
    assert lines[1]["newerMember"] == {"a": [1]}


def test_a_json_time_is_in_utc_wherever_it_was_told() -> None:
    eastern = CREATED.astimezone(timezone(timedelta(hours=-5)))
    assert json.loads(json_line(eastern)) == "2026-03-01T14:30:00.123000+00:00"


@given(texts())
def test_json_gives_back_any_text_and_steers_no_terminal(text: str) -> None:
    line = json_line({"name": text})
    assert json.loads(line) == {"name": text}
    assert line.isascii()
    assert line.isprintable()


def test_csv_begins_with_the_ids_of_the_columns(capsys: pytest.CaptureFixture[str]) -> None:
    show = as_csv(JOBS)
    show([])
    show([job()])
    header, values = csv.reader(io.StringIO(capsys.readouterr().out))
    row = dict(zip(header, values, strict=True))
    assert row["jobId"] == f"job-{HEX}"
    assert row["status"] == "FAILED"
    assert row["tasks"] == "1500/2000"
    assert row["failed"] == "500"
    assert row["duration"] == ""
    assert row["createdBy"] == "artist1"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (Cell("✖ FAILED", order="FAILED"), "FAILED"),
        (Cell("1,204", order=1204), "1204"),
        (Cell("1,204 of these"), "1,204 of these"),
        (Cell(order=0), "0"),
        (Cell(), ""),
        (Progress(0.499), "49%"),
        (Clock(100, 192.7), "92"),
        (Clock(100), "900"),
    ],
)
def test_a_csv_value_is_what_a_script_can_count_with(
    cell: Cell | Progress | Clock, text: str
) -> None:
    assert csv_text(cell, now=1000) == text


def test_the_columns_of_a_table_are_as_wide_as_what_is_in_them() -> None:
    header, first, second = table(Terminal(), job(), job(name="x", createdBy="somebody else"))
    assert header.split() == [
        *("ID", "STATUS", "NAME", "PROGRESS", "TASKS", "FAIL", "AGE", "TIME", "PRI", "OWNER")
    ]
    for label in ("STATUS", "NAME", "OWNER"):
        column = header.index(label)
        assert first[column - 2 : column] == second[column - 2 : column] == "  "
    assert first[header.index("AGE") - 1 :].startswith("1h1")
    assert "job-" + HEX in first


def test_a_pipe_gets_every_column_whole_and_no_colour() -> None:
    name = "shot_" * 60
    _, line = table(Terminal(), job(name=name))
    assert name in line
    assert "\x1b" not in line


@pytest.mark.parametrize("width", [80, 100, 120, 160])
def test_a_table_fits_the_terminal(width: int) -> None:
    lines = table(Terminal(width), job(name="sq010_sh0040_" * 9), job(name="深い夜" * 30))
    assert max(cells(line) for line in lines) <= width
    assert "NAME" in lines[0]
    assert "job-" + HEX in lines[1]


def test_a_terminal_gets_the_tones_as_colours() -> None:
    _, line = table(Terminal(200, colour=True), job())
    assert "\x1b[31m✖ FAILED\x1b[0m" in line


def test_text_from_outside_does_not_steer_the_terminal() -> None:
    lines = table(Terminal(200), job(name="a\x1b[2J\x07\nb", createdBy="\x9b31m"))
    assert len(lines) == 2
    assert all(line.isprintable() for line in lines)


def test_later_pages_keep_the_columns_of_the_first() -> None:
    shown = Table(JOBS, Terminal(), clock)
    header, first = shown.lines([job()])
    (later,) = shown.lines([job(createdBy="another")])
    assert later.index("another") == first.index("artist1") == header.index("OWNER")


@pytest.mark.parametrize("level", [QUEUES, SESSION_ACTIONS], ids=lambda level: level.name)
def test_an_id_is_a_column_once(level: Level) -> None:
    item = {level.key: "some-id", "definition": {}}
    header, line = Table(level, Terminal(), clock).lines([item])
    assert header.split().count("ID") == 1
    assert line.startswith("some-id")


def test_a_wide_sign_takes_two_cells_and_an_accent_none() -> None:
    assert cells("夜") == 2
    assert cells("e\u0301") == 1


@pytest.mark.parametrize("word", ["NEVER_ATTEMPTED", "UPLOAD_IN_PROGRESS"])
def test_a_table_has_the_words_of_the_service_also_where_the_screen_has_shorter_ones(
    word: str,
) -> None:
    _, line = table(Terminal(), job(taskRunStatus=word))
    assert f" {word} " in line
