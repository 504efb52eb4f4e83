"""How fast calls may follow one another: by an even rate, and by a number in any window."""

from collections import deque


class Bucket:
    """A token bucket: so many calls a second on average, some of them at once after a silence.

    In any window of `w` seconds it lets `burst + rate * w` calls pass at most. It counts no
    tokens, only when it would be full again (the generic cell rate algorithm, ITU-T I.371), so
    no fraction of one is ever lost. Times are those of one monotonic clock, in seconds.
    """

    def __init__(self, rate: float, burst: float) -> None:
        """`burst` is at least one."""
        self._full_at = float("-inf")
        self.rate = rate
        """Calls a second."""
        self.burst = burst

    @property
    def ready_at(self) -> float:
        """When the next call may pass."""
        return self._full_at - (self.burst - 1.0) / self.rate

    def take(self, now: float) -> None:
        """Let a call pass."""
        self._full_at = max(self._full_at, now) + 1.0 / self.rate

    def give_back(self) -> None:
        """A call that was let pass is not made after all."""
        self._full_at -= 1.0 / self.rate

    def empty(self, now: float) -> None:
        """Let nothing be saved up: the next call may pass, and the ones after it at the rate."""
        self._full_at = now + (self.burst - 1.0) / self.rate


class Cap:
    """At most so many calls in any second, or one in so many seconds where it is less than one."""

    def __init__(self, rate: float) -> None:
        """`rate` is in calls a second."""
        self.rate = rate
        self._calls = max(1, int(rate))
        self._seconds = self._calls / rate
        self._times: deque[float] = deque(maxlen=self._calls)

    @property
    def ready_at(self) -> float:
        """When the next call may pass."""
        if len(self._times) < self._calls:
            return float("-inf")
        return self._times[0] + self._seconds

    def take(self, now: float) -> None:
        """Let a call pass."""
        self._times.append(now)

    def give_back(self, went_out: float) -> None:
        """A call that was let pass then is not made after all."""
        # After many others, or long ago, it counts no more.
        if went_out in self._times:
            self._times.remove(went_out)
