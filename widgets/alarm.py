"""Something that a widget does when it is time, instead of looking every second whether it is."""

from asyncio import TimerHandle
from collections.abc import Callable

from textual.message_pump import MessagePump

from widgets.delay import call_after


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

    @property
    def is_set(self) -> bool:
        """Whether it is going to go off."""
        return self._handle is not None

    def set(self, seconds: float) -> None:
        """Go off once, in so many seconds, whatever was set before."""
        self.stop()
        self._handle = call_after(self._owner, seconds, self._go_off)

    def stop(self) -> None:
        """Do not go off."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def _go_off(self) -> None:
        self._handle = None
        self._goes_off()
