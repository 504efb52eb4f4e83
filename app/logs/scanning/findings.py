"""What was read in a log: where its errors are, what its sections are and how far it says it is.

Lines are told by their numbers (`app.lines`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.view import NO_TIME, Tone


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a session's log that a banner opens: an environment, a task, a phase of them."""

    number: int
    """The first line of its banner."""
    stop: int | None
    """The line that no longer belongs to it; None while it is the last one of its depth and open.
    """
    depth: int
    """0 is an action of the session, 1 a phase of the action before it."""
    title: str
    """What the banner says, and what values its parameters have: `Running Task  Frame=1043`,
    `Entering Environment: Conda`, `Setup`."""
    began: int = NO_TIME
    """When its banner was written, in milliseconds since the epoch; `NO_TIME` where unknown."""
    ended: int | None = None
    """When it was over, in milliseconds since the epoch: its process ended, or its last line was
    written. None while it runs; `NO_TIME` where unknown."""
    exit_code: int | None = None
    """What its process exited with; None where none did, or not yet."""
    tone: Tone = Tone.PLAIN
    word: str = ""
    """How it went: `running`, `done`, `exit 137`, `timed out`; empty where nothing says so."""
    banner: range = range(0)
    """The lines that say no more than its heading: the title, the rules around it, the blank line
    before them. One row may stand for all of them."""

    @property
    def seconds(self) -> float | None:
        """How long it took; None while it runs, and where times are unknown."""
        if self.ended is None or NO_TIME in (self.began, self.ended):
            return None
        return (self.ended - self.began) / 1000


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in the part of a log that has been read so far."""

    errors: Sequence[int] = ()
    """The lines that tell of an error, in order."""
    sections: tuple[Section, ...] = ()
    """In the order of their banners; a phase comes after its action."""
    progress: float | None = None
    """How far the last action says it is, from 0 to 100; None where it has not said."""
    status: str = ""
    """What the last action says it is doing."""
    complete: bool = False
    """Whether every line was read; until then the newest ones were."""
