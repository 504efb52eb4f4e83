"""How urgent a call is: what the user has just asked for goes before what merely stands beside it.

A part of the program says so once, around whatever it does there: every call that is made inside,
however deep, is as urgent as its asker says, also while the call waits for its turn.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum
from typing import Protocol


class Priority(IntEnum):
    """Who goes first, the most urgent one first; each is an `Asker` that never changes."""

    ASKED = 0
    """The user has just asked for it, and waits."""
    VISIBLE = 1
    """It keeps fresh what is on the screen."""
    PREVIEW = 2
    """It is shown beside what the user looks at."""
    UNSEEN = 3
    """Nobody looks at it any more."""

    @property
    def priority(self) -> "Priority":
        """Itself."""
        return self


class Asker(Protocol):
    """Whoever makes calls."""

    @property
    def priority(self) -> Priority:
        """How urgent its calls are at this moment."""
        ...


_asker: ContextVar[Asker] = ContextVar("asker", default=Priority.VISIBLE)


def current_asker() -> Asker:
    """Who makes the calls that are made here."""
    return _asker.get()


@contextmanager
def asking(asker: Asker) -> Iterator[None]:
    """Calls made in here are as urgent as `asker` says.

    It must not be held across a `yield` of a generator, whose consumer would ask in its stead.
    """
    token = _asker.set(asker)
    try:
        yield
    finally:
        _asker.reset(token)
