"""What holds of every answer: groups are a division, calls are few, and no text breaks it."""

import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.aws.api import NO_PARAMETERS, EventPage
from app.errors import InvalidError
from app.resources.jobs import JOBS
from app.resources.level import Place
from app.resources.log_place import LogPlace, ReadRole
from app.view import LogLine, plain
from app.why.as_text import report_lines, report_value
from app.why.asking import FEWEST_CALLS
from app.why.attempts import Attempt
from app.why.grouping import grouped, key_of, masked
from app.why.inquiry import why
from app.why.spread import Passed, in_one_range, on_one_host, ranges_text
from tests.fakes import EPOCH

HEX = "0123456789abcdef" * 2
PATH = {"farmId": f"farm-{HEX}", "queueId": f"queue-{HEX}", "jobId": f"job-{HEX}"}
STEP = f"step-{HEX}"


def attempt(number: int, code: int = 1, message: str = "", host: str = "a") -> Attempt:
    """A task that failed, by its number."""
    began = EPOCH + timedelta(seconds=number)
    return Attempt(
        action={
            "sessionActionId": f"sessionaction-{HEX}-{number}",
            "status": "FAILED",
            "processExitCode": code,
            "progressMessage": message,
            "definition": {"taskRun": {"stepId": STEP}},
            "startedAt": began,
            "endedAt": began + timedelta(seconds=5),
        },
        task={
            "taskId": f"task-{HEX}-{number}",
            "stepId": STEP,
            "parameters": {"Frame": {"int": str(number)}},
        },
        session={"hostProperties": {"hostName": host}},
        step="render",
    )


ATTEMPTS = st.lists(
    st.builds(
        attempt,
        st.integers(0, 99),
        st.integers(0, 3),
        st.sampled_from(["", "frame 12 failed", "frame 7 failed", "no licence"]),
        st.sampled_from("ab"),
    ),
    max_size=30,
    unique_by=lambda one: one.action_id,
)


@given(ATTEMPTS)
def test_each_failure_is_in_one_group_of_its_kind(attempts: list[Attempt]) -> None:
    groups = grouped(attempts)
    told = [one.action_id for group in groups for one in group]
    assert sorted(told) == sorted(one.action_id for one in attempts)
    assert len({key_of(group[0]) for group in groups}) == len(groups)
    assert all(key_of(one) == key_of(group[0]) for group in groups for one in group)
    assert [len(group) for group in groups] == sorted(map(len, groups), reverse=True)


@given(ATTEMPTS, st.randoms())
def test_the_order_in_which_failures_are_found_does_not_matter(
    attempts: list[Attempt], chance: random.Random
) -> None:
    mixed = list(attempts)
    chance.shuffle(mixed)
    assert grouped(mixed) == grouped(attempts)


@given(st.text(), st.integers(0), st.integers(0))
def test_numbers_are_no_difference_and_masking_twice_is_masking_once(
    text: str, one: int, other: int
) -> None:
    assert masked(f"frame {one} of {text}") == masked(f"frame {other} of {text}")
    assert masked(masked(text)) == masked(text)


@given(st.lists(st.integers(0, 60), min_size=1))
def test_a_range_is_one_only_where_nothing_within_it_succeeds(frames: list[int]) -> None:
    attempts = [attempt(frame) for frame in set(frames)]
    inside = [Passed(STEP, "b", min(frames))]
    assert not in_one_range(attempts, inside)
    beside = [Passed(STEP, "b", max(frames) + 1)]
    assert bool(in_one_range(attempts, beside)) == (len(attempts) >= 3)


def test_a_host_is_bad_only_where_others_do_the_same_work() -> None:
    attempts = [attempt(number) for number in range(3)]
    elsewhere = [Passed(STEP, "b", number) for number in range(3)]
    assert on_one_host(attempts, elsewhere) == "a"
    assert not on_one_host(attempts, [*elsewhere, Passed(STEP, "a", 9)])
    assert not on_one_host(attempts, [Passed("step-other", "b", 9)] * 3)
    assert not on_one_host(attempts[:2], elsewhere)


def test_ranges_read_as_one_writes_them() -> None:
    assert ranges_text([3, 1, 2, 7, 9, 10]) == "1-3, 7, 9-10"
    assert ranges_text([1001, 1011, 1021]) == "1001-1021 every 10"
    assert ranges_text(range(0, 40, 3)) == "0-39 every 3"
    assert ranges_text([1, 3, 6, 10, 15, 21, 28, 36]) == "1, 3, 6, 10, 15, 21, +2 more"
    assert ranges_text([]) == ""


class LargeJob:
    """A job with ten thousand tasks, of which a page fails in each of several ways."""

    def __init__(self, ways: list[str], empty: int, ended: int, *, searches: bool) -> None:
        self.ways = ways
        self.searches = searches
        """Whether tasks can be searched for."""
        self.pages_read = 0
        """How many pages of logs were read."""
        self.ended = ended
        """How many sessions were told to end before they were done."""
        self.empty = empty
        """How many pages of each log are empty before its lines come."""
        self.calls = 0
        self._roles: set[ReadRole] = set()

    async def call(
        self,
        service: str,  # noqa: ARG002 - the protocol's
        operation: str,
        parameters: Mapping[str, Any] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,  # noqa: ARG002 - the protocol's
    ) -> dict[str, Any]:
        self.calls += 1
        if operation == "SearchTasks" and not self.searches:
            raise InvalidError("There is no such field.")
        answers: dict[str, Callable[[], dict[str, Any]]] = {
            "SearchTasks": lambda: {"tasks": self._tasks(), "totalResults": 5_000},
            "BatchGetSessionAction": lambda: {
                "sessionActions": [self._action(one) for one in parameters["identifiers"]]
            },
            "BatchGetSession": lambda: {
                "sessions": [self._session(one) for one in parameters["identifiers"]]
            },
            "ListSteps": lambda: {
                "steps": [{"stepId": STEP, "taskRunStatusCounts": {"FAILED": 5_000}}]
            },
            "ListTasks": lambda: {
                "tasks": [{**task, "runStatus": "FAILED"} for task in self._tasks()[:30]],
                "nextToken": f"after {parameters.get('nextToken', 'the first')}",
            },
            "BatchGetStep": lambda: {"steps": [{"stepId": STEP, "name": "render"}]},
            "ListSessionActions": lambda: {
                "sessionActions": self._cut_short(parameters["sessionId"]),
                "nextToken": "on",
            },
            "ListSessions": lambda: {"sessions": self._ended(), "nextToken": "on"},
            "BatchGetTask": lambda: {
                "tasks": [{**one, "runStatus": "SUCCEEDED"} for one in parameters["identifiers"]]
            },
        }
        return answers[operation]()

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,  # noqa: ARG002 - the protocol's
        limit: int | None = None,  # noqa: ARG002
    ) -> EventPage:
        self.calls += 1 if place.role in self._roles else 2
        self.pages_read += 1
        assert place.role is not None
        self._roles.add(place.role)
        turn = int(token or 0)
        if turn < self.empty:
            return EventPage((), "end", str(turn + 1))
        way = self.ways[len(self._roles) % len(self.ways)]
        return EventPage((LogLine(place.end or 0, way),), "end", str(turn))

    def _tasks(self) -> list[dict[str, Any]]:
        return [
            {
                **attempt(number).task,
                "latestSessionActionId": f"sessionaction-{number:032x}-2",
            }
            for number in range(100)
        ]

    def _ended(self) -> list[dict[str, Any]]:
        return [
            {"sessionId": f"session-{number:032x}", "targetLifecycleStatus": "ENDED"}
            for number in range(500, 500 + self.ended)
        ]

    def _cut_short(self, session_id: str) -> list[dict[str, Any]]:
        """Of the sessions that were told to end the first action was interrupted."""
        number = int(session_id.split("-")[1], 16)
        if number < 500:
            return []
        ran = {"taskRun": {"stepId": STEP, "taskId": f"task-{HEX}-{number}"}}
        key = f"sessionaction-{number:032x}-2"
        return [{"sessionActionId": key, "status": "INTERRUPTED", "definition": ran}]

    def _action(self, identifier: Mapping[str, str]) -> dict[str, Any]:
        number = int(identifier["sessionActionId"].split("-")[1], 16)
        way = self.ways[number % len(self.ways)]
        status = way if way in {"NEVER_ATTEMPTED", "INTERRUPTED", "CANCELED"} else "FAILED"
        told = attempt(number, code=number % len(self.ways), message=way).action
        if number >= 500:
            [cut_short] = self._cut_short(f"session-{number:032x}")
            return {**told, **cut_short}
        return {
            **told,
            "sessionActionId": identifier["sessionActionId"],
            "sessionId": identifier["sessionActionId"].replace("action", "").removesuffix("-2"),
            "status": status,
        }

    def _session(self, identifier: Mapping[str, str]) -> dict[str, Any]:
        number = int(identifier["sessionId"].split("-")[1], 16)
        return {
            **identifier,
            "fleetId": f"fleet-{number % 5:032x}",
            "workerId": f"worker-{number:032x}",
            "hostProperties": {"hostName": f"host{number % 7}"},
        }


WAYS = st.text(max_size=60) | st.sampled_from(
    ["NEVER_ATTEMPTED", "INTERRUPTED", "CANCELED", "openjd_fail: \x1b[31mno", "out of memory"]
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(WAYS, min_size=1, max_size=12),
    st.integers(0, 5),
    st.integers(0, 3),
    st.booleans(),
    st.integers(1, 20),
)
@example(ways=["x"], empty=0, ended=0, searches=True, spent=6)
async def test_ten_thousand_tasks_cost_twelve_calls_at_most_and_a_log_is_read(
    ways: list[str], empty: int, ended: int, searches: bool, spent: int
) -> None:
    service = LargeJob(ways, empty, ended, searches=searches)
    job = {
        **PATH,
        "name": "large",
        "taskRunStatusCounts": {"FAILED": 5_000, "SUCCEEDED": 4_990, "READY": 10},
    }
    place = Place(JOBS, {"farmId": PATH["farmId"], "queueId": PATH["queueId"]})
    report = await why(service, place, job, spent=spent)
    assert report.calls == service.calls + spent <= max(12, spent + FEWEST_CALLS)
    assert service.pages_read or (spent > 1 and not searches)
    assert sum(len(group.attempts) for group in report.groups) <= 100
    assert any(text.endswith("of 5,000 failed tasks") for text in report.unseen)
    assert all(plain(line) == line for line in report_lines(report))
    assert len(report_value(report)["groups"]) == len(report.groups)
