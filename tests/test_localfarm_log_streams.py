"""Log streams of the embedded farm: how they are written, put into and listed."""

from typing import Any

from tests.embedded_logs import ARN, NOW, OWN, Logs, events_of, joined, refused, time_of
from tests.records import FLEET_GROUP, QUEUE_GROUP, T0, action, session, worker


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
    assert read == sorted(read, key=time_of)
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
