"""What a view can follow: a tail, several of them as one, or a file that was saved."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol

from app.lines import Lines, Splice
from app.logs.following.batch import LogBatch, LogState
from app.view import Tone


@dataclass(frozen=True, slots=True)
class Origin:
    """One of the logs that are read as one; its index is `LogLine.origin`."""

    label: str = ""
    """What its lines are marked with; empty where there is no other log to tell them from."""
    tone: Tone = Tone.PLAIN


class Followed(Protocol):
    """Lines that grow while somebody looks at them.

    Everything happens in one event loop. It begins where it is looked at, and goes back from there
    on demand.
    """

    @property
    def lines(self) -> Lines:
        """What was read so far; the same object for as long as it is followed."""
        ...

    @property
    def state(self) -> LogState:
        """How it is doing, as the last batch had it."""
        ...

    @property
    def at_beginning(self) -> bool:
        """Whether nothing lies before the first line."""
        ...

    @property
    def origins(self) -> tuple[Origin, ...]:
        """The logs that the lines are from; a single log has one. New ones come behind these."""
        ...

    def follow(self) -> AsyncGenerator[LogBatch, None]:
        """What changes, as it changes, until nothing more can come. One consumer at a time.

        It never raises FarmtopError. It may be left and entered again, and then goes on where it
        was; whatever it keeps open meanwhile it closes as it is left.
        """
        ...

    async def older(self) -> tuple[Splice, ...]:
        """Read what lies before the first line; what that did to the lines, empty where nothing
        does.

        The splices are the caller's to apply before the next `await`; `follow` does not tell them
        again. Raises FarmtopError.
        """
        ...

    def wake(self) -> None:
        """Look for new lines now."""
        ...

    def pause(self) -> None:
        """Nobody sees it: read nothing new until `resume`."""
        ...

    def resume(self) -> None:
        """It is seen again: read on, and at once."""
        ...

    def close(self) -> None:
        """Give up the lines and everything else that is held; it is followed no more.

        `follow` and `older` have been left by then. Closing twice does nothing more.
        """
        ...
