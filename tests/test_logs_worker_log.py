"""The log of a worker as one reads it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.logs.worker.host_figures import host_figures, size_text
from app.logs.worker.worker_log import WorkerLines, pretty, readable
from app.view import LogLine, plain
from tests.listed_lines import ListedLines
from tests.texts import texts


def entry(level: str = "INFO", **fields: object) -> str:
    return json.dumps({"level": level, **fields}, ensure_ascii=False)


SESSION = "session-" + "1" * 32
ACTION = "sessionaction-" + "1" * 32 + "-2"


@pytest.mark.parametrize(
    ("message", "read"),
    [
        (entry(message="Main event loop exited."), "INFO      Main event loop exited."),
        (
            entry(
                "WARNING", ti="🔷", type="Session", subtype="User", message="As root.", user="root"
            ),
            "WARNING   Session.User  As root.  user=root",
        ),
        (
            entry(
                type="Action",
                subtype="End",
                session_id=SESSION,
                action_id=ACTION,
                kind="TaskRun",
                message="Action complete.",
                status="FAILED",
                queue_id="queue-1",
                job_id="job-1",
            ),
            "INFO      Action.End  Action complete.  TaskRun  FAILED  sessionaction-1111…-2",
        ),
        (
            entry(
                type="API",
                subtype="Req",
                operation="deadline:UpdateWorker",
                params={"updatedSessionActions": {ACTION: {"completedStatus": "FAILED"}}},
                request_url="https://example.com",
                resource={"farm-id": "farm-1"},
            ),
            "INFO      API.Req  UpdateWorker  updatedSessionActions={sessionaction-1111…-2}",
        ),
        (
            entry(
                type="API",
                subtype="Resp",
                operation="deadline:UpdateWorker",
                status_code=409,
                error={"Code": "ConflictException"},
                params={},
                request_id="1",
            ),
            'INFO      API.Resp  UpdateWorker 409  error={"Code": "ConflictException"}',
        ),
        (
            entry(
                type="API",
                subtype="Resp",
                operation="deadline:UpdateWorkerSchedule",
                status_code=200,
                params="(Duplicate removed)",
            ),
            "INFO      API.Resp  UpdateWorkerSchedule 200  (Duplicate removed)",
        ),
        (
            entry(
                "ERROR",
                message="Worker Agent abnormal exit",
                exception='Traceback (most recent call last):\n  File "x"\nOSError: gone',
            ),
            "ERROR     Worker Agent abnormal exit  OSError: gone",
        ),
        (
            entry(type="New", subtype="Kind", later=[1, {"a": 1, "b": 2}, 3, 4]),
            "INFO      New.Kind    later=[1, a/b, 3, +1]",
        ),
    ],
)
def test_an_entry_reads_as_one_line(message: str, read: str) -> None:
    assert readable(message) == read


@pytest.mark.parametrize(
    "message",
    ["", "plain text", "{", '{"message": "no level"}', "[1]", '{"level": ' + "[" * 100_000],
)
def test_what_is_no_entry_stays_as_it_came(message: str) -> None:
    assert readable(message) == pretty(message) == message


def test_the_figures_of_a_host_are_one_line_with_units() -> None:
    metrics = {
        "cpu-usage-percent": "98.6",
        "memory-total-bytes": "25276502016",
        "memory-used-bytes": "869773312",
        "memory-used-percent": "3.4",
        "swap-used-bytes": "0",
        "total-disk-bytes": "270553174016",
        "total-disk-used-bytes": "27744178176",
        "total-disk-used-percent": "0.1",
        "user-disk-available-bytes": "81200115712",
        "gpu-utilization-percent": "93.0",
        "new-metric": "7",
    }
    assert readable(entry(ti="📊", type="Metrics", subtype="System", **metrics)) == (
        "INFO      Metrics.System  cpu 98.6 %  memory 3.4 % of 23.5 GiB  swap 0 B  "
        "disk 10.3 % of 252 GiB  75.6 GiB free  gpu 93 %  new-metric 7"
    )


def test_a_figure_that_is_no_number_is_shown_as_it_came() -> None:
    assert list(host_figures({"cpu-usage-percent": "n/a"})) == ["cpu-usage-percent n/a"]


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (2**60, "1024 PiB")]
)
def test_a_size_has_its_unit(count: int, text: str) -> None:
    assert size_text(count) == text


def test_the_whole_object_can_be_had() -> None:
    message = entry(type="New", deep={"a": ["b", {"c": "ü"}]})
    assert json.loads(pretty(message)) == json.loads(message)
    assert '  "type": "New",' in pretty(message).splitlines()


ENTRIES = st.dictionaries(
    st.sampled_from(
        ["type", "subtype", "message", "params", "operation", "error", "exception", "x"]
    ),
    st.recursive(
        st.none() | st.booleans() | st.integers() | texts(),
        lambda inner: st.lists(inner) | st.dictionaries(texts(), inner),
        max_leaves=5,
    ),
).map(lambda fields: json.dumps({"level": "INFO", **fields}))


@given(st.lists(ENTRIES | texts(), min_size=1, max_size=5))
def test_a_block_reads_like_its_lines(messages: list[str]) -> None:
    raw = ListedLines(LogLine(index, message) for index, message in enumerate(messages))
    lines = WorkerLines(raw)
    block = lines.block(0)
    assert block.text().split("\n") == [plain(line.message) for line in lines]
    assert [block.number, block.count, list(block.times())] == [0, len(raw), list(range(len(raw)))]


def test_its_lines_are_those_of_the_log() -> None:
    raw = ListedLines([LogLine(5, entry(message="one"), late=True), LogLine(6, "two")], first=-1)
    lines = WorkerLines(raw)
    assert (len(lines), lines.first, lines.since(6)) == (2, -1, 1)
    assert lines[0] == LogLine(5, "INFO      one", late=True)
    assert lines[0:2] == list(lines)
    assert lines.raw(0) == raw[0]
