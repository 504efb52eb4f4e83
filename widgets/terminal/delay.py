"""Something that a widget is to do in a moment."""

import asyncio
from collections.abc import Callable

from textual.message_pump import MessagePump


def call_after(
    owner: MessagePump, seconds: float, callback: Callable[[], None]
) -> asyncio.TimerHandle:
    """Let an owner call something once, in so many seconds, unless it is cancelled before.

    Textual's own timer never fires where its time is over before it begins to wait for it: with
    some microseconds to wait, or on a machine that is busy.
    """
    return asyncio.get_running_loop().call_later(seconds, owner.call_next, callback)
