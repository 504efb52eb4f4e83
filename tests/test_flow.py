"""How often, and how far ahead of what it has read, a terminal is sent something."""

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.flow import AHEAD, ANSWER, PATIENCE, Flow


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


def test_frames_keep_their_distance(flow: Flow, clock: Clock) -> None:
    assert flow.wait == 0
    flow.sent(10, answers=True)
    assert flow.wait == pytest.approx(0.1)
    clock.now += 0.1
    assert flow.wait == pytest.approx(0)


def test_what_somebody_waits_for_goes_out_at_once(flow: Flow) -> None:
    flow.sent(10, answers=True)
    flow.hasten()
    assert flow.wait == 0


def test_what_somebody_waits_for_may_come_in_several_frames(flow: Flow, clock: Clock) -> None:
    flow.hasten()
    flow.sent(10, answers=True)
    clock.now += ANSWER / 2
    assert flow.wait == 0
    clock.now += ANSWER / 2
    flow.sent(10, answers=True)
    assert flow.wait == pytest.approx(0.1)


def test_a_terminal_that_is_behind_is_sent_nothing_until_it_answers(
    flow: Flow, clock: Clock
) -> None:
    assert flow.sent(AHEAD, answers=True)
    clock.now += 1
    flow.hasten()
    assert flow.wait > 0
    flow.answered()
    assert flow.wait == 0


def test_a_terminal_that_owes_its_answer_too_long_is_not_waited_for(
    flow: Flow, clock: Clock
) -> None:
    flow.sent(AHEAD, answers=True)
    clock.now += PATIENCE
    assert flow.wait == 0


def test_a_terminal_that_never_answers_is_not_asked(flow: Flow, clock: Clock) -> None:
    assert not flow.sent(10 * AHEAD, answers=False)
    clock.now += 0.1
    assert flow.wait == pytest.approx(0)


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
    flow = Flow(1_000, clock)
    answers: deque[float] = deque()
    free = clock.now
    for size in sizes:
        while (wait := flow.wait) > 0:
            clock.now = min([clock.now + wait, *answers])
            while answers and answers[0] <= clock.now:
                answers.popleft()
                flow.answered()
        assert (free - clock.now) * rate <= 2 * AHEAD
        is_asked = flow.sent(size, answers=True)
        free = max(free, clock.now) + size / rate
        if is_asked:
            answers.append(free + latency)
