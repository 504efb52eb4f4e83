"""`farmtop why`, run as a user runs it."""

import json
from collections.abc import Iterator

import pytest

from tests.farm import Here, Item, RunningFarm, running_farm

HEX = "0123456789abcdef" * 2


@pytest.fixture(scope="module")
def farm() -> Iterator[RunningFarm]:
    """A farm on which nothing ends while it is looked at."""
    with running_farm(jobs=60, workers=5, speed=0.01) as farm:
        yield farm


@pytest.fixture(scope="module")
def failed(farm: RunningFarm) -> Item:
    """A job that has failed: its ids, and everything about it."""
    for path in farm.jobs():
        job = farm.client("deadline").get_job(**path)
        if job.get("taskRunStatus") == "FAILED":
            return {**path, "job": job}
    raise LookupError("no job has failed")


def address(failed: Item) -> str:
    return "/".join(failed[key] for key in ("farmId", "queueId", "jobId"))


def test_the_answer_names_the_job_and_counts_what_failed(here: Here, failed: Item) -> None:
    done = here("why", address(failed))
    assert (done.returncode, done.stderr) == (0, "")
    count = failed["job"]["taskRunStatusCounts"]["FAILED"]
    first, *_ = done.stdout.splitlines()
    assert first.startswith(f"Job {failed['job']['name']}: {count} of ")
    assert "advice" in done.stdout or "the job says" in done.stdout


def test_json_is_one_object_with_the_proof(here: Here, failed: Item) -> None:
    done = here("why", address(failed), "-o", "json")
    [report] = [json.loads(line) for line in done.stdout.splitlines()]
    assert report["jobId"] == failed["jobId"]
    assert report["calls"] <= 12
    group = report["groups"][0]
    assert group["count"] == len(group["taskIds"])
    proof = group["proofs"][0]
    assert proof["lines"][proof["telling"]]["message"]
    assert proof["logStreamName"].startswith("session-")


def test_names_lead_to_the_same_job(here: Here, farm: RunningFarm, failed: Item) -> None:
    client = farm.client("deadline")
    farm_name = client.get_farm(farmId=failed["farmId"])["displayName"]
    queue = client.get_queue(farmId=failed["farmId"], queueId=failed["queueId"])["displayName"]
    name = failed["job"]["name"]
    done = here("why", f"{farm_name}/{queue}/{name}", "-o", "json")
    assert json.loads(done.stdout)["label"] == name


def test_the_chosen_job_is_meant_where_none_is_given(
    here: Here, failed: Item, tmp_path_factory: pytest.TempPathFactory
) -> None:
    config = tmp_path_factory.mktemp("deadline") / "config"
    farm_id, queue_id, job_id = (failed[key] for key in ("farmId", "queueId", "jobId"))
    scope = "profile-(default)"
    config.write_text(
        f"[{scope} defaults]\nfarm_id = {farm_id}\n"
        f"[{scope} {farm_id} defaults]\nqueue_id = {queue_id}\n"
        f"[{scope} {farm_id} {queue_id} defaults]\njob_id = {job_id}\n",
        encoding="utf-8",
    )
    done = here("why", "-o", "json", DEADLINE_CONFIG_FILE_PATH=str(config))
    assert json.loads(done.stdout)["jobId"] == job_id


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["why"], 2, "Give the id of a job"),
        (["why", "no/such/job"], 5, "no farm 'no'"),
        (["why", f"job-{HEX}"], 5, "no job"),
        (["why", f"session-{HEX}"], 5, "jobs looked into"),
        (["why", "https://example.com/"], 2, "no id"),
    ],
)
def test_what_is_not_there_or_makes_no_sense_has_its_exit_code(
    here: Here, arguments: list[str], code: int, words: str
) -> None:
    done = here(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr


def test_what_cannot_be_asked_says_of_what_it_can(here: Here, failed: Item) -> None:
    done = here("why", failed["farmId"])
    assert done.returncode == 2
    assert "Nothing tells why a farm failed" in done.stderr


def test_nothing_has_failed_is_an_answer(here: Here, farm: RunningFarm) -> None:
    client = farm.client("deadline")
    for path in farm.jobs():
        job = client.get_job(**path)
        if job.get("taskRunStatus") == "SUCCEEDED" and not job["taskFailureRetryCount"]:
            done = here("why", "/".join(path.values()))
            assert done.returncode == 0
            assert "Nothing has failed" in done.stdout
            return
    raise LookupError("no job went well")
