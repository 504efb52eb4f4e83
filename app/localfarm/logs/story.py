"""Tells what a record has come to, as far as time and the record have got."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from app.localfarm.contract import Action, Session
from app.localfarm.logs.tape import Line, milliseconds

Telling: TypeAlias = Iterator[Line | None]
"""Lines, and None wherever it takes more time, or more of the record, to go on."""

_WAITING = frozenset({"ASSIGNED", "SCHEDULED"})
"""Statuses of an action that may still start; one of any other status that never did will not."""


class Story(ABC):
    """A `contract.Script` that is told by one generator.

    The same record gives the same lines, whether it was read while it grew or when it had ended,
    as long as nothing ends before the time up to which it was read.
    """

    def __init__(self) -> None:
        self.until = 0
        """How far time has got, in milliseconds since the epoch."""
        self.last = 0
        """The time of the last line; none may be earlier."""
        self.finished = False
        """Whether no line can follow any more."""
        self._telling = self.tell()

    @abstractmethod
    def tell(self) -> Telling:
        """The whole story."""

    def lines(self, until: float) -> Iterator[Line]:
        """The lines that are new since the last call, up to `until` in seconds since the epoch."""
        self.until = milliseconds(until)
        for line in self._telling:
            if line is None:
                return
            yield line
        self.finished = True

    def at(self, moment: float | None, texts: Iterable[str]) -> Telling:
        """Lines that all come at one time, in seconds since the epoch, or as soon as they may."""
        time = max(self.last, milliseconds(moment or 0.0))
        while time > self.until:
            yield None
        self.last = time
        for text in texts:
            yield time, text

    def until_ended(self, action: Action) -> Iterator[None]:
        """Waits for the end of an action."""
        while action.ended_at is None or milliseconds(action.ended_at) > self.until:
            yield None


def runs(session: Session) -> Iterator[Action | None]:
    """The actions of a session that start, each when it has; None while the next has not."""
    number = 0
    while number < len(session.actions) or session.ended_at is None:
        if number == len(session.actions):
            yield None
            continue
        action = session.actions[number]
        if action.started_at is not None:
            yield action
        elif session.ended_at is None and action.status in _WAITING:
            yield None
            continue
        number += 1
