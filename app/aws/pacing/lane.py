"""One operation's calls: how many may go out, as far as that was learned, and which is next."""

from msgspec import Struct

from app.aws.pacing.backoff import Backoff
from app.aws.pacing.priority import Priority
from app.aws.pacing.rates import Bucket
from app.aws.pacing.turns import Order, Turn

FLOOR = 0.25
"""Calls a second below which no pace is learned; longer waits are the backoff's."""
BACK_OFF = 0.5
"""A throttle leaves this much of the pace."""
RECOVERY = 240.0
"""Seconds for which all must be well until a pace comes back from nothing."""
CAREFUL_FROM, CAREFUL_TO = 0.75, 1.1
"""Between these parts of the pace that was last refused it comes back as if that were all there
is to have: what was too much then most likely still is. CUBIC grows so, RFC 9438."""
SILENCE = 10.0
"""Seconds without a call that count at most: silence does not prove that all is well."""


class Limit(Struct, frozen=True):
    """What an operation's calls must not exceed even where the service lets them."""

    rate: float
    """Calls a second."""
    burst: float
    """Calls that may go out at once after a silence."""
    at_once: int | None = None
    """Calls that are out at the same time, two or more: one is kept for what somebody sees."""


class Lane:
    """The calls of one operation.

    Its pace is additive-increase/multiplicative-decrease: a throttle halves it, and it comes back
    with the time for which calls are answered. Times are those of one monotonic clock.
    """

    def __init__(self, limit: Limit, backoff: Backoff) -> None:
        self._limit = limit
        self._backoff = backoff
        self._bucket = Bucket(limit.rate, limit.burst)
        self._held_until = float("-inf")
        self._throttled_at = float("-inf")
        self._grown_at = float("-inf")
        self._refused_rate = 0.0
        """The pace at which it was last throttled."""
        self._order = Order()
        self._waiting: list[Turn] = []
        self._out: set[Turn] = set()
        self.used_at = float("-inf")
        """When the last call went out."""

    @property
    def rate(self) -> float:
        """Calls a second, as far as that was learned."""
        return self._bucket.rate

    @property
    def is_slowed(self) -> bool:
        """Whether it is the service that has made it slower than it could be."""
        return self.rate < self._limit.rate

    @property
    def ready_at(self) -> float | None:
        """When a call may go out; None where none waits, or none may until another is back."""
        if not self._may_go():
            return None
        return max(self._bucket.ready_at, self._held_until)

    def next(self, now: float) -> Turn | None:
        """The call that may go out now."""
        ready_at = self.ready_at
        if ready_at is None or ready_at > now:
            return None
        return self._order.next(self._may_go())

    def wait(self, turn: Turn) -> None:
        """A call waits for its turn."""
        self._waiting.append(turn)

    def let_out(self, turn: Turn, now: float) -> None:
        """The call goes out."""
        self._order.took(turn, self._may_go())
        self._waiting.remove(turn)
        self._out.add(turn)
        self._bucket.take(now)
        self.used_at = now
        turn.went_as = turn.asker.priority
        turn.goes.set_result(now)

    def withdraw(self, turn: Turn) -> bool:
        """A call is given up before it was made; whether it had been let out."""
        if turn not in self._out:
            self._waiting.remove(turn)
            return False
        self._out.remove(turn)
        self._bucket.give_back()
        return True

    def done(self, turn: Turn) -> None:
        """A call is out no more."""
        self._out.remove(turn)

    def succeeded(self, went_out: float, now: float) -> None:
        """The service took a call that went out then.

        It says nothing of the pace where others were throttled since.
        """
        if went_out <= self._throttled_at:
            return
        self._backoff.reset()
        if self.is_slowed:
            self._go_at(self._grown(min(now - self._grown_at, SILENCE)))
        self._grown_at = now

    def throttled(self, went_out: float, now: float, retry_after: float | None) -> None:
        """The service refused a call that went out then: hold the operation back for everybody.

        Calls that went out before the operation was last throttled met the same refusal, so they
        neither make it slower nor wait longer, unless the service itself asks for that.
        """
        wait = retry_after or 0.0
        if went_out > self._throttled_at:
            self._throttled_at = self._grown_at = now
            self._refused_rate = self.rate
            wait = self._backoff.next(retry_after)
            self._go_at(max(self.rate * BACK_OFF, FLOOR))
        self._held_until = max(self._held_until, now + wait)
        self._bucket.empty(self._held_until)

    def _grown(self, seconds: float) -> float:
        """The pace after so many seconds in which all was well.

        It does not leap over where it becomes careful, as one of a call in three seconds would.
        """
        refused = self._refused_rate
        careful_from = CAREFUL_FROM * refused
        if careful_from <= self.rate <= CAREFUL_TO * refused:
            return self.rate + refused * seconds / RECOVERY
        grown = self.rate + self._limit.rate * seconds / RECOVERY
        return min(grown, careful_from) if self.rate < careful_from else grown

    def _go_at(self, rate: float) -> None:
        """Go at another pace; one that was learned is even, for a burst may be what is refused."""
        limit = self._limit
        self._bucket.rate = min(rate, limit.rate)
        self._bucket.burst = max(1.0, rate / 2) if self.is_slowed else limit.burst

    def _may_go(self) -> list[Turn]:
        """The calls that need not wait for others to come back."""
        waiting = [turn for turn in self._waiting if not turn.goes.done()]
        if (at_once := self._limit.at_once) is None:
            return waiting
        if len(self._out) >= at_once:
            return []
        if sum(turn.went_as > Priority.VISIBLE for turn in self._out) < at_once - 1:
            return waiting
        return [turn for turn in waiting if turn.asker.priority <= Priority.VISIBLE]
