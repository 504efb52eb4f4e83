"""Laws of the watch over what runs where only workers are listed."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from app.aws.api import NO_PARAMETERS, EventPage
from app.errors import DeniedError, FarmtopError
from app.logs.following.tails import Tails
from app.resources import LEVELS
from app.resources.level import Place
from app.resources.log_place import LogPlace, ReadRole
from app.stuck.listening import WORKER_EVERY, WORKERS, listen
from app.stuck.silence import LEAST, VISITED, Heard
from app.stuck.silences import KEPT, Silences
from app.stuck.suspects import Suspect, suspect_in
from app.view import LogLine
from tests.test_stuck import BEGAN, EVERY, JOB, Log, of_others, suspect, task
from tests.test_stuck_sessions import SESSIONS, at, session
from tests.virtual_time import now, run_virtually

FLEET = {"farmId": "farm-1", "fleetId": "fleet-1"}
WORKERS_OF_IT = Place(LEVELS["workers"], FLEET)
HUNG = 0
"""The number of the worker on which an action is silent since `SAID`."""
SAID = BEGAN + 10


def worker(number: int, status: str = "RUNNING") -> dict[str, Any]:
    """A worker, as a search tells of it."""
    return {"workerId": f"worker-{number}", "status": status, "createdAt": at(-9_000)}


def on(number: int) -> Suspect:
    """What a worker runs, of which nobody knows what it is."""
    found = suspect_in(WORKERS_OF_IT, worker(number))
    assert found is not None
    return found


def action_on(number: int) -> Suspect:
    """What a worker runs, where it is known."""
    whole = session(number)
    action = {**task(1, BEGAN), "sessionActionId": f"sessionaction-{number:032}-1"}
    place = Place(LEVELS["session-actions"], {**JOB, "sessionId": whole["sessionId"]})
    found, listed = suspect_in(place, action), suspect_in(SESSIONS, {**whole, **ran_by(number)})
    assert found is not None
    assert listed is not None
    return found.below(listed)


def ran_by(number: int) -> dict[str, str]:
    """A worker, as a session tells of it."""
    return {"fleetId": FLEET["fleetId"], "workerId": on(number).key}


class Fleet(Log):
    """Workers that are in a session each, of which one is silent, or some, and all others write."""

    def __init__(self) -> None:
        super().__init__(SAID)
        self.actions = [task(7, BEGAN)]
        self.ended_at: datetime | None = None
        """When somebody has ended the silent session."""
        self.silent = {HUNG}
        """The numbers of the workers on which an action is silent."""
        self.listened: list[float] = []
        """When a silent log was listened to."""
        self.visited: list[tuple[float, str]] = []
        """Which workers were asked for their sessions, and when."""
        self.refusals: dict[str, FarmtopError] = {}
        """Why workers do not tell."""

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        if operation != "ListSessionsForWorker":
            return await super().call(service, operation, parameters, role=role)
        key = str(parameters["workerId"])
        self.visited.append((now(), key))
        if key in self.refusals:
            raise self.refusals[key]
        number = int(key.removeprefix("worker-"))
        is_over = number == HUNG and self.ended_at is not None and now() > self.ended_at.timestamp()
        ended = {"endedAt": self.ended_at, "lifecycleStatus": "ENDED"} if is_over else {}
        over = session(1_000 + number, lifecycleStatus="ENDED", endedAt=at(-1))
        job = {"queueId": JOB["queueId"], "jobId": JOB["jobId"]}
        return {"sessions": [{**over, **job}, {**session(number), **job, **ended}]}

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,
        limit: int | None = None,
    ) -> EventPage:
        if place.stream in {session(number)["sessionId"] for number in self.silent}:
            self.listened.append(now())
            return await super().get_log_events(
                place, token=token, from_head=from_head, limit=limit
            )
        self.places.append(place)
        return EventPage((LogLine(int(now() * 1000), "on and on"),), "forward", "0")

    @property
    def calls(self) -> int:
        """How many were made in all."""
        return len(self.visited) + len(self.places) + len(self.asked)


async def listened(
    fleet: Fleet,
    silences: Silences,
    suspects: Sequence[Suspect],
    seconds: float,
    woken: asyncio.Event | None = None,
) -> list[tuple[float, bool]]:
    """Whether the worker that hangs is marked, now and then."""
    tails, seen = Tails(fleet, clock=now), list[tuple[float, bool]]()
    woken = woken or asyncio.Event()
    hearing = listen(fleet, tails, silences, lambda: suspects, woken, clock=now)

    async def hear() -> None:
        async with aclosing(hearing):
            async for _ in hearing:
                pass

    task = asyncio.create_task(hear())
    while now() < BEGAN + seconds:
        await asyncio.sleep(EVERY)
        seen.append((now() - BEGAN, bool(silences.within(on(HUNG).ids, now()))))
    task.cancel()
    await asyncio.wait((task,))
    return seen


def after(
    fleet: Fleet, seconds: float, *numbers: int, silences: Silences | None = None
) -> list[tuple[float, bool]]:
    """The same of workers of these numbers, in the order in which they are seen."""
    known = silences or of_others(100.0)
    return run_virtually(listened(fleet, known, [on(number) for number in numbers], seconds))


def test_a_worker_is_marked_once_its_action_is_silent_for_too_long() -> None:
    marked = [when for when, is_marked in after(Fleet(), 3_600, HUNG) if is_marked]
    assert SAID - BEGAN + 200 <= marked[0] <= SAID - BEGAN + 200 + VISITED
    assert all(later - sooner == EVERY for sooner, later in pairwise(marked))


def test_a_worker_whose_session_was_ended_is_not_marked_any_more() -> None:
    fleet = Fleet()
    fleet.ended_at = at(1_000)
    seen = dict(after(fleet, 2_000, HUNG))
    assert seen[1_000]
    assert not any(is_marked for when, is_marked in seen.items() if when > 1_000 + 2 * EVERY + 60)


def test_a_worker_that_goes_on_costs_two_calls_in_five_minutes() -> None:
    fleet = Fleet()
    assert not any(is_marked for _, is_marked in after(fleet, 3_600, 1))
    assert fleet.visited
    assert fleet.calls <= 2 * (1 + 3_600 / VISITED)
    assert not fleet.asked


def test_however_many_are_seen_few_calls_a_minute_are_made() -> None:
    fleet = Fleet()
    after(fleet, 600, *range(1, 200))
    turns = Counter(int(when - BEGAN) // 60 for when, _ in fleet.visited)
    assert WORKERS <= turns[0] <= WORKERS + 60 / WORKER_EVERY + 1
    assert all(0 < turns[minute] <= 60 / WORKER_EVERY for minute in range(1, 10))
    assert len(fleet.places) <= len(fleet.visited)
    assert len(set(fleet.visited)) == len({key for _, key in fleet.visited})


def test_the_mark_stays_in_a_screen_full_of_workers_that_are_busy() -> None:
    seen = after(Fleet(), 3 * KEPT, HUNG, *range(1, 50))
    marked = [when for when, is_marked in seen if is_marked]
    assert marked
    assert all(later - sooner == EVERY for sooner, later in pairwise(marked))


@pytest.mark.parametrize("count", [60, 200])
def test_the_mark_stays_while_most_workers_were_never_asked(count: int) -> None:
    async def later() -> list[tuple[float, bool]]:
        await asyncio.sleep(1_000)
        shown = [on(number) for number in (HUNG, *range(1, count))]
        return await listened(Fleet(), of_others(100.0), shown, 1_000 + 3 * KEPT)

    assert all(is_marked for _, is_marked in run_virtually(later()))


def test_many_silent_workers_keep_their_marks_and_nobody_from_being_asked_first() -> None:
    fleet, silences = Fleet(), of_others(100.0)
    fleet.silent = set(range(10))
    for number in fleet.silent:
        silences.hear(action_on(number), Heard(SAID, BEGAN + 900))

    async def later() -> None:
        await asyncio.sleep(1_000)
        await listened(fleet, silences, [on(number) for number in range(50)], 3_000)

    run_virtually(later())
    assert {key for _, key in fleet.visited} == {on(number).key for number in range(50)}
    assert len(silences.known(BEGAN + 3_000)) == len(fleet.silent)


def test_what_is_due_does_not_wait_for_the_turn_of_the_next_worker() -> None:
    fleet = Fleet()
    shown = [*(on(number) for number in range(1, 40)), suspect(7)]
    run_virtually(listened(fleet, of_others(100.0), shown, 300))
    assert fleet.listened[0] == pytest.approx(BEGAN + 200)


def test_what_is_shown_later_does_not_wait_for_the_turn_of_the_next_worker() -> None:
    fleet, woken = Fleet(), asyncio.Event()
    shown = [on(number) for number in range(1, 40)]

    async def more() -> None:
        watch = asyncio.create_task(listened(fleet, of_others(100.0), shown, 200, woken))
        await asyncio.sleep(100)
        shown.append(suspect(7, BEGAN - 500))
        woken.set()
        await watch

    run_virtually(more())
    assert fleet.listened[0] == pytest.approx(BEGAN + 100)


def test_of_those_of_which_nothing_is_known_the_first_is_asked_first() -> None:
    fleet = Fleet()
    after(fleet, LEAST, 5, 3, 4)
    assert [key for _, key in fleet.visited] == ["worker-5", "worker-3", "worker-4"]


def test_one_that_may_not_tell_does_not_hold_up_the_others() -> None:
    fleet = Fleet()
    fleet.refusals["worker-1"] = DeniedError("You may not.")
    assert after(fleet, 1_200, 1, HUNG)[-1][1]
    assert sum(key == "worker-1" for _, key in fleet.visited) < 1_200 / 60


def test_what_was_heard_where_its_sessions_are_listed_is_known_of_the_worker_for_no_call() -> None:
    silences = of_others(100.0)
    listed = suspect_in(SESSIONS, session(HUNG, **ran_by(HUNG)))
    assert listed is not None
    silences.hear(suspect(7).below(listed), Heard(SAID, SAID + 900))
    assert silences.within(on(HUNG).ids, SAID + 900)
    silences.hear(suspect(7), Heard(SAID, SAID + 960))
    assert silences.within(on(HUNG).ids, SAID + 960), "who lists its actions knows less of it"


def test_what_was_heard_where_its_actions_are_listed_is_known_once_the_worker_is_asked() -> None:
    fleet, silences = Fleet(), of_others(100.0)
    silences.hear(suspect(7), Heard(SAID, BEGAN + 900))
    assert not silences.within(on(HUNG).ids, BEGAN + 900)

    async def later() -> list[tuple[float, bool]]:
        await asyncio.sleep(1_000)
        return await listened(fleet, silences, [on(HUNG)], 1_100)

    assert run_virtually(later())[-1][1]
    assert not fleet.asked


@pytest.mark.parametrize("status", ["IDLE", "STOPPED", "NOT_RESPONDING", "A_NEW_ONE"])
def test_a_worker_that_runs_nothing_is_not_asked(status: str) -> None:
    assert suspect_in(WORKERS_OF_IT, worker(HUNG, status)) is None
