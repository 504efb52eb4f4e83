"""Laws of the watch over silent actions: what is marked, when, and how few calls that takes."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.aws.api import NO_PARAMETERS, EventPage, LiveUpdate
from app.errors import DeniedError, FarmtopError, NotFoundError
from app.logs.following.tails import Tails
from app.resources import LEVELS
from app.resources.level import Place
from app.resources.log_place import LogPlace, QueueRole, ReadRole
from app.stuck.hearing import PAGES
from app.stuck.kin import MOST_KINDS, MOST_OF_A_KIND, Kin, Usual, kind_of
from app.stuck.listening import listen
from app.stuck.silence import AGAIN, ALONE, LEAST, SPACING, Heard, due, is_stuck, limit
from app.stuck.silences import KEPT, MOST, Silences
from app.stuck.suspects import Suspect, suspect_in
from app.view import LogLine
from tests.virtual_time import now, run_virtually

JOB = {"farmId": "farm-1", "queueId": "queue-1", "jobId": "job-1"}
SESSION = f"session-{'0' * 32}"
PLACE = Place(LEVELS["session-actions"], {**JOB, "sessionId": SESSION})
EVERY = 5.0
"""Seconds between two looks."""
BEGAN = 1_000.0
"""When virtual time begins, and with it the action that is listened to."""

SECONDS = st.floats(0, 10_000, allow_nan=False)
USUAL = st.none() | st.builds(Usual, SECONDS, st.integers(1, 50))
MULTIPLES = st.floats(1, 20)


def task(
    number: int, began: float | None, ended: float | None = None, step: str = "step-1"
) -> dict[str, Any]:
    """A session action that runs a task; without an end it runs."""
    ran = {"stepId": step, "taskId": f"task-{number}"}
    action = {
        "sessionActionId": f"sessionaction-{'0' * 32}-{number}",
        "status": "RUNNING" if ended is None else "SUCCEEDED",
        "definition": {"taskRun": ran},
    }
    times = {"startedAt": began, "endedAt": ended}
    told = {name: datetime.fromtimestamp(at, UTC) for name, at in times.items() if at is not None}
    return {**action, **told}


def suspect(number: int = 0, began: float = BEGAN) -> Suspect:
    found = suspect_in(PLACE, task(number, began))
    assert found is not None
    return found


class Log:
    """One log, whose lines come at the times that a test says."""

    def __init__(self, *times: float) -> None:
        self.times = times
        self.actions: list[dict[str, Any]] = []
        """What its session has run, if somebody asks."""
        self.asked: list[float] = []
        """When somebody did."""
        self.places: list[LogPlace] = []
        """What was asked for."""
        self.empty_pages = 0
        self.failure: FarmtopError | None = None
        self.denied: DeniedError | None = None
        """How it is refused to tell what runs."""

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,
        limit: int | None = None,
    ) -> EventPage:
        assert (from_head, limit) == (False, 1)
        self.places.append(place)
        if self.failure is not None:
            raise self.failure
        page = int(token or 0)
        if page < self.empty_pages:
            return EventPage((), "forward", str(page + 1))
        lines = [at for at in self.times if BEGAN <= at <= now()]
        events = (LogLine(int(lines[-1] * 1000), f"line of {lines[-1]}\x1b[31m"),) if lines else ()
        return EventPage(events, "forward", str(page))

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        assert (service, operation, role) == ("deadline", "ListSessionActions", None)
        self.asked.append(now())
        if self.denied is not None:
            raise self.denied
        assert parameters == {**JOB, "sessionId": SESSION, "maxResults": 100}
        return {"sessionActions": self.actions}

    async def live_tail(self, place: LogPlace) -> AsyncGenerator[LiveUpdate, None]:
        del place
        yield LiveUpdate()

    def silence(self, at: float) -> float:
        """For how long there had been no line at a time."""
        return at - max([BEGAN, *(time for time in self.times if time <= at)])


async def listened(
    log: Log, silences: Silences, suspects: Sequence[Suspect], until: float
) -> list[tuple[float, bool]]:
    """Whether any is marked, now and then until a time."""
    seen: list[tuple[float, bool]] = []

    async def hear() -> None:
        hearing = listen(
            log, Tails(log, clock=now), silences, lambda: suspects, asyncio.Event(), clock=now
        )
        async with aclosing(hearing):
            async for _ in hearing:
                pass

    task = asyncio.create_task(hear())
    while now() < until:
        await asyncio.sleep(EVERY)
        seen.append((now(), bool(silences.known(now()))))
    task.cancel()
    await asyncio.wait((task,))
    return seen


def after(log: Log, seconds: float, silences: Silences | None = None) -> list[tuple[float, bool]]:
    """Whether an action is marked that began with virtual time, now and then."""
    known = silences or Silences(2.0)
    return run_virtually(listened(log, known, [suspect()], BEGAN + seconds))


def of_others(*lengths: float) -> Silences:
    """What is known where others of the step took so long."""
    silences = Silences(2.0)
    silences.learn(PLACE, [task(n, 0.0, length) for n, length in enumerate(lengths, 1)])
    return silences


# When it is too long


@given(MULTIPLES, USUAL)
def test_no_silence_is_too_long_that_is_short(multiple: float, usual: Usual | None) -> None:
    most = limit(multiple, usual)
    assert most >= LEAST
    assert usual is None or most >= usual.median


@settings(max_examples=25)
@given(st.lists(st.integers(0, 3_000), max_size=12), st.integers(0, 600))
def test_it_is_marked_once_its_log_is_silent_for_too_long_and_never_before(
    lines: list[int], usual: int
) -> None:
    log = Log(*sorted(BEGAN + line for line in lines))
    silences = of_others(usual)
    most = limit(2.0, Usual(usual, 1))
    for at, is_marked in after(log, 3_000, silences):
        silence = log.silence(at)
        if silence < most:
            # It may go on being marked until it is listened to again, and no longer.
            recent = range(int(AGAIN + EVERY))
            assert not is_marked or any(log.silence(at - s) >= most for s in recent), at
        elif silence > most + SPACING + EVERY:
            assert is_marked, at


@settings(max_examples=25)
@given(st.lists(st.integers(0, 3_000), max_size=12), st.integers(0, 600), st.integers(1, 3_000))
def test_it_is_seldom_listened_to_and_not_at_all_while_it_is_young(
    lines: list[int], usual: int, age: int
) -> None:
    log = Log(BEGAN, *sorted(BEGAN + line for line in lines))
    after(log, age, of_others(usual))
    most = limit(2.0, Usual(usual, 1))
    beyond = max(0.0, age + EVERY - most)
    assert len(log.places) <= (1 + beyond / SPACING if beyond else 0)


@given(SECONDS, SECONDS, SECONDS, st.floats(LEAST, 10_000))
def test_nobody_is_listened_to_again_at_once(
    began: float, age: float, silence: float, most: float
) -> None:
    heard = Heard(began + age, began + age + silence)
    assert due(began, None, most) == began + most
    assert due(began, heard, most) >= heard.asked_at + SPACING
    assert is_stuck(heard, most) == (heard.silence >= most)


def test_one_that_goes_on_writing_costs_a_call_in_as_long_as_it_may_be_silent() -> None:
    log = Log(*(BEGAN + second for second in range(3_600)))
    assert not any(is_marked for _, is_marked in after(log, 3_600, of_others(300.0)))
    assert len(log.places) == 6


def test_where_nothing_is_known_of_others_it_takes_half_an_hour() -> None:
    seen = after(Log(BEGAN + 60), 2 * ALONE)
    first = next(at for at, is_marked in seen if is_marked)
    assert first == pytest.approx(BEGAN + 60 + ALONE, abs=EVERY)


def test_a_line_that_comes_after_all_takes_the_mark_away() -> None:
    log = Log(BEGAN + 10, BEGAN + 800)
    marked = [at - BEGAN for at, is_marked in after(log, 1_200, of_others(100.0)) if is_marked]
    assert marked[0] == pytest.approx(200 + SPACING, abs=EVERY)
    assert max(at for at in marked if at < 950) <= 800 + AGAIN + EVERY


def test_a_log_that_is_not_there_yet_is_silent_since_the_action_began() -> None:
    log, silences = Log(), of_others(100.0)
    log.failure = NotFoundError("There is no such stream.")
    assert after(log, 300, silences)[-1][1]
    silence = silences.of(suspect().key, BEGAN + 300)
    assert silence is not None
    assert (silence.since, silence.heard.line) == (BEGAN, "")


def test_the_last_line_is_found_behind_empty_pages_or_nothing_is_said() -> None:
    log, silences = Log(BEGAN + 5), of_others(100.0)
    log.empty_pages = PAGES - 1
    assert after(log, 300, silences)[-1][1]
    silence = silences.of(suspect().key, BEGAN + 300)
    assert silence is not None
    assert silence.heard.line == f"line of {BEGAN + 5}"
    endless = Log(BEGAN + 5)
    endless.empty_pages = 1_000
    assert not any(is_marked for _, is_marked in after(endless, 1_000, of_others(100.0)))
    assert len(endless.places) <= PAGES * 1_000 / LEAST


def test_a_log_that_may_not_be_read_is_asked_for_less_and_less() -> None:
    log = Log()
    log.failure = DeniedError("You may not.")
    assert not any(is_marked for _, is_marked in after(log, 7_200, of_others(100.0)))
    assert 2 < len(log.places) < 7_200 / AGAIN


def test_with_a_multiple_of_nought_nobody_is_listened_to() -> None:
    log = Log()
    assert not any(is_marked for _, is_marked in after(log, 10_000, Silences(0.0)))
    assert not log.places


def test_many_suspects_together_stay_within_the_budget_of_logs() -> None:
    log, suspects = Log(BEGAN), [suspect(number) for number in range(1, 101)]
    run_virtually(listened(log, Silences(2.0), suspects, BEGAN + ALONE + 20))
    assert 60 <= len(log.places) <= 4 * (20 + EVERY) + 1


def test_the_part_of_the_sessions_log_is_asked_for_that_is_its_own() -> None:
    log = Log(BEGAN + 1)
    after(log, LEAST + 1, of_others(10.0))
    [place] = log.places
    assert place == LogPlace(
        "/aws/deadline/farm-1/queue-1",
        SESSION,
        QueueRole("farm-1", "queue-1"),
        start=int(BEGAN * 1000),
    )


def test_a_log_that_is_open_tells_its_last_line_itself() -> None:
    class Opened(Log):
        async def get_log_events(self, place: LogPlace, **_: Any) -> EventPage:
            self.places.append(place)
            return EventPage((LogLine(int((BEGAN + 7) * 1000), "from the tail"),), "f", "b")

    async def scenario() -> tuple[str, int]:
        log, silences, one = Opened(), of_others(50.0), suspect()
        tails = Tails(log, clock=now)
        tail = tails.open(one.log)
        follow = tail.follow()
        while not tail.is_current:
            await anext(follow)
        before = len(log.places)
        await asyncio.sleep(400)
        async with aclosing(
            listen(log, tails, silences, lambda: [one], asyncio.Event(), clock=now)
        ) as hearing:
            await anext(hearing)
        await follow.aclose()
        assert tails.following(one.log) is None
        silence = silences.of(one.key, now())
        assert silence is not None
        return silence.heard.line, len(log.places) - before

    assert run_virtually(scenario()) == ("from the tail", 0)


# What is known


@given(st.lists(st.integers(0, 1_000_000), min_size=1, max_size=60))
def test_the_median_of_others_has_as_many_below_as_above(lengths: list[int]) -> None:
    usual = of_others(*map(float, lengths)).usual(suspect())
    assert usual is not None
    assert usual.count == len(lengths)
    assert sum(one < usual.median for one in lengths) <= len(lengths) / 2
    assert sum(one > usual.median for one in lengths) <= len(lengths) / 2


def test_only_what_did_the_same_and_ended_well_is_of_its_kind() -> None:
    kin = Kin()
    failed = {**task(1, 0.0, 5.0), "status": "FAILED"}
    entered = {
        **task(2, 0.0, 7.0),
        "definition": {"envEnter": {"environmentId": "STEP:step-1:Conda"}},
    }
    kin.learn(JOB, [failed, entered, task(3, 0.0, 9.0, step="step-2"), task(4, 0.0)])
    assert kin.usual(kind_of(JOB, task(5, 0.0))) is None
    assert kin.usual(kind_of(JOB, entered)) == Usual(7.0, 1)
    unknown = {**task(6, 0.0, 3.0), "definition": {"SDK_UNKNOWN_MEMBER": {"name": "warmUp"}}}
    kin.learn(JOB, [unknown])
    assert kin.usual(kind_of(JOB, unknown)) == Usual(3.0, 1)


def test_what_is_remembered_of_others_has_its_bounds() -> None:
    kin = Kin()
    kin.learn(JOB, [task(n, 0.0, 9.0) for n in range(2 * MOST_OF_A_KIND)])
    usual = kin.usual(kind_of(JOB, task(0, 0.0)))
    assert usual is not None
    assert usual.count == MOST_OF_A_KIND
    for number in range(MOST_KINDS):
        kin.learn(JOB, [task(number, 0.0, 9.0, step=f"other-{number}")])
    assert kin.usual(kind_of(JOB, task(0, 0.0))) is None


def test_what_is_remembered_of_actions_has_its_bounds() -> None:
    silences = Silences(2.0)
    for number in range(MOST + 5):
        silences.hear(suspect(number), Heard(BEGAN, BEGAN + 2 * ALONE))
    assert len(silences.known(BEGAN + 2 * ALONE)) == MOST


def test_an_action_that_has_ended_is_not_silent_any_more() -> None:
    silences = Silences(2.0)
    silences.hear(suspect(), Heard(BEGAN, BEGAN + ALONE))
    version = silences.version
    assert silences.of(suspect().key, BEGAN + ALONE) is not None
    silences.learn(PLACE, [task(0, BEGAN, BEGAN + ALONE)])
    assert silences.of(suspect().key, BEGAN + ALONE) is None
    assert silences.version > version


def test_what_nobody_listens_to_any_more_is_not_told_for_ever() -> None:
    silences = Silences(2.0)
    silences.hear(suspect(), Heard(BEGAN, BEGAN + ALONE))
    assert silences.of(suspect().key, BEGAN + ALONE + KEPT) is not None
    assert silences.of(suspect().key, BEGAN + ALONE + KEPT + 1) is None


def test_ids_lead_to_an_action_by_its_session_and_by_its_task() -> None:
    assert dict(suspect(4).ids) == {
        **JOB,
        "sessionId": SESSION,
        "sessionActionId": f"sessionaction-{'0' * 32}-4",
        "stepId": "step-1",
        "taskId": "task-4",
    }
