"""Several logs followed as one, in the order of their times."""

from collections.abc import AsyncGenerator, Iterable

from app.lines import Splice
from app.logs.batch import LogBatch, LogState
from app.logs.followed import Followed, Origin
from app.logs.interleaving import Interleaving


class Merge:
    """Several logs read as one: a `Followed` of other ones.

    What it shows is whole: where some log was read back less far than another, the other's lines
    before that are held back until `older` has read the first one as far. Logs may join and leave
    while it is followed; the lines of one that left stay.
    """

    def __init__(
        self, parts: Iterable[tuple[Origin, Followed]] = (), *, may_grow: bool = False
    ) -> None:
        """Where it `may_grow`, more logs may join and it does not end before `no_more_join`."""
        raise NotImplementedError

    @property
    def lines(self) -> Interleaving:
        """The lines of all, in the order of their times."""
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
        """The logs, in the order in which they joined."""
        raise NotImplementedError

    def join(self, origin: Origin, part: Followed) -> int:
        """One more log is followed; its index."""
        raise NotImplementedError

    def leave(self, index: int) -> None:
        """A log is followed no more; what was read of it stays. It is not closed."""
        raise NotImplementedError

    def no_more_join(self) -> None:
        """Nothing more joins: it ends when all that are here have."""
        raise NotImplementedError

    def follow(self) -> AsyncGenerator[LogBatch, None]:
        """What changes, as `Followed` has it."""
        raise NotImplementedError

    async def older(self) -> tuple[Splice, ...]:
        """Read back whichever log has been read back least far, as `Followed` has it."""
        raise NotImplementedError

    def wake(self) -> None:
        """Look for new lines in all of them now."""
        raise NotImplementedError

    def pause(self) -> None:
        """Nobody sees it: read nothing new of any until `resume`."""
        raise NotImplementedError

    def resume(self) -> None:
        """It is seen again."""
        raise NotImplementedError

    def close(self) -> None:
        """Close all of them."""
        raise NotImplementedError
