"""FilterLogEvents of the embedded farm: what a search finds, and its patterns."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.localfarm.logs.patterns import matcher
from tests.embedded_logs import EVENTS, LIMITS, NOW, Event, Logs, refused
from tests.records import QUEUE_GROUP, T0, action, session


def found(logs: Logs, **asked: Any) -> list[dict[str, Any]]:
    """Every event that a search finds, through all its pages."""
    events: list[dict[str, Any]] = []
    token: dict[str, str] = {}
    while True:
        reply = logs("FilterLogEvents", **{"logGroupName": "own", **asked}, **token)
        events += reply["events"]
        if "nextToken" not in reply:
            return events
        token = {"nextToken": reply["nextToken"]}


@given(st.lists(EVENTS, min_size=1, max_size=4), LIMITS, st.integers(0, 42), st.integers(0, 42))
@settings(max_examples=60)
def test_a_search_merges_streams_in_order_of_time(
    batches: list[list[Event]], limit: int, start: int, length: int
) -> None:
    logs = Logs(own=False)
    logs("CreateLogGroup", logGroupName="own")
    for number, batch in enumerate(batches):
        stream: dict[str, Any] = {"logGroupName": "own", "logStreamName": f"s{number}"}
        logs("CreateLogStream", **stream)
        if batch:
            logs.put(batch, **stream)
    first, last = NOW - 40 + start, NOW - 40 + start + length
    events = found(logs, limit=limit, startTime=first, endTime=last)
    keys = [(e["timestamp"], e["logStreamName"]) for e in events]
    assert keys == sorted(keys)
    assert len({event["eventId"] for event in events}) == len(events)
    for number, batch in enumerate(batches):
        of_it = [
            (e["timestamp"], e["message"]) for e in events if e["logStreamName"] == f"s{number}"
        ]
        assert of_it == [event for event in batch if first <= event[0] <= last]


def test_a_search_goes_through_sessions_without_opening_those_of_other_times() -> None:
    logs = Logs()
    for number in range(40):
        run = session([action(0, "taskRun", 1, 60)], 61, number)
        logs.world.sessions[run.id] = run
    others = list(logs.world.sessions.values())[1:]
    for run in others:
        run.started_at, run.ended_at = T0 - 90_000, T0 - 80_000
    logs.world.now = T0 + 100
    events = found(logs, logGroupName=QUEUE_GROUP, startTime=NOW, filterPattern="Cleanup")
    assert [event["message"] for event in events] == ["--------- Session Cleanup"]


def test_a_long_search_goes_on_with_a_token_even_where_nothing_is_found() -> None:
    logs = Logs(log_rate=800.0)
    run = session([action(0, "taskRun", 1, 60)], 61)
    logs.world.sessions[run.id] = run
    logs.world.now = T0 + 100
    asked: dict[str, Any] = {"logGroupName": QUEUE_GROUP, "filterPattern": "%no such line%"}
    reply = logs("FilterLogEvents", **asked)
    assert reply["events"] == []
    assert reply["nextToken"]
    assert found(logs, **asked) == []


def test_a_search_is_narrowed_to_streams() -> None:
    logs = Logs()
    for name in ("a1", "a2", "b1"):
        logs("CreateLogStream", logGroupName="own", logStreamName=name)
        logs.put([(NOW, name)], logGroupName="own", logStreamName=name)
    named = found(logs, logStreamNames=["b1", "a1"])
    prefixed = found(logs, logStreamNamePrefix="a")
    assert [event["message"] for event in named] == ["a1", "b1"]
    assert [event["message"] for event in prefixed] == ["a1", "a2"]
    both: dict[str, Any] = {"logStreamNames": ["a1"], "logStreamNamePrefix": "a"}
    refused("InvalidParameterException", lambda: found(logs, **both))
    refused("ResourceNotFoundException", lambda: found(logs, logStreamNames=["no"]))


def test_a_stream_that_the_world_does_not_list_is_found_by_its_name() -> None:
    logs = Logs()
    run = session([], 5)
    logs.world.sessions[run.id] = run
    logs.world.unlisted.add(run.id)
    logs.world.now = T0 + 10
    assert found(logs, logGroupName=QUEUE_GROUP) == []
    assert len(found(logs, logGroupName=QUEUE_GROUP, logStreamNames=[run.id])) == 6


def test_a_token_of_another_search_is_refused() -> None:
    logs = Logs()
    logs.put([(NOW, "a"), (NOW, "a")])
    reply = logs("FilterLogEvents", logGroupName="own", limit=1)
    asked: dict[str, Any] = {
        "logGroupName": "own",
        "filterPattern": "a",
        "nextToken": reply["nextToken"],
    }
    refused("InvalidParameterException", lambda: logs("FilterLogEvents", **asked))


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("", "anything", None),
        ("ERROR memory", "ERROR: out of memory", "ERROR: disk"),
        ('"out of memory"', "ran out of memory", "out of the memory"),
        (r'"say \"hi\""', 'say "hi"', "say hi"),
        ("?ERROR ?WARN", "WARN x", "INFO x"),
        ("ERROR -licence", "ERROR x", "ERROR licence"),
        ("%code: [1-9]%", "exited with code: 7", "exited with code: 0"),
        ('{ $.level = "ERROR" }', '{"level": "ERROR"}', '{"level": "INFO"}'),
        ('{ $.level != "INFO" }', '{"level": "ERROR"}', '{"level": "INFO"}'),
        ('{ $.type = "Met*" && $.n = 3 }', '{"type": "Metrics", "n": 3}', '{"type": "Metrics"}'),
        ("{ $.a.b = 1 || $.c = true }", '{"a": {"b": 1}}', "not json"),
    ],
)
def test_a_filter_pattern_means(pattern: str, matching: str, other: str | None) -> None:
    matches = matcher(pattern)
    assert matches(matching)
    assert other is None or not matches(other)


@pytest.mark.parametrize("pattern", ["[ip, user]", "{ $.a = }", "%(%", '"open', "{ $.a IS NULL }"])
def test_a_filter_pattern_that_is_not_known_is_refused(pattern: str) -> None:
    refused("InvalidParameterException", lambda: matcher(pattern))
