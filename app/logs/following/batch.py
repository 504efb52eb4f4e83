"""What a tail tells whoever follows it."""

from dataclasses import dataclass
from enum import StrEnum

from app.lines import Splice


class Phase(StrEnum):
    """What a tail is doing."""

    OPENING = "opening"
    """Nothing has been read yet."""
    FOLLOWING = "following"
    RETRYING = "retrying"
    """The last read failed; `LogState.stale` says why."""
    ENDED = "ended"
    """Everything was read, and nothing more can come."""


@dataclass(frozen=True, slots=True)
class LogState:
    """How a tail is doing."""

    phase: Phase = Phase.OPENING
    caught_up: bool = False
    """Whether what is at the end of the log has been read."""
    newest: int | None = None
    """When the last line was written, in milliseconds since the epoch; None where there is none."""
    rate: float = 0.0
    """Lines a second, by their own times, over the last seconds."""
    stale: str = ""
    """Why nothing new can be read, and what to do about it; empty while reading works."""
    refused: bool = False
    """Whether it fails for a reason that neither passes nor is a matter of signing in again."""
    since: float | None = None
    """When reading began to fail, in seconds since the epoch; None while it works."""
    next_try: float | None = None
    """When it is tried again, in seconds since the epoch; None while reading works."""
    way: str = ""
    """How new lines are learnt of, as a header says it: `live tail`, `polling every 1 s`."""
    interval: float | None = None
    """Seconds between two reads; None where no next one has been set."""
    unread: int = 0
    """Events that are known to be there and could not be read."""
    dropped: int = 0
    """Lines that were read and could not be kept."""
    trouble: str = ""
    """Why lines cannot be kept, and what to do about it; empty where they can."""

    def behind(self, now: float) -> float | None:
        """How many seconds ago, at `now`, the last line was written."""
        return None if self.newest is None else max(0.0, now - self.newest / 1000)


@dataclass(frozen=True, slots=True)
class LogBatch:
    """What changed in the lines of a tail since the batch before.

    Apply it before the next `await`: the lines have already changed, and numbers that lag behind
    them point at the wrong ones.
    """

    splices: tuple[Splice, ...]
    state: LogState
