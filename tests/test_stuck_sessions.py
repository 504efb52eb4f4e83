"""Laws of the watch over what runs where only sessions or tasks are listed."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import DeniedError
from app.resources import LEVELS
from app.resources.level import Place
from app.stuck.kin import Usual
from app.stuck.silence import AGAIN, ALONE, LEAST, SPACING, Heard, limit
from app.stuck.silences import Silences
from app.stuck.suspects import Suspect, suspect_in
from tests.test_stuck import (
    BEGAN,
    EVERY,
    JOB,
    PLACE,
    SESSION,
    Log,
    listened,
    of_others,
    suspect,
    task,
)
from tests.virtual_time import run_virtually

SESSIONS = Place(LEVELS["sessions"], JOB)
STEP = {**JOB, "stepId": "step-1"}
TASKS = Place(LEVELS["tasks"], STEP)


def at(seconds: float) -> datetime:
    """A moment after the session began, as the service tells it."""
    return datetime.fromtimestamp(BEGAN + seconds, UTC)


def session(number: int = 0, **more: Any) -> dict[str, Any]:
    """A session that is under way, as a list tells of it."""
    key = f"session-{number:032}"
    return {"sessionId": key, "lifecycleStatus": "STARTED", "startedAt": at(0), **more}


def found(place: Place, item: dict[str, Any]) -> Suspect:
    """What an item runs."""
    suspected = suspect_in(place, item)
    assert suspected is not None
    return suspected


def after(
    log: Log, seconds: float, silences: Silences | None = None, *others: Suspect
) -> list[tuple[float, bool]]:
    """Whether anything is marked, now and then, that runs in a session which is listed."""
    suspects = [found(SESSIONS, session()), *others]
    return run_virtually(listened(log, silences or Silences(2.0), suspects, BEGAN + seconds))


def is_marked_first(seen: list[tuple[float, bool]]) -> float:
    """Seconds after the session began."""
    return next(when for when, is_marked in seen if is_marked) - BEGAN


# Sessions


def test_a_session_that_goes_on_writing_costs_a_call_in_three_minutes() -> None:
    log = Log(*(BEGAN + second for second in range(3_600)))
    assert not any(is_marked for _, is_marked in after(log, 3_600))
    assert len(log.places) == 3_600 / LEAST
    assert not log.asked


def test_fifty_sessions_cost_seventeen_calls_a_minute() -> None:
    log = Log(*(BEGAN + second for second in range(3_600)))
    fifty = [found(SESSIONS, session(number)) for number in range(50)]
    run_virtually(listened(log, Silences(2.0), fifty, BEGAN + 3_600))
    assert len(log.places) / 60 <= 50 / 3
    assert not log.asked


@settings(max_examples=25)
@given(st.lists(st.integers(0, 3_000), max_size=12), st.integers(0, 600))
def test_a_session_is_marked_once_its_action_is_silent_for_too_long_and_never_before(
    lines: list[int], usual: int
) -> None:
    log = Log(BEGAN, *sorted(BEGAN + line for line in lines))
    log.actions = [task(7, BEGAN)]
    most = limit(2.0, Usual(usual, 1))
    for when, is_marked in after(log, 3_000, of_others(usual)):
        silence = log.silence(when)
        if silence < most:
            recent = range(int(AGAIN + EVERY))
            assert not is_marked or any(log.silence(when - s) >= most for s in recent), when
        elif silence > most + SPACING + EVERY:
            assert is_marked, when
    # No more than once for each silence, the first and the last of them included.
    assert len(log.asked) <= 1 + len(set(lines))


def test_what_runs_is_asked_once_a_silence_and_its_list_tells_what_is_usual() -> None:
    log = Log(BEGAN + 10, BEGAN + 1_000)
    log.actions = [task(0, BEGAN - 900, BEGAN - 500), task(7, BEGAN)]
    seen = after(log, 2_500)
    assert is_marked_first(seen) == pytest.approx(10 + 800, abs=SPACING)
    first, second = log.asked
    assert first == pytest.approx(BEGAN + 10 + LEAST, abs=SPACING)
    assert second == pytest.approx(BEGAN + 1_000 + LEAST, abs=AGAIN)
    assert not dict(seen)[BEGAN + 1_500]
    assert dict(seen)[BEGAN + 2_000]


def test_where_nothing_is_known_of_others_it_takes_half_an_hour() -> None:
    log = Log(BEGAN + 10)
    log.actions = [task(7, BEGAN)]
    assert is_marked_first(after(log, 2 * ALONE)) == pytest.approx(10 + ALONE, abs=EVERY)
    assert len(log.asked) == 1


def test_a_session_between_two_actions_is_not_stuck() -> None:
    log = Log(BEGAN + 10)
    log.actions = [task(7, BEGAN, BEGAN + 9), task(8, None)]
    assert not any(is_marked for _, is_marked in after(log, 7_200))
    assert len(log.asked) <= 7_200 / LEAST


def test_an_action_that_has_written_nothing_is_silent_since_it_began() -> None:
    log = Log(BEGAN + 10)
    log.actions = [task(7, BEGAN + 100)]
    silences = of_others(200.0)
    assert is_marked_first(after(log, 900, silences)) == pytest.approx(500, abs=EVERY)
    [silence] = silences.known(BEGAN + 900)
    assert (silence.since, silence.heard.line) == (BEGAN + 100, "")
    assert len(log.asked) == 1


def test_where_nobody_may_know_what_runs_others_are_listened_to_all_the_same() -> None:
    log = Log(BEGAN + 10)
    log.denied = DeniedError("You may not.")
    silences = of_others(100.0)
    other = found(Place(LEVELS["session-actions"], JOB), task(7, BEGAN))
    other_session = {**other.ids, "sessionId": f"session-{1:032}"}
    seen = after(log, 7_200, silences, Suspect(other_session, at(0), other.kind))
    assert is_marked_first(seen) == pytest.approx(10 + 200, abs=SPACING)
    assert all(is_marked for when, is_marked in seen if when > BEGAN + 250)
    assert len(log.asked) <= 7_200 / LEAST


def test_a_session_is_not_listened_to_beside_its_action() -> None:
    log = Log(BEGAN + 10)
    alone, both = of_others(100.0), of_others(100.0)
    run_virtually(listened(log, alone, [suspect(7)], BEGAN + 2_000))
    count, log.places = len(log.places), []
    after(log, 2_000, both, suspect(7))
    assert len(log.places) == count
    assert not log.asked


def test_what_was_heard_of_an_action_is_known_where_its_session_is_listed() -> None:
    log, silences = Log(BEGAN + 10), of_others(100.0)
    silences.hear(suspect(7), Heard(BEGAN + 10, BEGAN + 300, "a line"))
    listed = found(SESSIONS, session())
    assert silences.next([listed]) == (listed, BEGAN + 300 + AGAIN)
    assert all(is_marked for _, is_marked in after(log, 900, silences))
    assert not log.asked


def test_an_action_is_forgotten_when_its_session_has_ended() -> None:
    silences = of_others(100.0)
    silences.hear(suspect(7), Heard(BEGAN, BEGAN + ALONE))
    silences.learn(SESSIONS, [session(1, endedAt=at(9))])
    assert silences.known(BEGAN + ALONE)
    silences.learn(SESSIONS, [session(endedAt=at(9))])
    assert not silences.known(BEGAN + ALONE)


def test_a_session_of_a_worker_is_known_by_its_worker_too() -> None:
    worker = {"farmId": "farm-1", "fleetId": "fleet-1", "workerId": "worker-1"}
    listed = session(queueId="queue-1", jobId="job-1")
    suspected = found(Place(LEVELS["worker-sessions"], worker), listed)
    assert suspected.ids == {**worker, **JOB, "sessionId": SESSION}
    below = suspect(7).below(suspected)
    assert worker.items() <= below.ids.items()
    assert below.key == suspect(7).key


@pytest.mark.parametrize(
    "item",
    [session(lifecycleStatus="ENDED"), session(startedAt=None), session(lifecycleStatus="NEWER")],
)
def test_what_does_not_run_is_not_listened_to(item: dict[str, Any]) -> None:
    assert suspect_in(SESSIONS, item) is None


def test_sessions_of_another_service_are_not_listened_to() -> None:
    assert suspect_in(Place(LEVELS["workflow-sessions"], {}), session(status="RUNNING")) is None


# Tasks


def one_task(number: int, status: str = "RUNNING", **more: Any) -> dict[str, Any]:
    """A task, as a list tells of it, which the session runs or has run."""
    return {
        "taskId": f"task-{number}",
        "runStatus": status,
        "latestSessionActionId": f"sessionaction-{'0' * 32}-{number}",
        "startedAt": at(0),
        **more,
    }


def test_a_task_that_runs_is_the_same_suspect_as_its_action() -> None:
    listed, action = found(TASKS, one_task(7)), suspect(7)
    assert (listed.key, listed.kind, listed.log) == (action.key, action.kind, action.log)
    assert listed.ids == action.ids


def test_tasks_that_went_well_tell_how_long_others_of_their_step_take() -> None:
    silences = Silences(2.0)
    done = [one_task(n, "SUCCEEDED", endedAt=at(60 * n)) for n in (1, 2, 3)]
    failed = one_task(4, "FAILED", endedAt=at(4_000))
    again = one_task(5, "SUCCEEDED", endedAt=at(9_000), failureRetryCount=1)
    silences.learn(TASKS, [*done, failed, again, one_task(7)])
    assert silences.usual(suspect(7)) == Usual(120.0, 3)
    silences.learn(PLACE, [task(1, BEGAN, BEGAN + 60)])
    assert silences.usual(suspect(7)) == Usual(120.0, 3)


def test_of_a_task_that_was_tried_again_its_session_is_asked_what_it_runs() -> None:
    listed = found(TASKS, one_task(7, failureRetryCount=2))
    assert (listed.is_known, listed.key) == (False, SESSION)
    log, silences = Log(BEGAN + 700), of_others(100.0)
    log.actions = [task(7, BEGAN + 600)]
    seen = run_virtually(listened(log, silences, [listed], BEGAN + 1_200))
    assert is_marked_first(seen) == pytest.approx(700 + 200, abs=SPACING + EVERY)
    assert len(log.asked) <= 2


def test_a_task_that_no_session_has_run_is_not_listened_to() -> None:
    assert suspect_in(TASKS, one_task(7, latestSessionActionId=None)) is None
    assert suspect_in(TASKS, one_task(7, "READY")) is None
