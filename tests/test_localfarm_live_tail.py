"""StartLiveTail of the embedded farm: what it tells, leaves out and refuses."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from app.localfarm.contract import WireError
from tests.embedded_logs import ARN, NOW, Logs, joined, refused
from tests.records import QUEUE_GROUP, T0, action, session


async def updates(
    tail: AsyncIterator[tuple[str, Mapping[str, Any]]], count: int
) -> list[Mapping[str, Any]]:
    """The next updates of a live tail."""
    told: list[Mapping[str, Any]] = []
    while len(told) < count:
        name, value = await anext(tail)
        assert name == "sessionUpdate"
        told.append(value)
    return told


async def start_of(tail: AsyncIterator[tuple[str, Mapping[str, Any]]]) -> Mapping[str, Any]:
    """The first event of a live tail."""
    name, value = await anext(tail)
    assert name == "sessionStart"
    return value


async def test_a_live_tail_gives_what_arrives_from_now_on_once_a_second() -> None:
    logs = Logs()
    run = session([action(0, "taskRun", 1, 60, ended_at=None, status="RUNNING")])
    logs.world.sessions[run.id] = run
    stream: dict[str, Any] = {"logGroupName": QUEUE_GROUP, "logStreamName": run.id}
    logs.world.now = T0 + 10
    old = joined(logs.pages("Forward", **stream))
    tail = logs.tail(logStreamNames=[run.id])
    start = await start_of(tail)
    assert start["logGroupIdentifiers"] == [ARN]
    told = await updates(tail, 3)
    logs("GetLogEvents", **stream)
    told += await updates(tail, 2)
    live = [(e["timestamp"], e["message"]) for u in told for e in u["sessionResults"]]
    assert old + live == joined(logs.pages("Forward", **stream))
    assert not any(update["sessionMetadata"]["sampled"] for update in told)


async def test_a_live_tail_samples_what_is_more_than_five_hundred() -> None:
    logs = Logs(log_rate=2_000.0)
    run = session([action(0, "taskRun", 1, 60, ended_at=None, status="RUNNING")])
    logs.world.sessions[run.id] = run
    logs.world.now = T0 + 10
    tail = logs.tail()
    await start_of(tail)
    (update,) = await updates(tail, 1)
    assert update["sessionMetadata"] == {"sampled": True}
    assert len(update["sessionResults"]) == 500
    times = [event["timestamp"] for event in update["sessionResults"]]
    assert times == sorted(times)


async def test_a_live_tail_hears_of_what_clients_put_however_late() -> None:
    logs = Logs()
    arn = "arn:aws:logs:us-west-2:111122223333:log-group:own"
    tail = logs.tail(logGroupIdentifiers=[arn], logEventFilterPattern="ERROR")
    await start_of(tail)
    logs.put([(NOW - 60_000, "ERROR old"), (NOW, "INFO new"), (NOW, "ERROR new")])
    (update,) = await updates(tail, 1)
    assert [event["message"] for event in update["sessionResults"]] == ["ERROR old", "ERROR new"]
    assert {event["logGroupIdentifier"] for event in update["sessionResults"]} == {arn}


async def test_a_live_tail_tells_nothing_twice_of_streams_that_are_dropped() -> None:
    logs = Logs(room=1)
    for number in range(3):
        run = session([action(0, "taskRun", 1, 60, ended_at=None, status="RUNNING")], None, number)
        logs.world.sessions[run.id] = run
    logs.world.now = T0 + 10
    tail = logs.tail(logStreamNamePrefixes=["session-"])
    await start_of(tail)
    live = [e for u in await updates(tail, 5) for e in u["sessionResults"]]
    for name in logs.world.sessions:
        of_it = [(e["timestamp"], e["message"]) for e in live if e["logStreamName"] == name]
        stream: dict[str, Any] = {"logGroupName": QUEUE_GROUP, "logStreamName": name}
        assert of_it == joined(logs.pages("Forward", **stream, startTime=NOW + 10_001))


async def test_a_live_tail_does_not_write_what_ended_before_it_began() -> None:
    logs = Logs(log_rate=1e7)
    run = session([action(0, "taskRun", 1, 60)], 61)
    logs.world.sessions[run.id] = run
    logs.world.now = T0 + 1000
    tail = logs.tail()
    await start_of(tail)
    (update,) = await updates(tail, 1)
    assert update["sessionResults"] == []


async def test_a_live_tail_follows_streams_by_name_that_begin_later() -> None:
    logs = Logs()
    run = session([])
    logs.world.unlisted.add(run.id)
    tail = logs.tail(logStreamNames=[run.id, "never"])
    await start_of(tail)
    (nothing,) = await updates(tail, 1)
    run.started_at = T0 + 1.5
    logs.world.sessions[run.id] = run
    (update,) = await updates(tail, 1)
    assert nothing["sessionResults"] == []
    assert [event["timestamp"] for event in update["sessionResults"]] == [NOW + 1_500]


async def test_a_live_tail_ends_after_three_hours() -> None:
    logs = Logs()
    tail = logs.tail()
    await start_of(tail)
    await updates(tail, 3 * 60 * 60)
    with pytest.raises(WireError) as caught:
        await anext(tail)
    assert caught.value.code == "SessionTimeoutException"


@pytest.mark.parametrize(
    "asked",
    [
        {"logGroupIdentifiers": [QUEUE_GROUP]},
        {"logGroupIdentifiers": [f"{ARN}:*"]},
        {"logGroupIdentifiers": [ARN, ARN.replace("queue", "fleet")], "logStreamNames": ["a"]},
        {"logGroupIdentifiers": [ARN], "logStreamNames": ["a"], "logStreamNamePrefixes": ["a"]},
        {"logGroupIdentifiers": [ARN], "logEventFilterPattern": "[a, b]"},
    ],
)
def test_a_live_tail_that_makes_no_sense_is_refused(asked: dict[str, Any]) -> None:
    logs = Logs()
    logs("CreateLogGroup", logGroupName=QUEUE_GROUP.replace("queue", "fleet"))
    refused("InvalidParameterException", lambda: logs.tail(**asked))


def test_a_live_tail_of_a_group_that_is_not_there_is_refused() -> None:
    logs = Logs()
    refused("ResourceNotFoundException", lambda: logs.tail(logGroupIdentifiers=[f"{ARN}x"]))
