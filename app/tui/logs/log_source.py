"""What a log screen can open: how it is found, what is told of it, and what keeps that true."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # A saved log is shown without them, and sooner.
    from app.logs.following.followed import Followed
    from app.logs.worker.worker_tail import WorkerLog
    from app.resources.level import Status
    from app.tui.logs.log_spot import Thing
    from app.view import LogLine


@dataclass(frozen=True, slots=True)
class About:
    """What is told of the thing whose log is shown."""

    name: str
    """What a person calls it."""
    status: "Status | None" = None
    """How it is doing; None where there is no word for it."""
    ending: str = ""
    """What the service says of how it ended, where that was amiss; or that it is gone."""
    facts: tuple[str, ...] = ()
    """What else helps to know which log this is, the most telling first."""
    began: int | None = None
    """When it began, in milliseconds since the epoch; None where that is not known."""


class LogSource(Protocol):
    """A log that can be opened."""

    @property
    def trail(self) -> tuple[str, ...]:
        """What a person calls the things that lead to the log."""
        ...

    @property
    def about(self) -> About:
        """What is known now of the thing whose log it is."""
        ...

    @property
    def is_session(self) -> bool:
        """Whether it is what one session wrote: its sections follow one another."""
        ...

    @property
    def has_worker(self) -> bool:
        """Whether one worker wrote it whose own log can be read with it."""
        ...

    @property
    def file_names(self) -> tuple[str, str]:
        """The job and the session that a file with the log is called after; either may be empty."""
        ...

    @property
    def opened(self) -> "Followed | None":
        """The log, where nobody has to look for it."""
        ...

    @property
    def thing(self) -> "Thing | None":
        """Whose log it is, and where that is listed; None where nobody knows."""
        ...

    def writer(self, line: "LogLine") -> "Thing | None":
        """Who wrote a line, where the log is that of several; else whose log it is."""
        ...

    async def find(self) -> "Followed":
        """Find the log. Raises FarmtopError; NotFoundError where there is none yet."""
        ...

    async def worker(self) -> "WorkerLog":
        """The log of the worker that wrote this one, of the same time. Raises FarmtopError."""
        ...

    def watches(self) -> tuple[AsyncGenerator[None, None], ...]:
        """What keeps `about` true, and ends the log with its item, once the log was found.

        Each yields when something may have changed, and asks for nothing more until it is asked.
        """
        ...


def service_of(source: LogSource) -> str:
    """What is asked about the thing whose log it is; empty where that is not known."""
    thing = source.thing
    return "" if thing is None else thing[0].level.service
