"""Clocks on the screen are looked at when one of them can read otherwise, and hardly before."""

from app.view import CLOCK_STEP, LATER_STEP, Cell, Clock, Row
from widgets.table.running_clocks import LONGEST, TICK, RunningClocks

NOW = 1_800_000_003.0
STEP, LATER = NOW - 3 + CLOCK_STEP, NOW - 3 + LATER_STEP
"""When the clocks go on that are older than a minute, or ten."""


class Set:
    """An alarm that only tells when it would go off."""

    def __init__(self) -> None:
        self.seconds: float | None = None

    def set(self, seconds: float) -> None:
        self.seconds = seconds

    def stop(self) -> None:
        self.seconds = None


def clocks(alarm: Set, *ages: float, ended: bool = False) -> RunningClocks:
    wound = RunningClocks(alarm)
    wound.wind([row(age, ended=ended) for age in ages], (0, 1, 7), NOW)
    return wound


def row(age: float, *, ended: bool = False) -> Row:
    return Row(f"job-{age}", (Cell("a"), Clock(NOW - age, NOW if ended else None)))


def test_old_clocks_are_looked_at_when_they_go_on() -> None:
    for ages, step in (((100.0, 5_000.0), STEP), ((5_000.0, 500_000.0), LATER)):
        wound = clocks(Set(), *ages)
        assert not wound.look(step - 0.1)
        assert wound.look(step)


def test_a_young_clock_is_looked_at_each_second() -> None:
    alarm = Set()
    wound = clocks(alarm, 20, 5_000)
    assert alarm.seconds == TICK
    assert wound.look(NOW + TICK)


def test_a_time_that_was_set_is_noticed_soon() -> None:
    alarm = Set()
    wound = clocks(alarm, 5_000)
    assert alarm.seconds == LONGEST < LATER - NOW
    assert not wound.look(NOW + 5 * LONGEST)
    assert alarm.seconds == LATER - NOW - 5 * LONGEST
    assert wound.look(NOW - 3_600)


def test_what_has_ended_is_not_looked_at_nor_what_is_not_shown() -> None:
    alarm = Set()
    wound = clocks(alarm, 20, 5_000, ended=True)
    assert alarm.seconds is None
    assert not wound.look(NOW + 3_600)
    wound.wind([row(5_000)], (0,), NOW)
    wound.hide()
    assert alarm.seconds is None


def test_while_nobody_sees_them_it_is_looked_now_and_then_whether_somebody_does() -> None:
    alarm = Set()
    wound = clocks(alarm, 20)
    wound.hide()
    assert alarm.seconds == LONGEST
    wound.stop()
    assert alarm.seconds is None
