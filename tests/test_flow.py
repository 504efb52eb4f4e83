"""How often, and how far ahead of what it has read, a terminal is sent something."""

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.terminal.flow import AHEAD, ANSWER, ASK_AFTER, PATIENCE, Flow


class Clock:
    """Time that only a test moves, in seconds."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def flow(clock: Clock) -> Flow:
    return Flow(10, clock)


@pytest.fixture
def known(flow: Flow, clock: Clock) -> Flow:
    """A terminal that has answered once."""
    return answering(flow, clock)


def answering(flow: Flow, clock: Clock) -> Flow:
    assert flow.sent(ASK_AFTER)
    flow.answered()
    clock.now += 1
    return flow


def test_frames_keep_their_distance(flow: Flow, clock: Clock) -> None:
    assert flow.wait == 0
    flow.sent(10)
    assert flow.wait == pytest.approx(0.1)
    clock.now += 0.1
    assert flow.wait == pytest.approx(0)


def test_what_somebody_waits_for_goes_out_at_once(flow: Flow) -> None:
    flow.sent(10)
    flow.hasten()
    assert flow.wait == 0


def test_what_somebody_waits_for_may_come_in_several_frames(flow: Flow, clock: Clock) -> None:
    flow.hasten()
    flow.sent(10)
    clock.now += ANSWER / 2
    assert flow.wait == 0
    clock.now += ANSWER / 2
    flow.sent(10)
    assert flow.wait == pytest.approx(0.1)


def test_a_terminal_that_is_behind_is_sent_nothing_until_it_answers(
    known: Flow, clock: Clock
) -> None:
    assert known.sent(AHEAD)
    clock.now += 1
    known.hasten()
    assert known.wait > 0
    known.answered()
    assert known.wait == 0


def test_a_terminal_that_owes_its_answer_too_long_is_not_waited_for(
    known: Flow, clock: Clock
) -> None:
    known.sent(AHEAD)
    clock.now += PATIENCE
    assert known.wait == 0


def test_a_terminal_that_never_answers_is_asked_once_and_never_waited_for(
    flow: Flow, clock: Clock
) -> None:
    asked = []
    for _ in range(5):
        asked.append(flow.sent(10 * AHEAD))
        clock.now += 0.1
        assert flow.wait == pytest.approx(0)
    assert asked == [True, False, False, False, False]


def test_a_terminal_that_answers_late_is_asked_again(flow: Flow, clock: Clock) -> None:
    flow.sent(AHEAD)
    clock.now += 2 * PATIENCE
    assert flow.wait == 0
    flow.answered()
    assert flow.sent(AHEAD)
    assert flow.wait > 0


@given(
    sizes=st.lists(st.integers(min_value=1, max_value=3_000), min_size=1, max_size=200),
    rate=st.integers(min_value=5_000, max_value=500_000),
    latency=st.floats(min_value=0.0, max_value=0.3),
)
def test_a_thin_line_never_has_more_waiting_than_a_little(
    sizes: list[int], rate: int, latency: float
) -> None:
    """Whatever is sent over a line of any rate, what it still has to carry is bounded."""
    clock = Clock()
    flow = answering(Flow(1_000, clock), clock)
    answers: deque[float] = deque()
    free = clock.now
    for size in sizes:
        while (wait := flow.wait) > 0:
            clock.now = min([clock.now + wait, *answers])
            while answers and answers[0] <= clock.now:
                answers.popleft()
                flow.answered()
        assert (free - clock.now) * rate <= 2 * AHEAD
        is_asked = flow.sent(size)
        free = max(free, clock.now) + size / rate
        if is_asked:
            answers.append(free + latency)
