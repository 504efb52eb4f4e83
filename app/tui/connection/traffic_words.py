"""What the header tells of the calls that are made: how many, how many are refused, how fast."""

import math
from typing import Protocol

from app.view import Tone
from widgets.bars.bar import Part


class Traffic(Protocol):
    """How much is asked of the services; times are seconds of the monotonic clock."""

    def calls_a_minute(self, now: float) -> int:
        """Calls in the minute before `now`."""
        ...

    def throttles_a_minute(self, now: float) -> int:
        """How many of them were throttled."""
        ...


class Pace(Protocol):
    """How fast calls go out."""

    def slowed_to(self, now: float) -> float | None:
        """Calls a second where something holds calls back; None where nothing does."""
        ...


class TrafficWords:
    """The words for the traffic of one connection; they rest while it goes on as it does."""

    def __init__(self) -> None:
        self._calls = 0
        self.is_usual = True
        """Whether nothing was throttled or slowed when it was told last."""

    def parts(self, traffic: Traffic, pace: Pace, now: float) -> list[Part]:
        """What there is to tell, in the order in which it is shown."""
        throttled = traffic.throttles_a_minute(now)
        rate = pace.slowed_to(now)
        self.is_usual = not throttled and rate is None
        calls = self._steady(traffic.calls_a_minute(now))
        return [
            Part(f"{throttled} throttled/min" if throttled else "", Tone.WARN, rank=1),
            Part("" if rate is None else f"pace {_rounded(rate):g}/s", Tone.WARN, rank=1),
            Part(f"{calls:>3} calls/min", Tone.MUTED, rank=1),
        ]

    def _steady(self, calls: int) -> int:
        """The calls that are told: as before, while they are nearly as many as before.

        Whoever polls every few seconds makes now one more and now one less in a minute; each
        change would be painted, which over a slow line is most of what is sent.
        """
        is_near = abs(calls - self._calls) <= max(2, self._calls // 10)
        if not is_near or 0 in (calls, self._calls):
            self._calls = calls
        return self._calls


def _rounded(rate: float) -> float:
    """A pace in steps that are not taken every second while it comes back."""
    if rate < 1:
        return max(0.1, math.floor(rate * 10) / 10)
    return math.floor(rate * 2) / 2 if rate < 10 else math.floor(rate)
