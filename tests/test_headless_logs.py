"""`farmtop logs` prints what is in the log, over real HTTP and whatever is broken."""

import json
import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from app.view import plain, short_id
from tests.farm import FARMTOP, ROOT, Here, Item, RunningFarm, flags, running_farm


@pytest.fixture(scope="module")
def farm() -> Iterator[RunningFarm]:
    """A farm on which work goes on so slowly that nothing ends while it is looked at."""
    with running_farm(jobs=30, workers=10, speed=0.01) as farm:
        yield farm


@pytest.fixture(scope="module")
def ended(farm: RunningFarm) -> Item:
    """The ids of a session that has ended, with something in its log."""
    for path, session in farm.sessions():
        if session.get("endedAt"):
            return {**path, "sessionId": session["sessionId"]}
    raise LookupError("no session has ended")


@pytest.fixture(scope="module")
def running(farm: RunningFarm) -> Item:
    """The ids of a session that goes on, with a task that writes lines."""
    for path, session in farm.sessions():
        ids = {**path, "sessionId": session["sessionId"]}
        if not session.get("endedAt") and renders(farm, ids) and events(farm, ids):
            return ids
    raise LookupError("no session is rendering")


def renders(farm: RunningFarm, session: Item) -> bool:
    """Whether a task of the session is running."""
    actions = farm.items("list_session_actions", "sessionActions", **session)
    return any(one["status"] == "RUNNING" and "taskRun" in one["definition"] for one in actions)


def events(farm: RunningFarm, session: Item) -> list[dict[str, Any]]:
    """The log of a session as boto3 reads it, page by page."""
    logs = farm.client("logs")
    found: list[dict[str, Any]] = []
    token: dict[str, str] = {}
    while True:
        page = logs.get_log_events(
            logGroupName=f"/aws/deadline/{session['farmId']}/{session['queueId']}",
            logStreamName=session["sessionId"],
            startFromHead=True,
            **token,
        )
        found += page["events"]
        if page["nextForwardToken"] == token.get("nextToken"):
            return [{"timestamp": e["timestamp"], "message": e["message"]} for e in found]
        token = {"nextToken": page["nextForwardToken"]}


def read(here: Here, path: Item, *arguments: str) -> list[dict[str, Any]]:
    """The log as farmtop prints it for a program."""
    done = here("logs", *flags(path), *arguments, "-o", "json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def of_session(session: Item) -> tuple[str, str]:
    return "--session-id", session["sessionId"]


def test_a_log_is_what_boto3_reads(here: Here, farm: RunningFarm, ended: Item) -> None:
    lines = events(farm, ended)
    assert lines
    assert read(here, ended, *of_session(ended)) == lines


def test_text_is_a_harmless_line_a_message(here: Here, farm: RunningFarm, ended: Item) -> None:
    done = here("logs", *flags(ended), *of_session(ended))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [plain(line["message"]) for line in events(farm, ended)]


def test_following_a_session_that_has_ended_ends_as_well(
    here: Here, farm: RunningFarm, ended: Item
) -> None:
    assert read(here, ended, *of_session(ended), "--follow") == events(farm, ended)


@pytest.mark.parametrize("follow", [[], ["--follow"]], ids=["read", "follow"])
def test_nothing_is_lost_and_nothing_comes_twice_when_all_goes_wrong(
    here: Here, farm: RunningFarm, ended: Item, follow: list[str]
) -> None:
    faults = [
        "drop:GetLogEvents*1",
        "cut:GetLogEvents*1",
        "error:GetLogEvents=ThrottlingException*1",
        "error:GetLogEvents=ExpiredTokenException*1",
        "error:GetLogEvents=ServiceUnavailableException*1",
    ]
    with farm.broken(*faults):
        assert read(here, ended, *of_session(ended), *follow) == events(farm, ended)


def test_an_action_has_the_part_of_the_log_that_was_written_meanwhile(
    here: Here, farm: RunningFarm, ended: Item
) -> None:
    actions = farm.items("list_session_actions", "sessionActions", **ended)
    action = next(one for one in actions if one.get("startedAt") and one.get("endedAt"))
    start, end = (int(action[name].timestamp() * 1000) for name in ("startedAt", "endedAt"))
    expected = [line for line in events(farm, ended) if start <= line["timestamp"] <= end]
    path = {key: ended[key] for key in ("farmId", "queueId", "jobId")}
    assert read(here, path, "--session-action-id", action["sessionActionId"]) == expected
    assert expected


def test_an_action_of_another_session_is_wrong_usage(
    here: Here, farm: RunningFarm, ended: Item
) -> None:
    action = farm.items("list_session_actions", "sessionActions", **ended)[0]["sessionActionId"]
    other = f"session-{'0' * 32}"
    done = here("logs", *flags(ended), "--session-id", other, "--session-action-id", action)
    assert done.returncode == 2
    assert "That session action is not one of this session" in done.stderr


def of_job(farm: RunningFarm, job: Item) -> dict[str, list[dict[str, Any]]]:
    """The logs of a job's sessions as boto3 reads them, by their labels."""
    path = {key: job[key] for key in ("farmId", "queueId", "jobId")}
    sessions = farm.items("list_sessions", "sessions", **path)
    return {
        short_id(session["sessionId"]): events(farm, {**path, **session}) for session in sessions
    }


@pytest.fixture(scope="module")
def shared(farm: RunningFarm) -> Item:
    """The ids of a job that several sessions worked on, of which all have ended."""
    for path in farm.jobs():
        sessions = farm.items("list_sessions", "sessions", **path)
        if len(sessions) > 1 and all(session.get("endedAt") for session in sessions):
            return path
    raise LookupError("no job has had several sessions")


@pytest.mark.parametrize("follow", [[], ["--follow"]], ids=["read", "follow"])
def test_a_job_has_the_logs_of_all_its_sessions(
    here: Here, farm: RunningFarm, shared: Item, follow: list[str]
) -> None:
    logs = of_job(farm, shared)
    lines = read(here, shared, *follow, "--until", "1s")
    if not follow:
        assert [line["timestamp"] for line in lines] == sorted(line["timestamp"] for line in lines)
    for label, expected in logs.items():
        assert [
            {"timestamp": line["timestamp"], "message": line["message"]}
            for line in lines
            if line["log"] == label
        ] == expected
    assert len(lines) == sum(map(len, logs.values()))


def test_text_of_several_logs_says_which_one_a_line_is_from(
    here: Here, farm: RunningFarm, shared: Item
) -> None:
    done = here("logs", *flags(shared), "--timestamps")
    assert done.returncode == 0
    labels = {line.split(" ")[1] for line in done.stdout.splitlines()}
    assert labels == {label for label, lines in of_job(farm, shared).items() if lines}


def test_the_worker_is_put_between_the_lines_of_its_session(
    here: Here, farm: RunningFarm, ended: Item
) -> None:
    lines = read(here, ended, *of_session(ended), "--merge-worker")
    own = [line for line in lines if line["log"] == short_id(ended["sessionId"])]
    assert [{key: line[key] for key in ("timestamp", "message")} for line in own] == events(
        farm, ended
    )
    assert {line["log"] for line in lines} == {short_id(ended["sessionId"]), "worker"}
    assert [line["timestamp"] for line in lines] == sorted(line["timestamp"] for line in lines)


@pytest.mark.parametrize("follow", [[], ["--follow"]], ids=["read", "follow"])
def test_what_the_worker_wrote_is_text_as_one_reads_it(
    here: Here, ended: Item, follow: list[str]
) -> None:
    done = here("logs", *flags(ended), *of_session(ended), "--merge-worker", *follow)
    assert (done.returncode, done.stderr) == (0, "")
    label = f"{'worker':<{len(short_id(ended['sessionId']))}} | "
    lines = [line for line in done.stdout.splitlines() if line.startswith(label)]
    assert lines
    assert not any(line.startswith(label + "{") for line in lines)


def test_one_of_several_logs_that_cannot_be_found_is_told_beside_the_others(
    here: Here, farm: RunningFarm, shared: Item
) -> None:
    with farm.broken("error:GetLogEvents=ResourceNotFoundException*1"):
        done = here("logs", *flags(shared), "--timestamps")
    assert done.returncode == 0
    assert done.stderr.startswith("farmtop: ")
    assert done.stderr.count("\n") == 1
    logs = [lines for lines in of_job(farm, shared).values() if lines]
    assert len({line.split(" ")[1] for line in done.stdout.splitlines()}) == len(logs) - 1


def test_only_lines_that_match_are_printed_with_their_neighbours(
    here: Here, farm: RunningFarm, ended: Item
) -> None:
    messages = [line["message"] for line in events(farm, ended)]
    at = next(at for at, message in enumerate(messages) if "Phase: " in message)
    done = here("logs", *flags(ended), *of_session(ended), "--grep", "phase: ", "-C", "1")
    assert done.stdout.splitlines()[:3] == [plain(one) for one in messages[at - 1 : at + 2]]
    assert len(done.stdout.splitlines()) < len(messages)


def test_until_leaves_out_what_is_younger(here: Here, farm: RunningFarm, ended: Item) -> None:
    lines = events(farm, ended)
    middle = lines[len(lines) // 2]["timestamp"]
    moment = datetime.fromtimestamp(middle / 1000, UTC).isoformat(timespec="milliseconds")
    expected = [line for line in lines if line["timestamp"] < middle]
    assert read(here, ended, *of_session(ended), "--until", moment) == expected


def test_since_leaves_out_what_is_older(here: Here, farm: RunningFarm, ended: Item) -> None:
    lines = events(farm, ended)
    middle = lines[len(lines) // 2]["timestamp"]
    moment = datetime.fromtimestamp(middle / 1000, UTC).isoformat(timespec="milliseconds")
    expected = [line for line in lines if line["timestamp"] >= middle]
    assert read(here, ended, *of_session(ended), "--since", moment) == expected


def test_what_nobody_may_read_ends_with_4(here: Here, farm: RunningFarm, ended: Item) -> None:
    with farm.broken("deny:GetLogEvents"):
        done = here("logs", *flags(ended), *of_session(ended))
    assert (done.returncode, done.stdout) == (4, "")


def test_where_sessions_may_not_be_listed_following_a_job_ends(here: Here, shared: Item) -> None:
    with here.farm.broken("deny:ListSessions"):
        done = here("logs", *flags(shared), "--follow")
    assert (done.returncode, done.stdout) == (4, "")
    assert "deadline:ListSessions" in done.stderr


def test_a_job_on_which_nothing_has_begun_has_no_log_and_can_be_waited_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with running_farm(jobs=60, workers=1) as farm:
        path = next(
            path for path in farm.jobs() if not farm.items("list_sessions", "sessions", **path)
        )
        done = Here(farm, monkeypatch, capsys)("logs", *flags(path))
        assert done.returncode == 5
        assert "has no log yet" in done.stderr
        command = [*FARMTOP, "logs", *flags(path), "--follow"]
        with subprocess.Popen(
            command, cwd=ROOT, env=farm.environ(), stderr=subprocess.PIPE, text=True
        ) as child:
            assert child.stderr is not None
            told = child.stderr.readline()
            child.send_signal(signal.SIGINT)
            assert child.stderr.read() == ""
    assert told == "farmtop: No worker has begun on this job yet. Waiting for one.\n"
    assert child.returncode == 130


def test_ctrl_c_ends_following_at_once(farm: RunningFarm, running: Item) -> None:
    command = [*FARMTOP, "logs", *flags(running), *of_session(running), "--follow"]
    with subprocess.Popen(
        command, cwd=ROOT, env=farm.environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline()
        child.send_signal(signal.SIGINT)
        _, told = child.communicate(timeout=120)
    assert (child.returncode, told) == (130, b"")


def test_a_reader_that_leaves_ends_following(farm: RunningFarm, running: Item) -> None:
    command = [*FARMTOP, "logs", *flags(running), *of_session(running), "--follow"]
    with subprocess.Popen(
        command, cwd=ROOT, env=farm.environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.stdout.readline()
        child.stdout.close()
        assert child.stderr.read() == b""
    assert child.returncode == 141


def test_a_running_action_is_followed_to_its_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with running_farm(jobs=10, workers=4, speed=30) as farm:
        for path, session in farm.sessions():
            keys = {**path, "sessionId": session["sessionId"]}
            actions = farm.items("list_session_actions", "sessionActions", **keys)
            begun = [one for one in actions if one["status"] == "RUNNING"]
            if begun:
                break
        else:
            raise LookupError("nothing is running")
        action = begun[0]["sessionActionId"]
        here = Here(farm, monkeypatch, capsys)
        lines = read(here, path, "--session-action-id", action, "--follow")
        told = farm.client("deadline").get_session_action(**path, sessionActionId=action)
        start, end = (int(told[name].timestamp() * 1000) for name in ("startedAt", "endedAt"))
        whole = events(farm, keys)
        assert lines == [line for line in whole if start <= line["timestamp"] <= end]
        assert lines


def test_since_may_be_younger_than_a_log_that_has_an_end(
    here: Here, farm: RunningFarm, ended: Item
) -> None:
    action = farm.items("list_session_actions", "sessionActions", **ended)[0]
    since = ("--since", datetime.fromtimestamp(2_000_000_000, UTC).isoformat())
    assert read(here, ended, "--session-action-id", action["sessionActionId"], *since) == []
    assert read(here, ended, "--merge-worker", *since) == []


def test_two_times_between_which_nothing_lies_are_wrong_usage(here: Here, ended: Item) -> None:
    done = here("logs", *flags(ended), *of_session(ended), "--since", "1h", "--until", "2h")
    assert done.returncode == 2
    assert "--since the earlier" in done.stderr


@pytest.mark.parametrize("form", ["address", "flags"])
def test_the_log_of_a_task_is_that_of_the_action_that_ran_it_last(
    here: Here, farm: RunningFarm, ended: Item, form: str
) -> None:
    job = {key: ended[key] for key in ("farmId", "queueId", "jobId")}
    actions = farm.items("list_session_actions", "sessionActions", **ended)
    ran = [one["definition"]["taskRun"] for one in actions if "taskRun" in one["definition"]]
    client, ids = farm.client("deadline"), ("stepId", "taskId")
    tasks = (client.get_task(**job, **{name: one[name] for name in ids}) for one in ran)
    task = next(task for task in tasks if task.get("latestSessionActionId"))
    within = "/".join(job.values())
    address = {
        "address": [f"{within}/{task['taskId']}"],
        "flags": [*flags(job), "--step-id", task_step(ran, task), "--task-id", task["taskId"]],
    }[form]
    whole = here("logs", f"{within}/{task['latestSessionActionId']}")
    part = here("logs", *address)
    assert (part.returncode, part.stderr) == (0, "")
    assert part.stdout == whole.stdout
    assert "Running Task" in part.stdout


def task_step(ran: list[Item], task: Item) -> str:
    """The step of a task."""
    return str(next(one["stepId"] for one in ran if one["taskId"] == task["taskId"]))
