"""What the header tells of the calls that are made."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tui.connection.traffic_words import TrafficWords


@dataclass
class Told:
    """Traffic and pace as a test has them."""

    calls: int = 0
    throttles: int = 0
    rate: float | None = None

    def calls_a_minute(self, now: float) -> int:  # noqa: ARG002 - the protocol's
        return self.calls

    def throttles_a_minute(self, now: float) -> int:  # noqa: ARG002 - the protocol's
        return self.throttles

    def slowed_to(self, now: float) -> float | None:  # noqa: ARG002 - the protocol's
        return self.rate


def words(told: Told, traffic: TrafficWords | None = None) -> str:
    """The words side by side."""
    parts = (traffic or TrafficWords()).parts(told, told, 0.0)
    return "  ".join(part.text for part in parts if part.text)


def test_while_all_is_well_only_the_calls_are_told() -> None:
    assert words(Told(calls=38)) == " 38 calls/min"


def test_throttles_and_the_pace_that_they_have_left_are_told() -> None:
    told = words(Told(calls=120, throttles=3, rate=2.5))
    assert told == "3 throttled/min  pace 2.5/s  120 calls/min"


@pytest.mark.parametrize(
    ("rate", "told"), [(0.05, "0.1"), (0.25, "0.2"), (1.0, "1"), (2.74, "2.5"), (25.5, "25")]
)
def test_a_pace_is_told_in_steps(rate: float, told: str) -> None:
    assert f"pace {told}/s" in words(Told(rate=rate))


@given(st.integers(3, 500), st.lists(st.integers(-2, 2), max_size=20))
def test_the_words_rest_while_about_as_many_calls_are_made(calls: int, wobbles: list[int]) -> None:
    traffic = TrafficWords()
    first = words(Told(calls), traffic)
    assert {words(Told(calls + wobble), traffic) for wobble in wobbles if calls + wobble} <= {first}


@given(st.lists(st.integers(0, 500), min_size=1))
def test_the_words_are_never_far_from_what_is_so(counts: list[int]) -> None:
    traffic = TrafficWords()
    for calls in counts:
        told = int(words(Told(calls), traffic).split()[0])
        assert abs(told - calls) <= max(2, told // 10)
        assert (told == 0) == (calls == 0)


def test_only_the_usual_calls_need_no_second_look() -> None:
    traffic = TrafficWords()
    for told, usual in (
        (Told(calls=38), True),
        (Told(calls=38, throttles=1), False),
        (Told(calls=38, rate=2.5), False),
        (Told(calls=40), True),
    ):
        words(told, traffic)
        assert traffic.is_usual is usual
