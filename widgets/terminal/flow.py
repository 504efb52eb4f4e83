"""When a terminal may be sent its next frame: not too soon, and not before it has read the last.

Over a thin line whatever is sent waits in buffers that nobody here can see, and a screen that goes
on being sent is soon seconds behind. So a terminal is asked now and then to answer, which it does
when it has come to the question, and is sent no more than a little ahead of its answers. One that
does not answer the first question is not waited for, and not asked again.
"""

import time
from collections import deque
from collections.abc import Callable

AHEAD = 4_096
"""Characters that a terminal may be sent beyond those that it is known to have read."""
ASK_AFTER = 512
"""Characters after which it is asked whether it has come so far."""
ANSWER = 0.1
"""Seconds in which what a key does is displayed. What it does is told from widget to widget, and
those that hear of it last are not painted with the first ones: what one sees then comes in several
frames, of which none is to keep its distance from the one before."""
PATIENCE = 3.0
"""Seconds after which it is taken to have read what it was sent, for want of an answer."""


class Flow:
    """What was sent to a terminal, and how much of that it has read."""

    def __init__(
        self, frames_per_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.interval = 1 / frames_per_second
        """Seconds between two frames at least, where nobody waits for them."""
        self._clock = clock
        self._next = 0.0
        self._hasty_until = 0.0
        self._unasked = 0
        self._was_asked = False
        self._answers = False
        self._asked: deque[tuple[float, int]] = deque()

    def sent(self, size: int) -> bool:
        """A frame of so many characters goes out; whether to ask behind it how far one is."""
        now = self._clock()
        self._next = now + self.interval
        self._unasked += size
        if self._unasked < ASK_AFTER or (self._was_asked and not self._answers):
            return False
        self._was_asked = True
        self._asked.append((now, self._unasked))
        self._unasked = 0
        return True

    def answered(self) -> None:
        """The terminal has come to what it was asked first."""
        self._answers = True
        if self._asked:
            self._asked.popleft()

    def hasten(self) -> None:
        """Somebody waits for the next frames: they need not keep their distance."""
        self._hasty_until = self._clock() + ANSWER

    @property
    def is_hasty(self) -> bool:
        """Whether somebody waits for the next frames."""
        return self._clock() < self._hasty_until

    @property
    def wait(self) -> float:
        """Seconds until the next frame may go out, if no answer comes; 0 where it may now."""
        now = self._clock()
        while self._asked and self._asked[0][0] + PATIENCE <= now:
            self._asked.popleft()
        if self._answers and sum(size for _, size in self._asked) >= AHEAD:
            return self._asked[0][0] + PATIENCE - now
        return 0.0 if self.is_hasty else max(0.0, self._next - now)
