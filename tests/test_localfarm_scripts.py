"""The logs that sessions and workers of the embedded farm write."""

import json
from collections import Counter
from copy import deepcopy
from itertools import pairwise

import pytest

from app.localfarm.contract import Session, Worker
from app.localfarm.logs.agent import WorkerScript
from app.localfarm.logs.failures import ALL_KINDS, FAILURES, Ending, Failure
from app.localfarm.logs.renderers import ODDITIES, RENDERERS, Renderer
from app.localfarm.logs.scripts import SessionScript
from tests.records import T0, action, session, worker

END = T0 + 1e6
KINDS = sorted(ALL_KINDS)
RATE = 3.0


def told(record: Session, rate: float = RATE, until: float = END) -> list[tuple[int, str]]:
    return list(SessionScript(record, rate).lines(until))


def messages(record: Session, rate: float = RATE) -> list[str]:
    return [message for _, message in told(record, rate)]


def worker_entries(record: Worker) -> list[dict[str, object]]:
    return [json.loads(message) for _, message in WorkerScript(record).lines(END)]


def pid(lines: list[str]) -> str:
    """The process id that the lines of one action tell."""
    (said,) = {line for line in lines if line.startswith("Command started as pid: ")}
    return said.rpartition(" ")[2]


def test_a_task_is_told_as_the_worker_agent_tells_it() -> None:
    one = action(0, "taskRun", 1, 2.5)
    lines = messages(session([one], 3), rate=0.01)
    shown = [line.replace(pid(lines), "PID") for line in lines]
    place = "/sessions/session-00345678"
    assert shown[:12] == [
        "Session running with AWS Credentials.",
        " ",
        "==============================================",
        "--------- Running Task",
        "==============================================",
        "Parameter values:",
        "Frame(INT) = 1000",
        "----------------------------------------------",
        "Phase: Setup",
        "----------------------------------------------",
        "Writing embedded files for Task to disk.",
        shown[11],
    ]
    assert shown[11].startswith(f"Mapping: Task.File.Run -> {place}")
    assert shown[12].startswith(f"Wrote: Run -> {place}")
    assert shown[13:16] == [
        "----------------------------------------------",
        "Phase: Running action",
        "----------------------------------------------",
    ]
    assert shown[16].startswith(f"Running command {place}")
    assert shown[17:19] == ["Command started as pid: PID", "Output:"]
    assert shown[-8:-4] == [
        "openjd_progress: 100",
        "openjd_status: Rendering frame 1000 at 100%",
        "Process pid PID exited with code: 0 (unsigned) / 0x0 (hex)",
        " ",
    ]
    assert shown[-3] == "--------- Session Cleanup"
    assert shown[-1].startswith(f"Deleting working directory: {place}")


def test_memory_grows_while_a_task_runs_up_to_where_that_runs_out_of_it() -> None:
    run = session([action(0, "taskRun", 1, 900, failure="out-of-memory", status="FAILED")], 901)
    told = worker_entries(worker([run], 899.9995))
    used = [float(str(one["memory-used-percent"])) for one in told if "memory-used-percent" in one]
    assert used[0] < 10
    assert used[1] < used[3] < used[-1] == 99.2
    assert max(used[:-1]) < 95


@pytest.mark.parametrize(
    ("kind", "head"),
    [
        ("envEnter", "--------- Entering Environment: Conda"),
        ("envExit", "--------- Exiting Environment: Conda"),
        ("taskRun", "--------- Running Task"),
        ("syncInputJobAttachments", "--------- Job Attachments Download for Job"),
    ],
)
def test_each_kind_of_action_has_its_section(kind: str, head: str) -> None:
    lines = messages(session([action(0, kind, 1, 20)], 21))
    assert lines.count(head) == 1
    assert f"Process pid {pid(lines)} exited with code: 0 (unsigned) / 0x0 (hex)" in lines


def test_a_download_tells_how_far_it_is() -> None:
    lines = messages(session([action(0, "syncInputJobAttachments", 1, 21)], 22))
    reports = [line for line in lines if line.startswith("openjd_status: Downloaded ")]
    assert len(reports) == 20
    assert lines.index("Starting download...") < lines.index(reports[0])


@pytest.mark.parametrize("renderer", RENDERERS.values(), ids=lambda renderer: renderer.key)
def test_each_renderer_prints_what_it_is_known_for(renderer: Renderer) -> None:
    record = session([action(0, "envEnter", 1, 9), action(1, "taskRun", 10, 300)], 301)
    record.renderer = renderer.key
    lines = messages(record)
    assert [line for line in lines if line.startswith(renderer.work[0].partition("{")[0])]
    assert renderer.environment[0] in lines
    assert not [line for line in lines if "{" in line]


@pytest.mark.parametrize("how", FAILURES.values(), ids=lambda how: how.key)
def test_each_failure_leaves_its_traces(how: Failure) -> None:
    kind = "taskRun" if "taskRun" in how.kinds else min(how.kinds)
    one = action(
        3,
        kind,
        1,
        60,
        failure=how.key,
        status=how.status,
        exit_code=how.exit_code,
        message=how.message,
        planned_end=T0 + 90,
    )
    lines = messages(session([one], 61))
    exits = [line for line in lines if line.startswith("Process pid ")]
    if how.ending is Ending.SILENCE:
        assert exits == []
        assert "--------- Session Cleanup" not in lines
        return
    code = -15 if how.exit_code is None else how.exit_code
    assert [line.partition("code: ")[2] for line in exits] == [
        f"{code} (unsigned) / {code:#x} (hex)"
    ]
    assert (f"openjd_fail: {how.message}" in lines) == (how.ending is Ending.EXIT)
    text = "\n".join(lines)
    assert ("TIMEOUT - Runtime limit reached at " in text) == (how.ending is Ending.TIMEOUT)
    assert ("Canceling subprocess " in text) == (how.ending is not Ending.EXIT)
    assert ("INTERRUPT: Sending signal " in text) == (how.ending is not Ending.EXIT)


def test_nothing_is_told_before_its_time() -> None:
    record = session([action(0, "taskRun", 1, 60)], 61)
    script = SessionScript(record, RATE)
    early = list(script.lines(T0 + 30))
    assert max(moment for moment, _ in early) <= (T0 + 30) * 1000
    assert list(script.lines(T0 + 30)) == []
    assert min(moment for moment, _ in script.lines(END)) > (T0 + 30) * 1000


def test_lines_share_a_millisecond_and_repeat() -> None:
    lines = told(session([action(0, "taskRun", 1, 200)], 201), rate=50)
    assert max(Counter(moment for moment, _ in lines).values()) > 1
    repeated = [line for line, times in Counter(lines).items() if times > 1]
    assert len(repeated) > 10


def test_nasty_text_turns_up_now_and_then() -> None:
    lines = messages(session([action(0, "taskRun", 1, 600)], 601), rate=100)
    assert set(ODDITIES) <= set(lines)


def test_what_a_task_wrote_before_the_farm_started_is_thinned_out() -> None:
    record = session([action(0, "taskRun", 1, 5000)], 5001)
    script = SessionScript(record, 10_000, since=T0 + 6000)
    assert 300 <= len(list(script.lines(END))) < 500


def test_a_task_that_was_running_when_the_farm_started_writes_at_the_full_rate_since() -> None:
    record = session([action(0, "taskRun", 0, 5010)], 5011)
    lines = list(SessionScript(record, 100, since=T0 + 5000).lines(END))
    before = sum(moment < (T0 + 5000) * 1000 for moment, _ in lines)
    assert before < 500
    assert 1000 <= len(lines) - before < 1200


def test_a_task_writes_as_many_lines_a_second_as_are_asked_for() -> None:
    record = session([action(0, "taskRun", 1, 60)], 61)
    assert sum(1 for _ in SessionScript(record, 10_000).lines(T0 + 11)) >= 100_000


def test_a_cancelled_task_keeps_the_lines_it_had_when_its_planned_end_moves() -> None:
    record = session([action(0, "taskRun", 1, 100, status="RUNNING", ended_at=None)])
    script = SessionScript(record, RATE)
    before = list(script.lines(T0 + 50))
    one = record.actions[0]
    one.failure, one.status = "cancelled", "CANCELED"
    one.planned_end = one.ended_at = T0 + 52
    again = told(record, until=T0 + 50)
    assert [moment for moment, _ in again] == [moment for moment, _ in before]


def test_the_worker_tells_of_its_sessions_and_actions() -> None:
    run = session([action(0, "envEnter", 1, 20), action(1, "taskRun", 21, 80)], 81)
    told = worker_entries(worker([run], 200, "shutdown"))
    kinds = [(entry.get("type"), entry.get("subtype")) for entry in told]
    assert kinds[1][0] == "AgentInfo"
    for subtype in ("Starting", "Add", "Logs", "Complete"):
        assert ("Session", subtype) in kinds
    acts = [entry for entry in told if entry.get("type") == "Action"]
    assert [(act["subtype"], act["kind"]) for act in acts] == [
        ("Start", "EnvEnter"),
        ("End", "EnvEnter"),
        ("Start", "TaskRun"),
        ("End", "TaskRun"),
    ]
    assert acts[-1]["status"] == "SUCCEEDED"
    assert acts[-1]["task_id"] == run.actions[1].task_id
    assert all(entry["session_id"] == run.id for entry in acts)


def test_the_worker_tells_of_its_host_once_a_minute() -> None:
    run = session([action(0, "taskRun", 1, 3000)], 3001)
    metrics = [
        (moment, entry)
        for moment, message in WorkerScript(worker([run], 3600)).lines(END)
        if (entry := json.loads(message)).get("subtype") == "System"
    ]
    gaps = {after - before for (before, _), (after, _) in pairwise(metrics)}
    assert gaps <= {59_999, 60_000, 60_001}
    busy = [
        float(entry["cpu-usage-percent"])
        for moment, entry in metrics
        if moment < (T0 + 3000) * 1000
    ]
    assert len(metrics) == 61
    assert all(value > 90 for value in busy[1:])
    assert float(metrics[-1][1]["cpu-usage-percent"]) < 10
    assert all(isinstance(value, str) for _, entry in metrics for value in entry.values())


def test_memory_is_full_where_a_task_ran_out_of_it() -> None:
    run = session([action(0, "taskRun", 1, 90, failure="out-of-memory", status="FAILED")], 91)
    told = worker_entries(worker([run], 200))
    index = next(place for place, entry in enumerate(told) if entry.get("subtype") == "End")
    assert told[index - 2]["memory-used-percent"] == "99.2"


@pytest.mark.parametrize(
    ("ended_by", "said"),
    [
        ("reclaimed", "Spot interruption detected. Termination in 0:02:00"),
        ("shutdown", "Service requested shutdown initiated"),
    ],
)
def test_the_worker_tells_why_it_goes(ended_by: str, said: str) -> None:
    run = session([action(0, "taskRun", 1, 50)], 51)
    texts = [entry.get("message") for entry in worker_entries(worker([run], 60, ended_by))]
    assert texts.count(said) == 1


def test_a_spot_interruption_is_told_once_and_before_the_action_ends() -> None:
    cut = action(0, "taskRun", 1, 50, failure="interrupted", status="INTERRUPTED")
    told = worker_entries(worker([session([cut], 51)], 52, "reclaimed"))
    texts = [entry.get("message") for entry in told]
    notice = "Spot interruption detected. Termination in 0:02:00"
    assert texts.count(notice) == 1
    assert texts.index(notice) < texts.index("Action complete.")


def test_a_crashed_worker_says_nothing_more() -> None:
    lost = action(0, "taskRun", 1, 50, failure="worker-lost", status="INTERRUPTED")
    told = worker_entries(worker([session([lost], 50)], 50, "crashed"))
    assert told[-1].get("subtype") == "Runtime" or told[-1].get("type") == "Metrics"
    assert "Session complete." not in [entry.get("message") for entry in told]


def test_the_same_record_always_gives_the_same_log() -> None:
    record = session([action(0, "taskRun", 1, 90)], 91)
    assert told(record) == told(deepcopy(record))
