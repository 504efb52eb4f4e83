"""Something that a widget does when it is time, instead of looking every second whether it is."""

from asyncio import TimerHandle
from collections.abc import Callable
from functools import partial

from textual.message_pump import MessagePump

from widgets.terminal.delay import call_after


class Alarm:
    """Lets its owner do one thing, as soon as the time is over for which it was set last.

    Each time it goes off takes a turn of the event loop and of its owner's messages; an idle screen
    is one in which hardly anything does.
    """

    def __init__(self, owner: MessagePump, goes_off: Callable[[], None]) -> None:
        """Whoever closes the owner has to `stop` it."""
        self._owner = owner
        self._goes_off = goes_off
        self._handle: TimerHandle | None = None
        self._times = 0
        """How often it was set or stopped: what the owner hears of it may be out of date by then.
        """

    def set(self, seconds: float) -> None:
        """Go off once, in so many seconds, whatever was set before."""
        self.stop()
        self._handle = call_after(self._owner, seconds, partial(self._go_off, self._times))

    def stop(self) -> None:
        """Do not go off."""
        self._times += 1
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def _go_off(self, times: int) -> None:
        if times == self._times:
            self._handle = None
            self._goes_off()
