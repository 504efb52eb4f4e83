"""How a queue or fleet is doing, now and in the rounds before."""

from collections.abc import Sequence

import pytest

from app.overview import Counts, Funds, Health
from app.overview.kinds import Kind
from app.overview.past import Past
from app.resources.level import Place
from app.view import Tone
from tests.overseen import FLEET, QUEUE


def health(
    kind: Kind = QUEUE,
    *,
    working: int = 0,
    broken: int = 0,
    waiting: int = 0,
    funds: Funds | None = None,
    status: str = "ACTIVE",
    broke: Sequence[int | None] = (),
) -> Health:
    """A queue or a fleet that is doing so."""
    item = {"queueId": "queue-1", "fleetId": "fleet-1", "status": status}
    counts = Counts(working, broken, waiting)
    past = [None if one is None else Counts(broken=one) for one in broke]
    return Health(kind, Place(kind.level), item, counts=counts, past=(*past, counts), funds=funds)


def test_bars_stand_at_the_time_of_their_rounds_and_between_them_is_a_gap() -> None:
    past = Past(rounds=9, every=30.0)
    first, second, third, fourth = (Counts(working=number) for number in range(4))
    past.add("queue", first, 1_000.0)
    assert past.of("queue", 1_000.0) == (first,)
    past.add("queue", second, 1_033.0)
    assert past.of("queue", 1_033.0) == (first, second)
    # For two minutes nobody looks.
    past.add("queue", third, 1_153.0)
    assert past.of("queue", 1_153.0) == (first, second, second, None, None, third)
    past.add("queue", None, 1_183.0)
    past.add("queue", fourth, 1_184.0)
    assert past.of("queue", 1_184.0)[-2:] == (third, fourth)
    assert len(past.of("queue", 9_000.0)) == 9
    assert past.of("fleet", 1_184.0) == ()


def test_a_round_that_takes_a_while_leaves_no_gap() -> None:
    past = Past(every=30.0)
    for number in range(20):
        past.add("queue", Counts(working=number), 33.7 * number)
    assert None not in past.of("queue", 33.7 * 19)


@pytest.mark.parametrize(
    ("one", "tone"),
    [
        (health(working=3, waiting=9), Tone.PLAIN),
        (health(working=3, broken=1), Tone.BAD),
        (health(working=91, broken=9), Tone.PLAIN),
        (health(working=90, broken=10), Tone.BAD),
        (health(working=91, broken=9, broke=(9, None, 9)), Tone.PLAIN),
        (health(working=91, broken=9, broke=(12, 9)), Tone.PLAIN),
        (health(working=91, broken=9, broke=(None, 8, 9)), Tone.BAD),
        (health(working=91, broken=9, broke=(8, *[9] * 11)), Tone.PLAIN),
        (health(FLEET, working=99, broken=1), Tone.BAD),
        (health(waiting=9), Tone.WARN),
        (health(FLEET, waiting=9), Tone.PLAIN),
        (health(FLEET, broken=1), Tone.BAD),
        (health(status="SCHEDULING_BLOCKED"), Tone.BAD),
        (health(FLEET, status="CREATE_FAILED"), Tone.BAD),
        (health(funds=Funds(100.0, 0.5)), Tone.PLAIN),
        (health(funds=Funds(10.0, 0.9)), Tone.WARN),
        (health(funds=Funds(0.0, 1.2)), Tone.BAD),
    ],
)
def test_what_somebody_should_look_at(one: Health, tone: Tone) -> None:
    assert one.tone is tone
    assert one.is_problem is (tone is not Tone.PLAIN)


def test_a_fleet_of_which_the_service_has_something_to_say_is_a_problem() -> None:
    place = Place(FLEET.level, {"farmId": "farm-1"})
    fleet = {"fleetId": "fleet-1", "displayName": "spot", "status": "ACTIVE"}
    assert not Health(FLEET, place, fleet).is_problem
    told = Health(FLEET, place, {**fleet, "statusMessage": "There is not enough capacity."})
    assert told.tone is Tone.WARN
    assert told.is_problem
