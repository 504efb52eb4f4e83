"""The embedded farm's world lives by its laws, whatever happens in it."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.localfarm.world.ids import Ids, Kind
from app.localfarm.world.jobs import STATUSES, run_status
from tests.worlds import OPENING, Asked


@pytest.fixture(scope="module")
def farm() -> Asked:
    """A farm nobody changes."""
    return Asked(jobs=120, workers=16)


def _snapshot(farm: Asked) -> list[Any]:
    jobs = farm.jobs()
    sessions = [farm.all("ListSessions", "sessions", **ids) for ids, _ in jobs[:8]]
    return [jobs, sessions]


def _assert_counts_agree(farm: Asked) -> None:
    for ids, job in farm.jobs():
        steps = farm.all("ListSteps", "steps", **ids)
        of_steps: Counter[str] = Counter()
        for step in steps:
            tasks = farm.all("ListTasks", "tasks", **ids, stepId=step["stepId"])
            statuses = Counter(task["runStatus"] for task in tasks)
            assert statuses == +Counter(step["taskRunStatusCounts"])
            assert step["taskRunStatus"] == run_status(step["taskRunStatusCounts"])
            of_steps.update(statuses)
        assert of_steps == +Counter(job.get("taskRunStatusCounts", {}))
        if steps:
            assert job["taskRunStatus"] == run_status(job["taskRunStatusCounts"])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_first_screen_shows_a_farm_in_full_swing(seed: int) -> None:
    farm = Asked(seed=seed, jobs=250, workers=40)
    statuses = Counter(job.get("taskRunStatus", job["lifecycleStatus"]) for _, job in farm.jobs())
    assert statuses["RUNNING"] >= 8
    assert statuses["SUCCEEDED"] > statuses["FAILED"] > 0
    assert {"READY", "CREATE_FAILED", "UPLOAD_FAILED"} <= statuses.keys()


def test_as_many_jobs_are_there_as_were_asked_for() -> None:
    for wanted in (0, 1, 7, 120):
        farm = Asked(jobs=wanted, workers=4)
        farms = farm.all("ListFarms", "farms")
        queues = [
            (farm_["farmId"], queue["queueId"])
            for farm_ in farms
            for queue in farm.all("ListQueues", "queues", farmId=farm_["farmId"])
        ]
        jobs = [
            job
            for farm_id, queue_id in queues
            for job in farm.all("ListJobs", "jobs", farmId=farm_id, queueId=queue_id)
        ]
        assert len(jobs) == wanted


def test_the_same_seed_makes_the_same_world_however_often_it_is_asked() -> None:
    seldom, often = Asked(jobs=60), Asked(jobs=60)
    assert _snapshot(seldom) == _snapshot(often)
    for _ in range(120):
        often.pass_time(15)
    seldom.pass_time(1800)
    assert _snapshot(seldom) == _snapshot(often)


def test_the_newest_jobs_are_the_same_however_many_came_before_them() -> None:
    small, large = Asked(jobs=250, workers=16), Asked(jobs=300, workers=16)
    for _ in range(2):
        newest = _told(small)
        assert 200 < len(newest) < len(_told(large))
        assert _told(large)[-len(newest) :] == newest
        small.pass_time(900)
        large.pass_time(900)


def _told(farm: Asked) -> list[dict[str, Any]]:
    """What is told of the jobs of Aurora but for their ids, the newest last."""
    told = ({n: value for n, value in job.items() if n != "jobId"} for _, job in farm.jobs())
    return sorted(told, key=lambda job: job["createdAt"])


def test_another_seed_makes_another_world() -> None:
    assert _snapshot(Asked(seed=1)) != _snapshot(Asked(seed=2))


def test_counts_are_those_of_the_tasks_for_hours() -> None:
    farm = Asked(jobs=30, workers=6)
    for _ in range(3):
        _assert_counts_agree(farm)
        farm.pass_time(3600)
    _assert_counts_agree(farm)


def test_something_is_seen_to_happen_every_few_seconds() -> None:
    fleeting = Asked(jobs=120, workers=20)
    before = fleeting.jobs()
    changes = 0
    for _ in range(10):
        fleeting.pass_time(6)
        after = fleeting.jobs()
        changes += before != after
        before = after
    assert changes >= 8


def test_at_twice_the_speed_twice_as_much_is_done() -> None:
    def done(farm: Asked) -> int:
        return sum(job.get("taskRunStatusCounts", {}).get("SUCCEEDED", 0) for _, job in farm.jobs())

    slow, fast = Asked(jobs=100, workers=12), Asked(jobs=100, workers=12, speed=2.0)
    start = done(slow)
    assert done(fast) == start
    slow.pass_time(1200)
    fast.pass_time(600)
    assert done(fast) - start == pytest.approx(done(slow) - start, rel=0.02)
    assert done(slow) > start


def test_every_time_lies_in_the_past_and_in_order(farm: Asked) -> None:
    for ids, job in farm.jobs()[:60]:
        times = [job[name] for name in ("createdAt", "startedAt", "endedAt") if name in job]
        assert times == sorted(times)
        for session in farm.all("ListSessions", "sessions", **ids)[:3]:
            actions = farm.all(
                "ListSessionActions", "sessionActions", **ids, sessionId=session["sessionId"]
            )
            ran = [action for action in actions if "startedAt" in action]
            ends = [time for a in ran for time in (a["startedAt"], a.get("endedAt")) if time]
            assert ends == sorted(ends)
            assert ends[-1].timestamp() <= farm.now


def test_tasks_fail_are_retried_and_workers_are_reclaimed() -> None:
    farm = Asked(jobs=60, workers=20)
    farm.pass_time(6 * 3600)
    jobs = farm.jobs()
    assert sum(job.get("taskFailureRetryCount", 0) for _, job in jobs) > 10
    actions = Counter(
        action["status"]
        for ids, job in jobs[:80]
        if "startedAt" in job
        for action in farm.all("ListSessionActions", "sessionActions", **ids)
    )
    assert {"SUCCEEDED", "FAILED", "INTERRUPTED"} <= actions.keys()


def test_fleets_grow_and_shrink_within_their_bounds() -> None:
    farm = Asked(jobs=60, workers=30)
    sizes = set()
    for _ in range(60):
        farm.pass_time(60)
        for fleet in farm.all("ListFleets", "fleets", **farm.farm()):
            assert fleet["workerCount"] <= fleet["maxWorkerCount"]
            if fleet["displayName"] == "spot-cpu":
                sizes.add(fleet["workerCount"])
    assert len(sizes) > 4


def test_no_more_licences_are_used_than_there_are() -> None:
    farm = Asked(jobs=60, workers=20)
    most = 0
    for _ in range(30):
        farm.pass_time(120)
        (limit,) = farm.all("ListLimits", "limits", **farm.farm())
        assert 0 <= limit["currentCount"] <= limit["maxCount"]
        most = max(most, limit["currentCount"])
    assert most > 0


def test_a_blocked_queue_takes_jobs_and_runs_none() -> None:
    farm = Asked(jobs=60, workers=10)
    ids = farm.farm()
    (blocked,) = farm.all("ListQueues", "queues", **ids, status="SCHEDULING_BLOCKED")
    assert blocked["blockedReason"] == "BUDGET_THRESHOLD_REACHED"
    farm.pass_time(18 * 3600)
    jobs = farm.all("ListJobs", "jobs", **ids, queueId=blocked["queueId"])
    fresh = [job for job in jobs if job["createdAt"].timestamp() > OPENING]
    assert fresh
    assert all("startedAt" not in job for job in fresh)


def test_every_session_and_every_worker_has_its_stream(farm: Asked) -> None:
    for ids, _ in farm.jobs()[:40]:
        for session in farm.all("ListSessions", "sessions", **ids)[:2]:
            whole = farm.call("GetSession", **ids, sessionId=session["sessionId"])
            log, worker_log = whole["log"]["options"], whole["workerLog"]["options"]
            records = farm.world.scripts
            found = records.session_for_stream(log["logGroupName"], log["logStreamName"])
            worker = records.worker_for_stream(
                worker_log["logGroupName"], worker_log["logStreamName"]
            )
            assert found is not None
            assert found.id == session["sessionId"]
            assert worker is not None
            assert worker.id == session["workerId"]
            assert log["logStreamName"] in records.streams(log["logGroupName"])


def test_a_stream_of_another_group_is_not_found(farm: Asked) -> None:
    records = farm.world.scripts
    groups = [group for group in records.groups() if "/queue-" in group]
    with_streams = next(group for group in groups if records.streams(group))
    stream = records.streams(with_streams)[0]
    others = [group for group in records.groups() if group != with_streams]
    assert all(records.session_for_stream(group, stream) is None for group in others)
    assert records.streams("/aws/deadline/nowhere") == []


@given(st.integers(0, 2**63), st.sampled_from(Kind), st.integers(0, 2**47), st.integers(0, 2**31))
def test_an_id_gives_back_what_it_names(seed: int, kind: Kind, first: int, second: int) -> None:
    ids = Ids(seed)
    assert ids.read(kind, ids.make(kind, first, second)) == (first, second)


@given(st.text("0123456789abcdef", min_size=32, max_size=32))
def test_an_id_that_the_world_never_made_names_nothing(digits: str) -> None:
    assert Ids(1).read(Kind.JOB, f"job-{digits}") is None


_TARGETS = ("READY", "FAILED", "SUCCEEDED", "CANCELED", "SUSPENDED", "PENDING")


@settings(max_examples=5, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.sampled_from(_TARGETS), st.floats(0.5, 400)),
        min_size=3,
        max_size=10,
    )
)
def test_counts_agree_whatever_people_do(deeds: list[tuple[int, str, float]]) -> None:
    farm = Asked(jobs=25, workers=5)
    for number, target, seconds in deeds:
        jobs = [ids for ids, job in farm.jobs() if "taskRunStatus" in job]
        farm.call("UpdateJob", **jobs[number % len(jobs)], targetTaskRunStatus=target)
        farm.pass_time(seconds)
    _assert_counts_agree(farm)
    (limit,) = farm.all("ListLimits", "limits", **farm.farm())
    assert 0 <= limit["currentCount"] <= limit["maxCount"]


def test_a_status_is_that_of_the_busiest_task() -> None:
    counts = dict.fromkeys(STATUSES, 0)
    assert run_status({**counts, "SUCCEEDED": 9, "READY": 1}) == "READY"
    assert run_status({**counts, "SUCCEEDED": 9, "FAILED": 1}) == "FAILED"
    assert run_status({**counts, "FAILED": 9, "RUNNING": 1}) == "RUNNING"


def test_a_night_asleep_puts_everything_off() -> None:
    awake, asleep = Asked(patience=120.0), Asked(patience=120.0)
    asleep.pass_time(8 * 3600.0)
    ids = awake.job("RUNNING")
    before = awake.call("GetJob", **ids)
    assert asleep.call("GetJob", **ids) == before
    for _ in range(10):
        asleep.pass_time(60.0)
    done = asleep.call("GetJob", **ids)["taskRunStatusCounts"]["SUCCEEDED"]
    assert done > before["taskRunStatusCounts"]["SUCCEEDED"]
