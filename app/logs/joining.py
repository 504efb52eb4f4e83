"""The sessions of a job as they begin and end, and their logs followed as one."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from app.aws.api import Api
from app.errors import FarmtopError
from app.lines import Splice
from app.logs.batch import LogBatch, LogState
from app.logs.followed import Followed, Origin
from app.logs.interleaving import Interleaving
from app.resources.level import Item, Place

MOST_FOLLOWED = 32
"""Sessions of a job that are followed at once: they share the calls of one account."""


@dataclass(frozen=True, slots=True)
class Turnout:
    """What one look at the sessions of a job found."""

    joined: tuple[Item, ...] = ()
    """Those that were not known before, the oldest first."""
    left: tuple[Item, ...] = ()
    """Those known before that have ended since, as they are now."""
    all_ended: bool = False
    """Whether every session has ended; others may begin later all the same."""
    error: FarmtopError | None = None
    """Why the look failed; then it tells nothing else."""
    next_try: float | None = None
    """When it is made again, in seconds since the epoch, where it failed."""


class SessionLog(Followed, Protocol):
    """The log of one session; `Tail` is one."""

    def close_at(self, end: int) -> None:
        """The session is over: its log ends at `end`, in milliseconds since the epoch."""
        ...


OpenLog: TypeAlias = Callable[[Item], SessionLog]
"""Opens the log of a session."""


async def running_sessions(
    api: Api, place: Place, *, all_sessions: bool = False
) -> AsyncGenerator[Turnout, None]:
    """What changes among the sessions of a job; `place` is where they are listed.

    Sessions that have ended before are told only where `all_sessions` are wanted. It never raises
    FarmtopError and never ends.
    """
    yield Turnout()
    raise NotImplementedError


def origin_of(session: Item, number: int) -> Origin:
    """What the lines of a session are marked with; `number` counts the sessions that joined."""
    raise NotImplementedError


class JobLog:
    """The logs of all sessions of a job that run, followed as one: a `Followed`."""

    def __init__(
        self,
        api: Api,
        place: Place,
        open_log: OpenLog,
        *,
        at_once: int = MOST_FOLLOWED,
        all_sessions: bool = False,
    ) -> None:
        """`place` is where the job's sessions are listed."""
        raise NotImplementedError

    @property
    def lines(self) -> Interleaving:
        """The lines of all sessions."""
        raise NotImplementedError

    @property
    def state(self) -> LogState:
        """How they are doing, all taken together."""
        raise NotImplementedError

    @property
    def at_beginning(self) -> bool:
        """Whether nothing lies before the first line."""
        raise NotImplementedError

    @property
    def origins(self) -> tuple[Origin, ...]:
        """A label and a tone for each session."""
        raise NotImplementedError

    @property
    def running(self) -> int:
        """How many sessions run, followed or not."""
        raise NotImplementedError

    @property
    def unfollowed(self) -> int:
        """How many sessions are not followed, since as many are as may be."""
        raise NotImplementedError

    def follow(self) -> AsyncGenerator[LogBatch, None]:
        """What changes, as `Followed` has it; it ends when the job's sessions have."""
        raise NotImplementedError

    async def older(self) -> tuple[Splice, ...]:
        """Read what lies before, as `Followed` has it."""
        raise NotImplementedError

    def wake(self) -> None:
        """Look for new lines and sessions now."""
        raise NotImplementedError

    def pause(self) -> None:
        """Nobody sees it: read nothing new until `resume`."""
        raise NotImplementedError

    def resume(self) -> None:
        """It is seen again."""
        raise NotImplementedError

    def close(self) -> None:
        """Close all logs."""
        raise NotImplementedError
