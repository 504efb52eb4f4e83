"""`farmtop ls` lists what boto3 itself lists, over real HTTP."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.resources import LEVELS
from tests.farm import Here, Item, RunningFarm, flags, running_farm, told


@pytest.fixture(scope="module")
def farm() -> Iterator[RunningFarm]:
    """A farm that stands still for as long as the tests take."""
    with running_farm(jobs=230, workers=10, speed=0.001) as farm:
        yield farm


@pytest.fixture(scope="module")
def job(farm: RunningFarm) -> Item:
    """The ids of a job on which work has ended."""
    for path, session in farm.sessions():
        if session.get("endedAt"):
            return path
    raise LookupError("no session has ended")


def listed(here: Here, *arguments: str) -> list[Item]:
    done = here("ls", *arguments, "--all", "-o", "json")
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_queues_are_those_of_boto3(here: Here, farm: RunningFarm, job: Item) -> None:
    queues = farm.items("list_queues", "queues", farmId=job["farmId"])
    assert listed(here, "queues", "--farm-id", job["farmId"]) == told(queues)


def test_every_page_of_jobs_is_there_once(here: Here, farm: RunningFarm) -> None:
    path = next(farm.jobs())
    found: list[Item] = []
    offset: int | None = 0
    while offset is not None:
        answer = farm.client("deadline").search_jobs(
            farmId=path["farmId"],
            queueIds=[path["queueId"]],
            itemOffset=offset,
            sortExpressions=[{"fieldSort": {"name": "CREATED_AT", "sortOrder": "DESCENDING"}}],
        )
        found += answer["jobs"]
        offset = answer.get("nextItemOffset")
    lines = listed(here, "jobs", "--farm-id", path["farmId"], "--queue-id", path["queueId"])
    assert [line["jobId"] for line in lines] == [job["jobId"] for job in found]
    ended = [job for job in found if job.get("endedAt")]
    assert ended
    by_id = {line["jobId"]: line for line in lines}
    assert [by_id[job["jobId"]] for job in ended] == told(ended)


def test_sessions_come_with_what_only_the_batch_get_tells(
    here: Here, farm: RunningFarm, job: Item
) -> None:
    sessions = {
        session["sessionId"]: session
        for session in farm.items("list_sessions", "sessions", **job)
        if session.get("endedAt")
    }
    batch = farm.client("deadline").batch_get_session(
        identifiers=[{**job, "sessionId": key} for key in sessions]
    )["sessions"]
    listed_fleets = farm.items("list_fleets", "fleets", farmId=job["farmId"])
    names = {fleet["fleetId"]: fleet["displayName"] for fleet in listed_fleets}
    expected = [
        {**sessions[one["sessionId"]], **one, "fleetName": names[one["fleetId"]]} for one in batch
    ]
    lines = {line["sessionId"]: line for line in listed(here, "sessions", *flags(job))}
    assert [lines[key] for key in sessions] == told(expected)


def test_actions_have_their_exit_codes(here: Here, farm: RunningFarm) -> None:
    for path, session in farm.sessions():
        keys = {**path, "sessionId": session["sessionId"]}
        actions = farm.items("list_session_actions", "sessionActions", **keys)
        if any(action["status"] == "FAILED" for action in actions) and session.get("endedAt"):
            break
    else:
        raise LookupError("nothing has failed")
    lines = listed(here, "session-actions", *flags(path), "--session-id", session["sessionId"])
    assert [line["sessionActionId"] for line in lines] == [
        action["sessionActionId"] for action in actions
    ]
    assert any(line.get("processExitCode") for line in lines)


@pytest.mark.parametrize("form", ["table", "csv"])
def test_other_forms_have_a_line_an_item_with_its_id(
    here: Here, farm: RunningFarm, job: Item, form: str
) -> None:
    done = here("ls", "sessions", *flags(job), "-o", form)
    lines = done.stdout.splitlines()
    sessions = [item["sessionId"] for item in farm.items("list_sessions", "sessions", **job)]
    assert len(lines) == len(sessions) + 1
    assert [line[: len(key)] for line, key in zip(lines[1:], sessions, strict=True)] == sessions
    assert "\x1b" not in done.stdout


def test_sessions_of_a_worker_tell_the_names_of_their_jobs_beside_the_ids(
    here: Here, farm: RunningFarm, job: Item
) -> None:
    session = farm.items("list_sessions", "sessions", **job)[0]
    fleet = ("--farm-id", job["farmId"], "--fleet-id", session["fleetId"])
    worker = (*fleet, "--worker-id", session["workerId"])
    lines = {line["sessionId"]: line for line in listed(here, "worker-sessions", *worker)}
    line = lines[session["sessionId"]]
    name = farm.client("deadline").get_job(**job)["name"]
    assert (line["jobId"], line["jobName"]) == (job["jobId"], name)
    printed = here("ls", "worker-sessions", *worker).stdout
    assert name in printed
    assert job["jobId"][:12] not in printed
    with farm.broken("deny:BatchGetJob"):
        done = here("ls", "worker-sessions", *worker)
    assert done.returncode == 0
    assert job["jobId"][:8] in done.stdout
    assert "Ids stand for names. BatchGetJob is denied" in done.stderr


def test_csv_has_the_columns_of_the_level(here: Here, job: Item) -> None:
    done = here("ls", "sessions", *flags(job), "-o", "csv")
    header = next(csv.reader(io.StringIO(done.stdout)))
    columns = {column.id for column in LEVELS["sessions"].columns if column.shown}
    assert set(header) == columns


def test_missing_ids_are_the_defaults_of_the_deadline_command(
    here: Here, farm: RunningFarm, job: Item, tmp_path: Path
) -> None:
    config = tmp_path / "config"
    section = "profile-(default)"
    lines = []
    for key, name in {"farmId": "farm_id", "queueId": "queue_id", "jobId": "job_id"}.items():
        lines.append(f"[{section} defaults]\n{name} = {job[key]}")
        section += f" {job[key]}"
    config.write_text("\n".join(lines))
    done = here("ls", "sessions", "-o", "json", DEADLINE_CONFIG_FILE_PATH=str(config))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == len(farm.items("list_sessions", "sessions", **job))


def test_a_page_is_listed_unasked_and_told_to_be_one(here: Here, farm: RunningFarm) -> None:
    path = next(farm.jobs())
    within = ("--farm-id", path["farmId"], "--queue-id", path["queueId"])
    done = here("ls", "jobs", *within, "-o", "json")
    every = listed(here, "jobs", *within)
    assert len(every) > 100
    ids = [json.loads(line)["jobId"] for line in done.stdout.splitlines()]
    assert ids == [job["jobId"] for job in every[:100]]
    assert done.stderr == (f"farmtop: These are 100 of {len(every)} jobs; --all lists them all.\n")


def test_jobs_come_in_the_order_that_is_asked_for(here: Here, farm: RunningFarm) -> None:
    path = next(farm.jobs())
    within = ("--farm-id", path["farmId"], "--queue-id", path["queueId"])
    names = [job["name"] for job in listed(here, "jobs", *within, "--sort", "name")]
    assert len(names) > 100
    assert names == sorted(names)
    turned = [job["name"] for job in listed(here, "jobs", *within, "--sort", "name", "--reverse")]
    assert turned == names[::-1]


def test_no_more_than_the_limit_is_listed(here: Here, farm: RunningFarm) -> None:
    path = next(farm.jobs())
    within = ("--farm-id", path["farmId"], "--queue-id", path["queueId"])
    done = here("ls", "jobs", *within, "--limit", "3", "-o", "csv")
    assert len(done.stdout.splitlines()) == 4


def test_the_service_filters_the_jobs(here: Here, farm: RunningFarm) -> None:
    path = next(farm.jobs())
    within = ("--farm-id", path["farmId"], "--queue-id", path["queueId"])
    every = listed(here, "jobs", *within)
    found = listed(here, "jobs", *within, "--filter", "light status:succeeded")
    expected = [
        job["jobId"]
        for job in every
        if "light" in job["name"] and job.get("taskRunStatus") == "SUCCEEDED"
    ]
    assert 0 < len(expected) < len(every)
    assert [job["jobId"] for job in found] == expected


def test_nothing_that_is_found_is_told(here: Here, farm: RunningFarm) -> None:
    path = next(farm.jobs())
    within = ("--farm-id", path["farmId"], "--queue-id", path["queueId"])
    done = here("ls", "jobs", *within, "--filter", "nosuchjob")
    assert (done.returncode, done.stderr) == (0, "farmtop: There are no such jobs.\n")
