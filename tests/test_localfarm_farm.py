"""A farm put together: its parts speak of one account, and its roles open what they should."""

from itertools import chain
from typing import Any

import pytest

from app.localfarm.contract import Handlers, Request, WireError
from app.localfarm.farm import build
from app.localfarm.options import Options
from app.resources.fields import milliseconds
from tests.live_farm import LiveFarm
from tests.world_service import NOW

SPAN = ("startedAt", "endedAt")
ALLOWED = {("logs", "GetLogEvents"), ("sts", "GetCallerIdentity")}
"""What may be called with the key of a role."""


class Called:
    """A farm and its operations, as whoever has a key may call them."""

    def __init__(self, handlers: Handlers) -> None:
        self.handlers = handlers
        self.farm = {"farmId": self.all("ListFarms", "farms")[0]["farmId"]}

    def call(self, service: str, operation: str, key: str | None = None, **asked: Any) -> Any:
        """The reply of an operation; raises `WireError`."""
        return self.handlers[service, operation](Request(service, operation, asked, key))

    def all(self, operation: str, listed: str, **asked: Any) -> list[Any]:
        """The first page of a List operation."""
        return list(self.call("deadline", operation, **asked)[listed])


@pytest.fixture(scope="module")
def farm() -> Called:
    """A farm nobody changes."""
    return Called(build(Options(jobs=20, workers=4)))


def test_every_arn_names_the_account_of_the_caller(farm: Called) -> None:
    account = farm.call("sts", "GetCallerIdentity")["Account"]
    groups = farm.call("logs", "DescribeLogGroups")["logGroups"]
    assert {group["arn"].split(":")[4] for group in groups} == {account}


def test_the_key_of_a_role_opens_the_log_of_its_own_queue_and_nothing_else(farm: Called) -> None:
    queues = [
        {**farm.farm, "queueId": queue["queueId"]}
        for queue in farm.all("ListQueues", "queues", **farm.farm)
    ]
    queue, job, session = next(
        (queue, job, session["sessionId"])
        for queue in queues
        for job in farm.all("ListJobs", "jobs", **queue)
        for session in farm.all("ListSessions", "sessions", **queue, jobId=job["jobId"])
    )
    group = "/aws/deadline/{farmId}/{queueId}"
    own = {"logGroupName": group.format(**queue), "logStreamName": session}
    for operation in ("AssumeQueueRoleForRead", "AssumeQueueRoleForUser"):
        key = farm.call("deadline", operation, **queue)["credentials"]["accessKeyId"]
        assert farm.call("logs", "GetLogEvents", key, **own)["events"]
        for other in queues:
            if other != queue:
                elsewhere = {**own, "logGroupName": group.format(**other)}
                _refused(farm, "logs", "GetLogEvents", key, **elsewhere)
        for service, name in farm.handlers.keys() - ALLOWED:
            _refused(farm, service, name, key, **own, **queue, jobId=job["jobId"])


def test_the_key_of_a_role_opens_the_logs_of_its_own_fleet(farm: Called) -> None:
    fleet, worker = next(
        ({**farm.farm, "fleetId": fleet["fleetId"]}, worker["workerId"])
        for fleet in farm.all("ListFleets", "fleets", **farm.farm)
        for worker in farm.all("ListWorkers", "workers", **farm.farm, fleetId=fleet["fleetId"])
    )
    assumed = farm.call("deadline", "AssumeFleetRoleForRead", **fleet)
    key = assumed["credentials"]["accessKeyId"]
    group = "/aws/deadline/{farmId}/{fleetId}".format(**fleet)
    arn = f"arn:aws:logs:us-west-2:111122223333:log-group:{group}"
    for named in ({"logGroupName": group}, {"logGroupIdentifier": arn}):
        assert farm.call("logs", "GetLogEvents", key, **named, logStreamName=worker)["events"]
    _refused(farm, "deadline", "ListFarms", key)


def test_whoever_calls_with_the_key_of_a_role_is_that_role(farm: Called) -> None:
    queue = {**farm.farm, **farm.all("ListQueues", "queues", **farm.farm)[0]}
    ids = {name: queue[name] for name in ("farmId", "queueId")}
    key = farm.call("deadline", "AssumeQueueRoleForRead", **ids)["credentials"]["accessKeyId"]
    arn = farm.call("sts", "GetCallerIdentity", key)["Arn"]
    role = farm.call("deadline", "GetQueue", **ids)["roleArn"].rpartition("/")[2]
    assert arn.startswith(f"arn:aws:sts::111122223333:assumed-role/{role}/")
    assert farm.call("sts", "GetCallerIdentity", "AKIAWRANGLER")["Arn"].endswith("user/wrangler")


def _refused(farm: Called, service: str, operation: str, key: str, **asked: Any) -> None:
    with pytest.raises(WireError, match="assumed-role/") as caught:
        farm.call(service, operation, key, **asked)
    assert caught.value.code == "AccessDeniedException"
    assert f"{service}:{operation}" in caught.value.message


def test_the_times_of_an_action_are_those_of_its_own_lines_and_of_no_other_ones() -> None:
    farm = LiveFarm(build(Options(seed=3, jobs=60, workers=12, log_rate=20.0), lambda: NOW))
    session = farm.session()
    over = [one for one in farm.actions(session) if "endedAt" in one]
    times = [tuple(milliseconds(one[member]) for member in SPAN) for one in over]
    lines = farm.log_lines(session, session["sessionId"])
    told = [[text for at, text in lines if first <= at <= last] for first, last in times]
    banners = [[text for text in texts if text.startswith("--------- ")] for texts in told]
    assert all(len(found) == 1 for found in banners)
    ends = [[text for text in texts if " exited with code: " in text] for texts in told]
    assert all(found == texts[-1:] for found, texts in zip(ends, told, strict=True))
    assert times == sorted(times)
    opening, *_ = lines
    within = [text for at, text in lines if at <= times[-1][1]]
    assert within == [opening[1], *chain.from_iterable(told)]
