"""Laws of what may not be listened to: it is put off, and nobody else waits for it."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from app.aws.api import EventPage
from app.errors import (
    CredentialsError,
    DeniedError,
    FarmtopError,
    InvalidError,
    ServiceError,
    ThrottledError,
    UnreachableError,
)
from app.resources import LEVELS
from app.resources.level import Place
from app.resources.log_place import LogPlace
from app.stuck.listening import FAILED, REFUSED
from app.stuck.silence import LEAST
from app.stuck.silences import Silences
from app.why.asking import MOST_CALLS, Asking
from app.why.silent import listen_in
from tests.test_stuck import BEGAN, SESSION, Log, listened, of_others, suspect, task
from tests.test_stuck_sessions import SESSIONS, at, found, session
from tests.virtual_time import now, run_virtually

HOUR = 3_600
OTHER = f"session-{1:032}"


class PartlyRefused(Log):
    """The logs of some sessions, of which some may not be read."""

    def __init__(self, refusal: FarmtopError, *streams: str) -> None:
        super().__init__(BEGAN + 10)
        self.refusal = refusal
        self.streams = streams
        """Those that may not."""
        self.numbers: tuple[int, ...] = (0, 1)
        """Of the sessions that the worker is in."""
        self.moments: list[float] = []
        """When one of those was asked for."""
        self.heard: list[float] = []
        """When another was."""

    async def get_log_events(self, place: LogPlace, **how: Any) -> EventPage:
        if place.stream in self.streams:
            self.moments.append(now())
            raise self.refusal
        self.heard.append(now())
        return await super().get_log_events(place, **how)

    async def call(
        self, service: str, operation: str, parameters: Mapping[str, object] = {}, **_: Any
    ) -> dict[str, Any]:
        del service
        if operation == "ListSessionsForWorker":
            ids = {"queueId": "queue-1", "jobId": "job-1"}
            return {"sessions": [session(number, **ids) for number in self.numbers]}
        hex_of = str(parameters["sessionId"]).removeprefix("session-")
        action = {**task(7, BEGAN), "sessionActionId": f"sessionaction-{hex_of}-7"}
        return {"sessionActions": [action]}


@pytest.mark.parametrize("refusal", [DeniedError("You may not."), InvalidError("Not so.")])
def test_others_are_listened_to_as_if_the_one_that_is_refused_were_not_there(
    refusal: FarmtopError,
) -> None:
    both = [found(SESSIONS, session()), found(SESSIONS, session(1, startedAt=at(1)))]
    log, alone = PartlyRefused(refusal, SESSION), PartlyRefused(refusal)
    seen = run_virtually(listened(log, of_others(100.0), both, BEGAN + HOUR))
    run_virtually(listened(alone, of_others(100.0), both[1:], BEGAN + HOUR))
    assert seen[-1][1]
    assert log.heard == pytest.approx(alone.heard, abs=2.0)


def test_one_that_is_refused_is_left_alone_for_twice_as_long_each_time() -> None:
    log = PartlyRefused(DeniedError("You may not."), SESSION)
    run_virtually(listened(log, Silences(2.0), [found(SESSIONS, session())], BEGAN + 4 * HOUR))
    waits = [then - before for before, then in pairwise(log.moments)]
    assert waits[:5] == pytest.approx([REFUSED[0] * 2**power for power in range(5)], abs=2.0)
    assert waits[5:] == pytest.approx([REFUSED[1]] * len(waits[5:]), abs=2.0)
    assert len(waits) > 6


def test_those_that_are_refused_stay_within_the_budget_of_logs() -> None:
    log = PartlyRefused(DeniedError("You may not."), SESSION)
    many = [suspect(number) for number in range(100)]
    run_virtually(listened(log, of_others(10.0), many, BEGAN + LEAST + 20))
    assert len(log.moments) > 60
    assert min(then - before for before, then in pairwise(log.moments)) >= 0.2


@pytest.mark.parametrize(
    "failure",
    [
        ThrottledError("Too many."),
        UnreachableError("No answer."),
        ServiceError("It failed."),
        CredentialsError("None."),
    ],
    ids=["throttled", "unreachable", "failed", "credentials"],
)
def test_what_concerns_all_holds_all(failure: FarmtopError) -> None:
    log = PartlyRefused(failure, SESSION, OTHER)
    both = [found(SESSIONS, session()), found(SESSIONS, session(1))]
    run_virtually(listened(log, Silences(2.0), both, BEGAN + HOUR))
    assert len(log.moments) > 2
    assert min(then - before for before, then in pairwise(log.moments)) >= FAILED[0]


def test_an_inquiry_listens_to_the_others_and_says_why_one_was_refused() -> None:
    async def scenario() -> None:
        log, silences = PartlyRefused(DeniedError("You may not."), SESSION), of_others(100.0)
        worker = {"workerId": "worker-1", "status": "RUNNING"}
        fleet = Place(LEVELS["workers"], {"farmId": "farm-1", "fleetId": "fleet-1"})
        unheard = await listen_in(Asking(log), silences, fleet, worker, lambda: BEGAN + HOUR)
        [silence] = silences.known(BEGAN + HOUR)
        assert silence.ids["sessionId"] == OTHER
        assert unheard == ("the last line of what runs: You may not",)
        assert len(log.moments) == 1

    run_virtually(scenario())


def test_an_inquiry_that_runs_out_of_calls_takes_no_session_for_one_that_does_not_tell() -> None:
    async def scenario(calls: int) -> None:
        log, silences = PartlyRefused(DeniedError("You may not.")), of_others(100.0)
        log.numbers = (0,)
        worker = {"workerId": "worker-1", "status": "RUNNING"}
        fleet = Place(LEVELS["workers"], {"farmId": "farm-1", "fleetId": "fleet-1"})
        asking = Asking(log, most=calls)
        unheard = await listen_in(asking, silences, fleet, worker, lambda: BEGAN + HOUR)
        assert bool(unheard) != bool(silences.known(BEGAN + HOUR)), calls

    for calls in range(MOST_CALLS):
        run_virtually(scenario(calls))
