"""GetLogEvents of the embedded farm: pages both ways, their tokens, and what is refused."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.embedded_logs import (
    EVENTS,
    LIMITS,
    NOW,
    OWN,
    Event,
    Logs,
    events_of,
    joined,
    refused,
    time_of,
)


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
    assert joined(logs.pages("Forward", limit=limit)) == sorted(first + late, key=time_of)
    assert joined(logs.pages("Backward", limit=limit)[::-1]) == sorted(first + late, key=time_of)


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
