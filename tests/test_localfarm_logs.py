"""CloudWatch Logs of the embedded farm: pages, searches, listings, writing and the live tail."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, cast

import pytest
from botocore.exceptions import EventStreamError
from hypothesis import given, settings
from hypothesis import strategies as st

from app.localfarm.contract import Events, Request, WireError
from app.localfarm.logs import LogStore
from app.localfarm.logs.patterns import matcher
from app.localfarm.server import Endpoint
from app.localfarm.world.layout import ACCOUNT, REGION
from tests.clients import aioclient, client
from tests.records import (
    FLEET_GROUP,
    QUEUE_GROUP,
    T0,
    FakeWorld,
    action,
    session,
    worker,
)
from tests.texts import texts

NOW = int(T0 * 1000)
ARN = f"arn:aws:logs:us-west-2:111122223333:log-group:{QUEUE_GROUP}"
OWN: dict[str, Any] = {"logGroupName": "own", "logStreamName": "stream"}
Event = tuple[int, str]


class Logs:
    """A log store on a small world, with its operations as methods would have them."""

    def __init__(self, *, own: bool = True, **options: Any) -> None:
        self.world = FakeWorld()
        options = {
            "region": REGION,
            "account": ACCOUNT,
            "delay": 0.0,
            "sleep": self.pass_time,
            **options,
        }
        self.store = LogStore(self.world, clock=self.world.clock, **options)
        if own:
            self("CreateLogGroup", logGroupName="own")
            self("CreateLogStream", **OWN)

    def __call__(self, operation: str, **asked: Any) -> Mapping[str, Any]:
        """The reply of an operation."""
        return cast("Mapping[str, Any]", self.answer(operation, asked))

    def answer(self, operation: str, asked: Mapping[str, Any]) -> object:
        """The answer of an operation, which may be a stream."""
        request = Request("logs", operation, asked)
        return self.store.handlers["logs", operation](request)

    def tail(self, **asked: Any) -> AsyncIterator[tuple[str, Mapping[str, Any]]]:
        """The events of a live tail."""
        asked.setdefault("logGroupIdentifiers", [ARN])
        return cast("Events", self.answer("StartLiveTail", asked))

    def put(self, events: list[Event], **stream: str) -> Mapping[str, Any]:
        """Puts events into a stream."""
        told = [{"timestamp": time, "message": message} for time, message in events]
        return self("PutLogEvents", **(stream or OWN), logEvents=told)

    def pages(
        self, direction: str, grow: Callable[[], None] = lambda: None, **asked: Any
    ) -> list[list[Event]]:
        """Pages one way until the token repeats; `grow` is called between them."""
        stream: dict[str, Any] = {**OWN, **asked}
        reply = self("GetLogEvents", **stream, startFromHead=direction == "Forward")
        pages = [events_of(reply)]
        while True:
            token = reply[f"next{direction}Token"]
            grow()
            reply = self("GetLogEvents", **stream, nextToken=token)
            pages.append(events_of(reply))
            if reply[f"next{direction}Token"] == token:
                return pages

    async def pass_time(self, seconds: float) -> None:
        """A sleep that takes no time of ours."""
        self.world.now += seconds


def events_of(reply: Mapping[str, Any]) -> list[Event]:
    """The events of a reply, shorter."""
    return [(event["timestamp"], event["message"]) for event in reply["events"]]


def joined(pages: list[list[Event]]) -> list[Event]:
    """The events of all pages."""
    return [event for page in pages for event in page]


def refused(code: str, call: Callable[[], object]) -> WireError:
    """The error of that code with which a call is refused."""
    with pytest.raises(WireError) as caught:
        call()
    assert caught.value.code == code
    return caught.value


TEXTS = texts(min_size=1, max_size=8)
TIMES = st.integers(NOW - 40, NOW)
EVENTS = st.lists(st.tuples(TIMES, TEXTS), max_size=40).map(lambda all_: sorted(all_, key=_time))
LIMITS = st.integers(1, 12)


def _time(event: Event) -> int:
    return event[0]


@given(EVENTS, LIMITS)
def test_pages_from_the_head_give_every_event_once_and_in_order(
    events: list[Event], limit: int
) -> None:
    logs = Logs()
    if events:
        logs.put(events)
    assert joined(logs.pages("Forward", limit=limit)) == events


@given(EVENTS, LIMITS)
def test_pages_from_the_tail_backwards_give_the_same_events(
    events: list[Event], limit: int
) -> None:
    logs = Logs()
    if events:
        logs.put(events)
    assert joined(logs.pages("Backward", limit=limit)[::-1]) == events


@given(EVENTS, st.lists(EVENTS, max_size=4), LIMITS)
@settings(max_examples=60)
def test_pages_forward_miss_nothing_of_a_stream_that_grows(
    first: list[Event], more: list[list[Event]], limit: int
) -> None:
    logs = Logs()
    batches = [[(time + 40 * (at + 1), text) for time, text in b] for at, b in enumerate(more)]
    waiting = [batch for batch in batches if batch]

    def grow() -> None:
        if waiting:
            logs.put(waiting.pop(0))

    if first:
        logs.put(first)
    read = joined(logs.pages("Forward", grow, limit=limit))
    assert not waiting
    assert read == first + [event for batch in batches for event in batch]


@given(EVENTS, EVENTS, LIMITS)
def test_pages_backward_are_not_disturbed_by_a_stream_that_grows(
    first: list[Event], more: list[Event], limit: int
) -> None:
    logs = Logs()
    later = [(time + 41, text) for time, text in more]

    def grow() -> None:
        if later:
            logs.put(later)
            later.clear()

    if first:
        logs.put(first)
    read = joined(logs.pages("Backward", grow, limit=limit)[::-1])
    assert read == first


@given(EVENTS, EVENTS, LIMITS)
def test_late_events_land_in_their_place_in_time(
    first: list[Event], late: list[Event], limit: int
) -> None:
    logs = Logs()
    for batch in (first, late):
        if batch:
            logs.put(batch)
    assert joined(logs.pages("Forward", limit=limit)) == sorted(first + late, key=_time)
    assert joined(logs.pages("Backward", limit=limit)[::-1]) == sorted(first + late, key=_time)


@given(EVENTS, LIMITS, st.integers(NOW - 42, NOW + 2), st.integers(0, 42))
def test_a_span_includes_its_start_and_not_its_end(
    events: list[Event], limit: int, start: int, length: int
) -> None:
    logs = Logs()
    if events:
        logs.put(events)
    span: dict[str, Any] = {"startTime": start, "endTime": start + length}
    wanted = [event for event in events if start <= event[0] < start + length]
    assert joined(logs.pages("Forward", limit=limit, **span)) == wanted
    assert joined(logs.pages("Backward", limit=limit, **span)[::-1]) == wanted


def test_a_token_keeps_its_span() -> None:
    logs = Logs()
    logs.put([(NOW + number, str(number)) for number in range(10)])
    first = logs(
        "GetLogEvents", **OWN, startTime=NOW + 2, endTime=NOW + 7, limit=3, startFromHead=True
    )
    rest = logs("GetLogEvents", **OWN, nextToken=first["nextForwardToken"])
    assert events_of(rest) == [(NOW + 5, "5"), (NOW + 6, "6")]


def test_without_a_token_the_tail_is_read() -> None:
    logs = Logs()
    logs.put([(NOW + number, str(number)) for number in range(10)])
    assert events_of(logs("GetLogEvents", **OWN, limit=2)) == [(NOW + 8, "8"), (NOW + 9, "9")]


def test_the_forward_token_of_a_tail_leads_on_where_it_ended() -> None:
    logs = Logs()
    logs.put([(NOW, "a"), (NOW, "b")])
    token = logs("GetLogEvents", **OWN)["nextForwardToken"]
    logs.put([(NOW, "c"), (NOW + 1, "d")])
    assert events_of(logs("GetLogEvents", **OWN, nextToken=token)) == [(NOW, "c"), (NOW + 1, "d")]


def test_a_page_weighs_no_more_than_a_mebibyte() -> None:
    logs = Logs()
    size = 100_000 - 26
    for _ in range(2):
        logs.put([(NOW, "x" * size) for _ in range(10)])
    sizes = [len(page) for page in logs.pages("Forward")]
    assert sizes == [10, 10, 0]
    assert [len(page) for page in logs.pages("Backward")] == sizes


def test_a_page_has_no_more_than_ten_thousand_events() -> None:
    logs = Logs()
    for _ in range(3):
        logs.put([(NOW, "x") for _ in range(5_000)])
    assert [len(page) for page in logs.pages("Forward")] == [10_000, 5_000, 0]


def test_empty_pages_can_come_and_do_not_repeat_the_token_before_the_end() -> None:
    logs = Logs(empty_pages=1)
    logs.put([(NOW + number, str(number)) for number in range(5)])
    pages = logs.pages("Forward", limit=2)
    assert [len(page) for page in pages] == [2, 0, 2, 0, 1, 0, 0]


@pytest.mark.parametrize("token", ["nonsense", "f/nonsense", "f/", "b/AAAAAAAA", "f/é"])
def test_a_token_that_nobody_gave_is_refused(token: str) -> None:
    logs = Logs()
    refused("InvalidParameterException", lambda: logs("GetLogEvents", **OWN, nextToken=token))


def test_a_name_may_hold_half_of_a_surrogate_pair() -> None:
    logs = Logs()
    half = {**OWN, "logStreamName": "\ud800"}
    logs("CreateLogStream", **half)
    logs.put([(NOW, "a")], **half)
    token = logs("GetLogEvents", **half)["nextForwardToken"]
    assert events_of(logs("GetLogEvents", **half, nextToken=token)) == []
    listed = logs("DescribeLogStreams", logGroupName="own", logStreamNamePrefix="\ud800")
    assert [stream["logStreamName"] for stream in listed["logStreams"]] == ["\ud800"]
    refused(
        "InvalidParameterException", lambda: logs("GetLogEvents", **half, nextToken="\ud800/\ud800")
    )


def test_a_token_of_another_stream_or_direction_is_refused() -> None:
    logs = Logs()
    other: dict[str, Any] = {**OWN, "logStreamName": "other"}
    logs("CreateLogStream", **other)
    token = logs("GetLogEvents", **OWN)["nextForwardToken"]
    turned = "b" + token[1:]
    refused("InvalidParameterException", lambda: logs("GetLogEvents", **other, nextToken=token))
    refused("InvalidParameterException", lambda: logs("GetLogEvents", **OWN, nextToken=turned))


def test_a_group_can_be_named_by_its_arn() -> None:
    logs = Logs()
    logs.put([(NOW, "a")])
    for end in ("", ":*"):
        arn = f"arn:aws:logs:us-west-2:111122223333:log-group:own{end}"
        reply = logs("GetLogEvents", logGroupIdentifier=arn, logStreamName="stream")
        assert events_of(reply) == [(NOW, "a")]


def test_a_group_is_named_once_and_only_once() -> None:
    logs = Logs()
    both: dict[str, Any] = {**OWN, "logGroupIdentifier": "own"}
    refused("InvalidParameterException", lambda: logs("GetLogEvents", **both))
    refused("InvalidParameterException", lambda: logs("GetLogEvents", logStreamName="stream"))
    bad: dict[str, Any] = {"logGroupIdentifier": "arn:aws:s3:::own", "logStreamName": "stream"}
    refused("InvalidParameterException", lambda: logs("GetLogEvents", **bad))


@pytest.mark.parametrize("operation", ["GetLogEvents", "PutLogEvents"])
def test_what_does_not_exist_is_not_found(operation: str) -> None:
    logs = Logs()
    events: dict[str, Any] = {"logEvents": [{"timestamp": NOW, "message": "a"}]}
    missing = "ResourceNotFoundException"
    group = refused(missing, lambda: logs(operation, **{**OWN, "logGroupName": "no"}, **events))
    stream = refused(missing, lambda: logs(operation, **{**OWN, "logStreamName": "no"}, **events))
    assert group.message == "The specified log group does not exist."
    assert stream.message == "The specified log stream does not exist."


def test_an_end_before_the_start_is_refused() -> None:
    logs = Logs()
    span: dict[str, Any] = {"startTime": NOW, "endTime": NOW - 1}
    refused("InvalidParameterException", lambda: logs("GetLogEvents", **OWN, **span))


def test_a_session_s_stream_grows_with_the_session() -> None:
    logs = Logs()
    run = session([action(0, "taskRun", 1, 60, ended_at=None, status="RUNNING")])
    logs.world.sessions[run.id] = run
    stream: dict[str, Any] = {"logGroupName": QUEUE_GROUP, "logStreamName": run.id}

    def grow() -> None:
        logs.world.now += 7.3
        if logs.world.now > T0 + 60:
            run.actions[0].status, run.actions[0].ended_at = "SUCCEEDED", T0 + 60
        if logs.world.now > T0 + 61:
            run.ended_at = T0 + 61

    logs.world.now = T0 + 5
    grown = joined(logs.pages("Forward", grow, **stream))
    late = Logs()
    late.world.sessions[run.id] = run
    late.world.now = logs.world.now
    assert grown == joined(late.pages("Forward", **stream))
    assert grown[-1][1].startswith("Deleting working directory")
    assert len(grown) > 250


def test_a_line_is_there_only_when_its_delay_is_over() -> None:
    logs = Logs(delay=2.0)
    run = session([])
    logs.world.sessions[run.id] = run
    stream: dict[str, Any] = {"logGroupName": QUEUE_GROUP, "logStreamName": run.id}
    logs.world.now = T0 + 1.9
    assert events_of(logs("GetLogEvents", **stream)) == []
    logs.world.now = T0 + 2
    (event,) = logs("GetLogEvents", **stream)["events"]
    assert event["ingestionTime"] - event["timestamp"] == 2000


def test_a_stream_that_was_dropped_is_written_again_as_it_was() -> None:
    logs = Logs(room=1)
    for number in range(3):
        run = session([action(0, "taskRun", 1, 60)], 61, number)
        logs.world.sessions[run.id] = run
    logs.world.now = T0 + 100
    streams = [{"logGroupName": QUEUE_GROUP, "logStreamName": name} for name in logs.world.sessions]
    before = [logs("GetLogEvents", **stream) for stream in streams]
    assert [logs("GetLogEvents", **stream) for stream in streams] == before


def test_a_stream_that_a_client_wrote_to_is_never_dropped() -> None:
    logs = Logs(room=1)
    run = session([action(0, "taskRun", 1, 60)], 61)
    logs.world.sessions[run.id] = run
    logs.world.now = T0 + 100
    stream: dict[str, Any] = {"logGroupName": QUEUE_GROUP, "logStreamName": run.id}
    logs.put([(NOW + 5_000, "from a client")], **stream)
    logs.put([(NOW, "elsewhere")])
    read = joined(logs.pages("Forward", **stream))
    assert (NOW + 5_000, "from a client") in read
    assert read == sorted(read, key=_time)
    assert len(read) > 200


def test_the_streams_of_workers_and_of_nova_act_are_read_alike() -> None:
    logs = Logs()
    host = worker([], 10, "shutdown")
    logs.world.workers[host.id] = host
    logs.world.acts["act-1"] = [(NOW, "thinking")]
    logs.world.now = T0 + 20
    entries = events_of(logs("GetLogEvents", logGroupName=FLEET_GROUP, logStreamName=host.id))
    assert '"AgentInfo"' in entries[1][1]
    act: dict[str, Any] = {"logGroupName": "/nova/acts", "logStreamName": "act-1"}
    first = logs("GetLogEvents", **act)
    logs.world.acts["act-1"].append((NOW + 1, "acting"))
    rest = logs("GetLogEvents", **act, nextToken=first["nextForwardToken"])
    assert events_of(first) + events_of(rest) == [(NOW, "thinking"), (NOW + 1, "acting")]


def test_a_batch_out_of_order_is_refused() -> None:
    logs = Logs()
    refused("InvalidParameterException", lambda: logs.put([(NOW, "a"), (NOW - 1, "b")]))


def test_a_batch_of_more_than_a_day_is_refused() -> None:
    logs = Logs()
    day = 24 * 3600 * 1000
    refused("InvalidParameterException", lambda: logs.put([(NOW - day - 1, "a"), (NOW, "b")]))
    assert "rejectedLogEventsInfo" not in logs.put([(NOW - day, "a"), (NOW, "b")])


def test_a_batch_of_more_than_a_mebibyte_is_refused() -> None:
    logs = Logs()
    size = 1_048_576 - 26
    refused("InvalidParameterException", lambda: logs.put([(NOW, "x" * (size + 1))]))
    logs.put([(NOW, "x" * size)])


def test_events_too_old_or_too_new_are_left_out_and_named() -> None:
    logs = Logs()
    old, new = NOW - 15 * 24 * 3600 * 1000, NOW + 3 * 3600 * 1000
    info = logs.put([(old, "a"), (old + 1, "b")])["rejectedLogEventsInfo"]
    assert info == {"tooOldLogEventEndIndex": 2}
    info = logs.put([(NOW, "c"), (new, "d")])["rejectedLogEventsInfo"]
    assert info == {"tooNewLogEventStartIndex": 1}
    assert events_of(logs("GetLogEvents", **OWN)) == [(NOW, "c")]


def test_what_exists_is_not_made_again() -> None:
    logs = Logs()
    taken = "ResourceAlreadyExistsException"
    refused(taken, lambda: logs("CreateLogGroup", logGroupName="own"))
    refused(taken, lambda: logs("CreateLogGroup", logGroupName=QUEUE_GROUP))
    refused(taken, lambda: logs("CreateLogStream", **OWN))
    no_group: dict[str, Any] = {"logGroupName": "no", "logStreamName": "stream"}
    refused("ResourceNotFoundException", lambda: logs("CreateLogStream", **no_group))


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


def listed(logs: Logs, operation: str, member: str, **asked: Any) -> list[dict[str, Any]]:
    """Everything that a listing has, through all its pages."""
    things: list[dict[str, Any]] = []
    token: dict[str, str] = {}
    while True:
        reply = logs(operation, **asked, **token)
        things += reply[member]
        if "nextToken" not in reply:
            return things
        token = {"nextToken": reply["nextToken"]}


def stream_names(logs: Logs, **asked: Any) -> list[str]:
    told = listed(logs, "DescribeLogStreams", "logStreams", **asked)
    return [stream["logStreamName"] for stream in told]


def test_groups_are_listed_by_name() -> None:
    logs = Logs()
    names = [g["logGroupName"] for g in listed(logs, "DescribeLogGroups", "logGroups", limit=1)]
    assert names == sorted(["own", *logs.world.groups()])
    told = logs("DescribeLogGroups", logGroupNamePrefix="/aws/")["logGroups"]
    assert [group["logGroupName"] for group in told] == sorted([QUEUE_GROUP, FLEET_GROUP])
    assert told[1]["arn"] == f"{ARN}:*"
    by_part = logs("DescribeLogGroups", logGroupNamePattern="FLEET")["logGroups"]
    assert [group["logGroupName"] for group in by_part] == [FLEET_GROUP]


def test_streams_are_listed_by_name_and_by_their_last_event() -> None:
    logs = Logs()
    for number, end in ((1, 50), (2, 20), (3, None)):
        run = session([], end, number)
        logs.world.sessions[run.id] = run
    one, two, three = logs.world.sessions
    logs.world.now = T0 + 1000
    group: dict[str, Any] = {"logGroupName": QUEUE_GROUP}
    assert stream_names(logs, **group, limit=2) == [one, two, three]
    assert stream_names(logs, **group, descending=True) == [three, two, one]
    assert stream_names(logs, **group, orderBy="LastEventTime", limit=1) == [two, one, three]
    assert stream_names(logs, **group, logStreamNamePrefix=two) == [two]
    both: dict[str, Any] = {**group, "orderBy": "LastEventTime", "logStreamNamePrefix": two}
    refused("InvalidParameterException", lambda: stream_names(logs, **both))


def test_listing_streams_writes_none() -> None:
    logs = Logs(log_rate=1e9)
    run = session([action(0, "taskRun", 1, 1e6, ended_at=None, status="RUNNING")])
    logs.world.sessions[run.id] = run
    logs.world.now = T0 + 1e5
    (stream,) = listed(logs, "DescribeLogStreams", "logStreams", logGroupName=QUEUE_GROUP)
    assert stream["firstEventTimestamp"] == NOW


def test_the_last_event_of_a_running_stream_is_known_late() -> None:
    logs = Logs()
    run = session([])
    logs.world.sessions[run.id] = run
    logs.world.now = T0 + 1000
    (stream,) = listed(logs, "DescribeLogStreams", "logStreams", logGroupName=QUEUE_GROUP)
    assert 0 < logs.world.now * 1000 - stream["lastEventTimestamp"] <= 300_000


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


class Metronome:
    """A sleep that lasts until the test says that a second has passed."""

    def __init__(self) -> None:
        self.ticks: asyncio.Queue[float] = asyncio.Queue()
        self.asked: list[float] = []

    async def __call__(self, seconds: float) -> None:
        """Waits for the next tick."""
        self.asked.append(seconds)
        await self.ticks.get()


@pytest.fixture
def metronome() -> Metronome:
    return Metronome()


@pytest.fixture
def logs(metronome: Metronome) -> Logs:
    """A store with one session that has ended."""
    logs = Logs(sleep=metronome)
    run = session([action(0, "taskRun", 1, 60)], 61)
    logs.world.sessions[run.id] = run
    logs.world.now = T0 + 100
    return logs


@pytest.fixture
async def url(logs: Logs) -> AsyncIterator[str]:
    """Where the store answers real clients."""
    async with Endpoint(logs.store.handlers) as farm:
        yield farm.url


async def test_boto_reads_a_session_over_http(logs: Logs, url: str) -> None:
    (name,) = logs.world.sessions
    wanted = joined(logs.pages("Forward", logGroupName=QUEUE_GROUP, logStreamName=name))

    def read() -> list[Event]:
        boto = client("logs", url)
        stream = {"logGroupName": QUEUE_GROUP, "logStreamName": name}
        read: list[Event] = []
        reply = boto.get_log_events(**stream, startFromHead=True, limit=100)
        token = None
        while token != reply["nextForwardToken"]:
            read += events_of(reply)
            token = reply["nextForwardToken"]
            reply = boto.get_log_events(**stream, nextToken=token, limit=100)
        return read

    assert await asyncio.to_thread(read) == wanted


async def test_boto_writes_searches_and_lists_over_http(url: str) -> None:
    def use() -> tuple[list[str], list[str]]:
        boto = client("logs", url)
        boto.create_log_group(logGroupName="mine")
        boto.create_log_stream(logGroupName="mine", logStreamName="s")
        told = [{"timestamp": NOW + at, "message": f"line {at} \x1b[31m é"} for at in range(7)]
        boto.put_log_events(logGroupName="mine", logStreamName="s", logEvents=told)
        pages = boto.get_paginator("filter_log_events").paginate(
            logGroupName="mine", filterPattern='-"line 3"', PaginationConfig={"PageSize": 2}
        )
        names = boto.get_paginator("describe_log_streams").paginate(logGroupName="mine")
        return (
            [event["message"] for page in pages for event in page["events"]],
            [stream["logStreamName"] for page in names for stream in page["logStreams"]],
        )

    messages, names = await asyncio.to_thread(use)
    assert messages == [f"line {at} \x1b[31m é" for at in range(7) if at != 3]
    assert names == ["s"]


async def test_boto_sees_errors_of_the_service_s_own_kind(url: str) -> None:
    def use() -> None:
        boto = client("logs", url)
        with pytest.raises(boto.exceptions.ResourceNotFoundException):
            boto.get_log_events(logGroupName="no", logStreamName="no")
        with pytest.raises(boto.exceptions.InvalidParameterException):
            boto.get_log_events(**OWN, nextToken="f/no")

    await asyncio.to_thread(use)


async def test_aiobotocore_tails_over_http(url: str, metronome: Metronome) -> None:
    arn = "arn:aws:logs:us-west-2:111122223333:log-group:own"
    async with aioclient("logs", url) as boto:
        reply = await boto.start_live_tail(logGroupIdentifiers=[arn], logStreamNames=["stream"])
        tail = aiter(reply["responseStream"])
        start = await anext(tail)
        assert start["sessionStart"]["logStreamNames"] == ["stream"]
        event = {"timestamp": NOW, "message": "hello"}
        await boto.put_log_events(**OWN, logEvents=[event])
        metronome.ticks.put_nowait(1.0)
        update = (await anext(tail))["sessionUpdate"]
        assert [told["message"] for told in update["sessionResults"]] == ["hello"]
        assert update["sessionMetadata"] == {"sampled": False}
        assert set(metronome.asked) == {1.0}
        reply["responseStream"].close()


async def test_a_live_tail_times_out_over_http(logs: Logs, url: str, metronome: Metronome) -> None:
    async with aioclient("logs", url) as boto:
        reply = await boto.start_live_tail(logGroupIdentifiers=[ARN])
        tail = aiter(reply["responseStream"])
        await anext(tail)
        logs.world.now += 3 * 60 * 60
        metronome.ticks.put_nowait(1.0)
        await anext(tail)
        with pytest.raises(EventStreamError, match="SessionTimeoutException"):
            await anext(tail)
