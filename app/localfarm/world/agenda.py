"""What is going to happen, and when."""

import heapq
from collections.abc import Callable
from itertools import count


class Agenda:
    """Happenings in order of time; `run` lets them happen up to a moment.

    Every time is in seconds since the epoch, as the clock on the wall shows them. From `opening`
    on, when somebody can look, whatever takes time takes `1 / speed` of it; what lies before
    took its natural time. Nothing depends on how often `run` is called.
    """

    def __init__(self, now: float, opening: float, speed: float) -> None:
        self.now = now
        self._opening = opening
        self._speed = speed
        self._happenings: list[tuple[float, int, Callable[[], object]]] = []
        self._order = count()

    def later(self, seconds: float) -> float:
        """The moment at which something that begins now and takes `seconds` is over."""
        natural = max(0.0, min(seconds, self._opening - self.now))
        return self.now + natural + (seconds - natural) / self._speed

    def since(self, moment: float) -> float:
        """How much time has passed since a moment, as long as it would naturally have taken."""
        natural = max(0.0, min(self.now, self._opening) - moment)
        return natural + max(0.0, self.now - max(moment, self._opening)) * self._speed

    def after(self, seconds: float, happening: Callable[[], object]) -> float:
        """Lets something happen when `seconds` have passed; says when that will be."""
        moment = self.later(seconds)
        self.at(moment, happening)
        return moment

    def at(self, moment: float, happening: Callable[[], object]) -> None:
        """Lets something happen at a moment."""
        heapq.heappush(self._happenings, (moment, next(self._order), happening))

    def run(self, until: float, settle: Callable[[], object]) -> None:
        """Lets everything happen that is due, and `settle` after each."""
        while self._happenings and self._happenings[0][0] <= until:
            self.now, _, happening = heapq.heappop(self._happenings)
            happening()
            settle()
        self.now = max(self.now, until)

    def skip(self, until: float) -> None:
        """Puts off everything by the time that has passed since the last run."""
        gap = until - self.now
        # The order is the same, so it still is a heap.
        self._happenings = [
            (moment + gap, order, happening) for moment, order, happening in self._happenings
        ]
        self.now = until
