"""Laws of asking a silent session what it runs: how seldom that is, and what it finds."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from app.aws.api import NO_PARAMETERS
from app.aws.reading.budget import MOST_CALLS
from app.errors import DeniedError
from app.resources.log_place import ReadRole
from app.stuck.silence import ALONE, LEAST, SPACING
from app.stuck.silences import Silences
from tests.fakes import FakeService
from tests.test_stuck import BEGAN, EVERY, Log, of_others, task
from tests.test_stuck_sessions import after, at, is_marked_first
from tests.virtual_time import now

HOUR = 3_600


class LongLog(Log):
    """The log of a session that has done so much that its actions fill many pages."""

    def __init__(self, *times: float) -> None:
        super().__init__(*times)
        self.service = FakeService()

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        return await self.service.call(service, operation, parameters, role=role)


def long_log(**of_last: Any) -> LongLog:
    """A session of 2,000 actions, of 200 s each, that has been silent since the last one began at
    700."""
    log = LongLog(*(BEGAN + second for second in range(0, 701, 100)))
    last = {**task(1_999, BEGAN + 700), **of_last}
    before = [task(number, BEGAN + number / 3, BEGAN + number / 3 + 200) for number in range(1_999)]
    log.service.items["ListSessionActions"] = [*before, last]
    log.service.items["SearchTasks"] = [searched(last)]
    log.service.single["GetSessionAction"] = last
    return log


def searched(action: dict[str, Any]) -> dict[str, Any]:
    """The task of an action as a search gives it: tried again, so that its begin is the first."""
    return {
        **action["definition"]["taskRun"],
        "runStatus": "RUNNING",
        "failureRetryCount": 1,
        "startedAt": at(0),
        "latestSessionActionId": action["sessionActionId"],
    }


def test_one_that_runs_nothing_is_asked_again_when_it_was_silent_for_twice_as_long() -> None:
    log = Log(BEGAN + 10)
    log.actions = [task(7, BEGAN, BEGAN + 9)]
    after(log, 10 + HOUR)
    silent = [asked - BEGAN - 10 for asked in log.asked]
    assert silent[0] == pytest.approx(LEAST, abs=SPACING)
    assert all(2 * before <= then <= 2 * before + LEAST for before, then in pairwise(silent))
    assert silent[-1] >= HOUR / 3


def test_what_begins_without_a_word_in_one_that_ran_nothing_is_found_all_the_same() -> None:
    class LateLog(Log):
        async def call(self, *asked: Any, **more: Any) -> dict[str, Any]:
            begun = [task(8, BEGAN + 1_000)] if now() >= BEGAN + 1_000 else []
            self.actions = [task(7, BEGAN, BEGAN + 9), *begun]
            return await super().call(*asked, **more)

    marked = is_marked_first(after(LateLog(BEGAN + 10), HOUR, of_others(100.0)))
    assert 1_000 + LEAST <= marked <= 2 * 1_000


def test_one_that_may_not_tell_is_asked_once_a_silence() -> None:
    log = Log(BEGAN + 10, BEGAN + HOUR)
    log.denied = DeniedError("You may not.")
    assert not any(is_marked for _, is_marked in after(log, 3 * HOUR))
    first, second = log.asked
    assert first < BEGAN + HOUR < second


def test_one_that_hangs_is_found_in_three_calls_however_much_it_has_done() -> None:
    log = long_log()
    marked = is_marked_first(after(log, 2 * HOUR))
    assert marked == pytest.approx(700 + 400, abs=SPACING + EVERY)
    assert log.service.count() == {
        "ListSessionActions": 1,
        "SearchTasks": 1,
        "GetSessionAction": 1,
    }


def test_what_a_search_takes_for_running_and_has_ended_is_not_stuck() -> None:
    log = long_log(status="SUCCEEDED", endedAt=at(701))
    assert not any(is_marked for _, is_marked in after(log, 2 * HOUR))
    assert log.service.count()["GetSessionAction"] <= 6


def test_one_that_hangs_in_an_environment_is_found_behind_a_thousand_tasks() -> None:
    log = long_log()
    actions = log.service.items["ListSessionActions"]
    left = {"definition": {"envExit": {"environmentId": "QUEUE:queue-1:Conda"}}}
    log.service.items["ListSessionActions"] = [*actions[:1_000], {**actions[-1], **left}]
    log.service.items["SearchTasks"] = []
    marked = is_marked_first(after(log, 2 * HOUR))
    assert marked == pytest.approx(700 + ALONE, abs=SPACING + EVERY)
    assert log.service.count() == {"ListSessionActions": 11, "SearchTasks": 1}


def test_one_whose_list_is_too_long_to_tell_is_asked_once_a_silence() -> None:
    log = long_log()
    log.service.items["SearchTasks"] = []
    assert not any(is_marked for _, is_marked in after(log, 2 * HOUR))
    assert log.service.count().total() == MOST_CALLS


def test_a_last_line_in_the_millisecond_in_which_its_action_began_is_no_news() -> None:
    log = Log(BEGAN)
    log.actions = [task(7, BEGAN + 0.000_4)]
    silences = Silences(2.0)
    marked = is_marked_first(after(log, 2 * ALONE, silences))
    assert marked == pytest.approx(ALONE, abs=SPACING + EVERY)
    [silence] = silences.known(BEGAN + 2 * ALONE)
    assert silence.heard.line == f"line of {BEGAN}"
    assert len(log.asked) == 1


def test_a_session_is_left_in_peace_whatever_the_ids_of_its_actions_are_made_of() -> None:
    log = Log(BEGAN + 10)
    log.actions = [{**task(7, BEGAN), "sessionActionId": f"sessionaction-{1:032}-7"}]
    after(log, HOUR)
    assert 0 < len(log.places) <= HOUR / SPACING
    assert len(log.asked) == 1
