"""`farmtop ls` and `farmtop logs` at an address, run as a user runs them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.farm import Here, Item, RunningFarm, flags, running_farm

HEX = "0123456789abcdef" * 2
WORKFLOW = "order-stock-footage"
ELSEWHERE = f"https://studio.example/ap-southeast-2/farms/farm-{HEX}/queues/queue-{HEX}"


@pytest.fixture(scope="module")
def farm() -> Iterator[RunningFarm]:
    """A farm on which nothing changes while it is looked at."""
    with running_farm(jobs=40, workers=8, speed=0.001) as farm:
        yield farm


@pytest.fixture(scope="module")
def session(farm: RunningFarm) -> Item:
    """The ids of a session that has ended."""
    for path, session in farm.sessions():
        if session.get("endedAt"):
            return {**path, "sessionId": session["sessionId"]}
    raise LookupError("no session has ended")


@pytest.fixture(scope="module")
def names(farm: RunningFarm, session: Item) -> tuple[str, str, str]:
    """What the farm, the queue and the job of that session are called."""
    client, path = farm.client("deadline"), dict(session)
    del path["sessionId"]
    job = client.get_job(**path)["name"]
    del path["jobId"]
    queue = client.get_queue(**path)["displayName"]
    return client.get_farm(farmId=path["farmId"])["displayName"], queue, job


@pytest.fixture
def here(
    farm: RunningFarm, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Here:
    """Farmtop, looking at the farm."""
    return Here(farm, monkeypatch, capsys)


def printed(here: Here, *arguments: str, **variables: str) -> list[Item]:
    done = here(*arguments, "-o", "json", **variables)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_level_is_listed_within_what_names_lead_to(
    here: Here, farm: RunningFarm, session: Item, names: tuple[str, str, str]
) -> None:
    step = farm.items("list_steps", "steps", **flagless(session))[0]
    tasks = farm.items("list_tasks", "tasks", **flagless(session), stepId=step["stepId"])
    lines = printed(here, "ls", "tasks", "/".join((*names, step["name"])), "--all")
    assert [line["taskId"] for line in lines] == [task["taskId"] for task in tasks]
    task = next(task["taskId"] for task in tasks if "latestSessionActionId" in task)
    of_task = printed(here, "ls", "task-actions", task)
    assert of_task
    assert printed(here, "ls", "task-actions", "/".join((*names, task))) == of_task
    assert printed(here, "ls", "task-actions", "/".join((*names[:2], task))) == of_task


def flagless(session: Item) -> Item:
    """The ids that lead to the job of a session."""
    return {key: session[key] for key in ("farmId", "queueId", "jobId")}


@pytest.mark.parametrize("form", ["ids", "url", "id"])
def test_an_address_and_flags_say_the_same(here: Here, session: Item, form: str) -> None:
    job = flagless(session)
    address = {
        "ids": "/".join(job.values()),
        "url": f"https://studio.example/us-west-2/farms/{job['farmId']}/queues/{job['queueId']}"
        f"?jobId={job['jobId']}",
        "id": job["jobId"],
    }[form]
    assert printed(here, "ls", "sessions", address) == printed(here, "ls", "sessions", *flags(job))


def test_the_id_in_a_flag_is_enough_where_that_can_be_found(
    here: Here, farm: RunningFarm, session: Item
) -> None:
    key = session["sessionId"]
    actions = farm.items("list_session_actions", "sessionActions", **session)
    lines = printed(here, "ls", "session-actions", "--session-id", key)
    assert [line["sessionActionId"] for line in lines] == [
        action["sessionActionId"] for action in actions
    ]
    fleet = farm.items("list_fleets", "fleets", farmId=session["farmId"])[0]["fleetId"]
    workers = printed(here, "ls", "workers", "--fleet-id", fleet)
    assert workers == printed(here, "ls", "workers", fleet)


def test_flags_go_on_where_an_address_ends(
    here: Here, farm: RunningFarm, session: Item, names: tuple[str, str, str]
) -> None:
    step = farm.items("list_steps", "steps", **flagless(session))[0]["stepId"]
    whole = printed(here, "ls", "tasks", *flags(flagless(session)), "--step-id", step)
    assert printed(here, "ls", "tasks", "/".join(names), "--step-id", step) == whole
    of_queue = ("/".join(names[:2]), "--job-id", session["jobId"], "--step-id", step)
    assert printed(here, "ls", "tasks", *of_queue) == whole


def test_a_flag_takes_a_name_where_an_address_does(
    here: Here, farm: RunningFarm, session: Item, names: tuple[str, str, str]
) -> None:
    keys = ("--farm-id", "--queue-id", "--job-id")
    above = [word for pair in zip(keys, names, strict=True) for word in pair]
    step = farm.items("list_steps", "steps", **flagless(session))[0]["name"]
    whole = printed(here, "ls", "tasks", "/".join((*names, step)))
    assert whole
    assert printed(here, "ls", "tasks", *above, "--step-id", step) == whole
    assert printed(here, "ls", "tasks", "/".join(names), "--step-id", step) == whole
    beside_ids = ("--queue-id", session["queueId"], "--job-id", names[-1], "--step-id", step)
    assert printed(here, "ls", "tasks", *beside_ids) == whole
    part = ("--session-id", session["sessionId"])
    assert printed(here, "logs", *above) == printed(here, "logs", "/".join(names))
    assert printed(here, "logs", *above, *part) == printed(here, "logs", *part)
    task = next(task for task in whole if "latestSessionActionId" in task)["taskId"]
    assert printed(here, "logs", *above, "--step-id", step, "--task-id", task) == printed(
        here, "logs", f"{session['jobId']}/{task}"
    )


def test_flags_name_a_fleet_and_a_worker_and_what_there_is_instead(
    here: Here, farm: RunningFarm, session: Item
) -> None:
    told = farm.client("deadline").get_session(**session)
    name = farm.client("deadline").get_farm(farmId=session["farmId"])["displayName"]
    fleet = farm.client("deadline").get_fleet(farmId=session["farmId"], fleetId=told["fleetId"])
    within = ("--farm-id", name, "--fleet-id", fleet["displayName"])
    workers = printed(here, "ls", "workers", *within)
    assert workers == printed(here, "ls", "workers", told["fleetId"])
    host = ("--worker-id", told["hostProperties"]["hostName"])
    assert printed(here, "logs", *within, *host) == printed(here, "logs", told["workerId"])
    done = here("ls", "workers", "--farm-id", name, "--fleet-id", "nosuch")
    assert (done.returncode, done.stdout) == (5, "")
    assert f"There is no fleet 'nosuch' in {name}. What there is: " in done.stderr


def test_a_fleet_is_named_like_a_queue(here: Here, farm: RunningFarm) -> None:
    for one in farm.items("list_farms", "farms"):
        for fleet in farm.items("list_fleets", "fleets", farmId=one["farmId"]):
            lines = printed(here, "ls", "workers", f"{one['displayName']}/{fleet['displayName']}")
            if lines:
                assert {line["fleetId"] for line in lines} == {fleet["fleetId"]}
                return
    raise LookupError("no fleet has a worker")


def test_the_level_says_of_what_kind_a_name_is_whatever_was_chosen(
    here: Here, session: Item, names: tuple[str, str, str], tmp_path: Path
) -> None:
    config, scope = tmp_path / "config", "profile-(default)"
    config.write_text(
        f"[{scope} defaults]\nfarm_id = {session['farmId']}\n"
        f"[{scope} {session['farmId']} defaults]\nqueue_id = {session['queueId']}\n"
    )
    chosen = {"DEADLINE_CONFIG_FILE_PATH": str(config)}
    farm, queue, job = names
    for level, address, key in (
        ("queues", farm, "queueId"),
        ("jobs", queue, "jobId"),
        ("steps", job, "stepId"),
    ):
        lines = printed(here, "ls", level, address, **chosen)
        assert lines
        assert all(key in line for line in lines)


def test_a_run_of_a_workflow_is_known_by_its_id_alone(here: Here, farm: RunningFarm) -> None:
    call = farm.client("nova-act").list_workflow_runs
    run = call(workflowDefinitionName=WORKFLOW, sortOrder="Descending")["workflowRunSummaries"][-1]
    key = run["workflowRunId"]
    within = ("--workflow-definition-name", WORKFLOW, "--workflow-run-id", key)
    by_flags = printed(here, "ls", "workflow-sessions", *within)
    for address in (key, f"{WORKFLOW}/{key}", run["workflowRunArn"]):
        assert printed(here, "ls", "workflow-sessions", address) == by_flags


@pytest.mark.parametrize(
    ("arguments", "code", "saying"),
    [
        (("ls", "tasks", "FARM"), 2, "tasks are listed within a step, and 'FARM' is a farm."),
        (("ls", "tasks", "FARM"), 2, "List its queues with: farmtop ls queues FARM"),
        (("ls", "queues", "FARM/QUEUE"), 2, "a farm, and 'FARM/QUEUE' is a queue. Give a farm."),
        (("ls", "farms", "FARM"), 2, "farms are not listed within anything."),
        (("ls", "jobs", "FARM/nosuch"), 5, "There is no queue 'nosuch' in FARM. What there is: "),
        (("ls", "jobs", "FARM/QUEUE", "--queue-id", f"queue-{HEX}"), 2, "and --queue-id both say"),
        (("logs", "FARM/QUEUE/JOB", "--job-id", f"job-{HEX}"), 2, "Leave out --job-id, or the add"),
        (("logs", "FARM"), 5, "There is no file FARM."),
        (("logs", "FARM/QUEUE"), 2, "There is no log of a queue. These have one: job, session"),
        (("logs", "FARM/nosuch/x"), 5, "There is no queue 'nosuch' in FARM."),
        (("logs", "./FARM/QUEUE/JOB"), 5, "There is no file FARM/QUEUE/JOB."),
        (("ls", "jobs", ELSEWHERE), 5, "The address is of ap-southeast-2, and "),
        (
            ("logs", f"{ELSEWHERE}?jobId=job-{HEX}"),
            5,
            "start farmtop with --region ap-southeast-2.",
        ),
        (("why", f"{ELSEWHERE}?jobId=job-{HEX}"), 5, "start farmtop with --region ap-southeast-2."),
    ],
)
def test_what_makes_no_sense_is_told(
    here: Here,
    names: tuple[str, str, str],
    arguments: tuple[str, ...],
    code: int,
    saying: str,
) -> None:
    def named(text: str) -> str:
        for word, name in zip(("FARM", "QUEUE", "JOB"), names, strict=True):
            text = text.replace(word, name)
        return text

    done = here(*map(named, arguments))
    assert named(saying) in done.stderr
    assert done.returncode == code


def test_what_three_names_lead_to_is_told_for_what_it_is(here: Here, farm: RunningFarm) -> None:
    workers = (
        ("/".join((one["displayName"], fleet["displayName"])), host)
        for one in farm.items("list_farms", "farms")
        for fleet in farm.items("list_fleets", "fleets", farmId=one["farmId"])
        for host in printed(here, "ls", "workers", fleet["fleetId"])
    )
    of, worker = next(workers)
    done = here("ls", "session-actions", f"{of}/{worker['hostProperties']['hostName']}")
    assert "is a worker. Give a session." in done.stderr
    assert done.returncode == 2


def test_the_log_is_that_of_what_the_address_leads_to(
    here: Here, session: Item, names: tuple[str, str, str]
) -> None:
    job = flagless(session)
    whole = printed(here, "logs", *flags(job))
    assert whole
    assert printed(here, "logs", "/".join(names[:2]) + f"/{job['jobId']}") == whole
    part = printed(here, "logs", *flags(job), "--session-id", session["sessionId"])
    assert printed(here, "logs", f"{job['jobId']}/{session['sessionId']}") == part
    assert printed(here, "logs", session["sessionId"]) == part
    assert printed(here, "logs", session["sessionId"].upper()) == part
    assert printed(here, "logs", "/".join((*names[:2], session["sessionId"]))) == part
    group = f"/aws/deadline/{session['farmId']}/{session['queueId']}"
    assert printed(here, "logs", f"{group}/{session['sessionId']}") == part
    assert printed(here, "logs", "--session-id", session["sessionId"]) == part
    assert printed(here, "logs", "/".join(names), "--session-id", session["sessionId"]) == part


def test_a_file_that_is_called_like_an_address_is_read_as_a_file(
    here: Here, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, session: Item
) -> None:
    monkeypatch.chdir(tmp_path)
    name = f"{session['sessionId']}.log"
    (tmp_path / name).write_text("from the disk\n")
    assert here("logs", name).stdout == "from the disk\n"
