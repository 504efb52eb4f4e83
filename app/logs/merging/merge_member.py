"""One of the logs that are followed as one."""

from dataclasses import dataclass

from app.logs.following.batch import Phase
from app.logs.following.followed import Followed, Origin


@dataclass(slots=True, eq=False)
class Member:
    """A log, and how it takes part in the whole."""

    origin: Origin
    part: Followed
    is_beside: bool = False
    """Whether the whole ends without it where it is refused."""
    has_left: bool = False
    is_stuck: bool = False
    """Whether it could not be read back, so that nothing waits for it."""
    is_refused: bool = False
    """Whether reading it has failed, since it is followed, for a reason that does not pass."""
    filled: int = 0
    """So often it was read back by itself."""

    @property
    def begins(self) -> int | None:
        """The time from which on its lines are all here; None where it holds nothing back."""
        if self.is_stuck or self.part.at_beginning or not len(self.part.lines):
            return None
        return self.part.lines[0].timestamp

    @property
    def has_all(self) -> bool:
        """Whether nothing lies before what was read of it."""
        part = self.part
        return part.at_beginning or (part.state.phase is Phase.ENDED and not len(part.lines))

    @property
    def is_given_up(self) -> bool:
        """Whether the whole does not wait for its end."""
        return self.is_beside and self.is_refused
