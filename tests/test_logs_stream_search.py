"""Finding a log stream by what its name holds, where nobody tells the name."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.aws.api import NO_PARAMETERS
from app.errors import NotFoundError
from app.logs.places.locate import locate
from app.logs.places.subject import Subject
from app.resources.fields import milliseconds
from app.resources.level import Item, Place
from app.resources.log_place import LogPlace, ReadRole
from app.resources.workflow_acts import ACTS
from app.resources.workflow_runs import WORKFLOW_RUNS
from app.resources.workflow_sessions import WORKFLOW_SESSIONS

GROUP = "/studio/agents"
SERVICE = "logs@nova-act"
RUN, SESSION, ACT = "run-id", "session-id", "act-id"
BEGAN = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ENDED = BEGAN + timedelta(minutes=2)
TIMES = {"startedAt": BEGAN, "endedAt": ENDED}

RUNS = Place(WORKFLOW_RUNS, {"workflowDefinitionName": "plates"})
SESSIONS = RUNS.below(RUN, WORKFLOW_SESSIONS)
ACTS_OF_SESSION = SESSIONS.below(SESSION, ACTS)

THE_RUN = Subject(RUNS, {"workflowRunId": RUN, **TIMES})
THE_SESSION = Subject(SESSIONS, {"sessionId": SESSION, "runEndedAt": ENDED, **TIMES})
THE_ACT = Subject(ACTS_OF_SESSION, {"actId": ACT, "status": "SUCCEEDED", **TIMES})


class Group:
    """Nova Act with one run, and the log group that it names; streams are the newest first."""

    def __init__(
        self, streams: Sequence[str], *, group: str | None = GROUP, page: int = 50
    ) -> None:
        self._streams = streams
        self._page = page
        self.written = dict.fromkeys(streams, ENDED)
        """When each stream was written last."""
        self._run: Item = {"workflowRunId": RUN} | ({"logGroupName": group} if group else {})
        self.asked: list[Mapping[str, Any]] = []
        """What DescribeLogStreams was asked."""

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, Any] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        assert role is None
        if operation == "DescribeLogStreams":
            assert service == SERVICE
            return self._described(parameters)
        answers: dict[str, dict[str, Any]] = {
            "GetWorkflowRun": dict(self._run),
            "ListSessions": {"sessionSummaries": [{"sessionId": SESSION}]},
            "ListActs": {"actSummaries": [{"actId": ACT, "sessionId": SESSION, **TIMES}]},
        }
        return answers[operation]

    def _described(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        self.asked.append(asked)
        assert asked["logGroupName"] == GROUP
        prefix, start = asked.get("logStreamNamePrefix", ""), int(asked.get("nextToken", 0))
        names = [name for name in self._streams if name.startswith(prefix)]
        end = start + self._page
        return {
            "logStreams": [
                {"logStreamName": name, "lastEventTimestamp": milliseconds(self.written[name])}
                for name in names[start:end]
            ],
            **({"nextToken": str(end)} if end < len(names) else {}),
        }


def whole(stream: str) -> LogPlace:
    """The whole of a stream."""
    return LogPlace(GROUP, stream, service=SERVICE)


def assert_is_part(place: LogPlace, stream: str) -> None:
    assert (place.group, place.stream, place.service) == (GROUP, stream, SERVICE)
    assert place.start == milliseconds(BEGAN)
    assert place.end is not None
    assert milliseconds(ENDED) < place.end <= milliseconds(ENDED + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("subject", "stream"),
    [(THE_RUN, f"x/{RUN}"), (THE_SESSION, SESSION), (THE_ACT, f"{SESSION}/{ACT}")],
    ids=["run", "session", "act"],
)
async def test_a_stream_that_holds_its_own_id_is_its_own_as_a_whole(
    subject: Subject, stream: str
) -> None:
    group = Group(["another", f"x/{RUN}", SESSION, f"{SESSION}/{ACT}", "one-more"])
    assert await locate(group, subject) == whole(stream)
    assert len(group.asked) == 1


async def test_an_act_has_its_part_of_the_stream_of_its_session_before_that_of_its_run() -> None:
    assert_is_part(
        await locate(Group(["new", f"of-{RUN}", f"of-{SESSION}"]), THE_ACT), "of-session-id"
    )
    assert_is_part(await locate(Group(["new", f"of-{RUN}"]), THE_ACT), "of-run-id")


async def test_a_run_has_its_part_of_the_stream_of_its_newest_session() -> None:
    assert_is_part(await locate(Group(["new", f"of-{SESSION}"]), THE_RUN), "of-session-id")


async def test_where_no_name_holds_an_id_it_is_the_stream_that_was_written_last() -> None:
    for subject in (THE_RUN, THE_SESSION, THE_ACT):
        assert_is_part(await locate(Group(["newest", "older"]), subject), "newest")


async def test_streams_are_looked_through_page_by_page() -> None:
    group = Group([*(f"other-{number}" for number in range(5)), SESSION], page=2)
    assert await locate(group, THE_SESSION) == whole(SESSION)
    assert [one.get("nextToken") for one in group.asked] == [None, "2", "4"]
    assert all(one["descending"] and one["orderBy"] == "LastEventTime" for one in group.asked)


async def test_streams_that_were_written_long_before_it_began_are_not_looked_through() -> None:
    group = Group([f"other-{number}" for number in range(8)], page=2)
    group.written |= dict.fromkeys(["other-2", "other-3"], BEGAN - timedelta(hours=2))
    assert_is_part(await locate(group, THE_SESSION), "other-0")
    assert [one.get("nextToken") for one in group.asked] == [None, "2"]


async def test_behind_many_younger_streams_it_is_found_by_how_its_name_begins() -> None:
    group = Group([*(f"other-{number}" for number in range(9)), f"{SESSION}.log"], page=2)
    assert_is_part(await locate(group, THE_ACT), f"{SESSION}.log")
    assert len(group.asked) == 6


async def test_a_run_without_a_log_group_says_so() -> None:
    with pytest.raises(NotFoundError, match="This workflow run has no log"):
        await locate(Group([], group=None), THE_SESSION)


async def test_a_group_without_streams_says_so() -> None:
    with pytest.raises(NotFoundError, match="Nothing was written to /studio/agents about this act"):
        await locate(Group([]), THE_ACT)
