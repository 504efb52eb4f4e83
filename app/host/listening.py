"""Reading what a worker's log tells of its machine: its end as it grows, and back on demand."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from operator import attrgetter

from app.host.samples import Sample, sample_of
from app.lines import Splice
from app.logs.following.batch import LogState
from app.logs.following.followed import Followed

PAGES = 5
"""Pages of the log that are read back at most, of up to 10,000 lines each, beside its end."""

_moment = attrgetter("moment")


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of a machine."""

    samples: tuple[Sample, ...] = ()
    """In order of time."""
    since: float | None = None
    """From when on the log was read, in seconds since the epoch; None while nothing was."""
    at_beginning: bool = False
    """Whether the log tells nothing before."""
    pages: int = 0
    """How many were read back."""
    state: LogState = field(default_factory=LogState)
    """How reading is going."""

    @property
    def is_all(self) -> bool:
        """Whether nothing more is read back: there is nothing, or it would take too many pages."""
        return self.at_beginning or self.pages >= PAGES


class Listener:
    """Keeps the samples of a log whose lines are as they were written, by what changes in it."""

    def __init__(self, log: Followed) -> None:
        self._log = log
        self._samples: list[Sample] = []
        self._pages = 0

    def heard(self) -> Heard:
        """What is known now."""
        log = self._log
        return Heard(
            samples=tuple(self._samples),
            since=log.lines[0].timestamp / 1000 if len(log.lines) else None,
            at_beginning=log.at_beginning,
            pages=self._pages,
            state=log.state,
        )

    async def follow(self) -> AsyncGenerator[Heard, None]:
        """What is known, whenever that changes, until nothing more can come."""
        async with aclosing(self._log.follow()) as batches:
            async for batch in batches:
                self._apply(batch.splices)
                yield self.heard()

    async def read_back(self, moment: float) -> AsyncGenerator[Heard, None]:
        """Read back as far as a moment, page by page, as many as may be. Raises FarmtopError."""
        while not self._reaches(moment):
            self._pages += 1
            self._apply(await self._log.older())
            yield self.heard()

    def _reaches(self, moment: float) -> bool:
        known = self.heard()
        return known.is_all or known.since is None or known.since <= moment

    def _apply(self, splices: Sequence[Splice]) -> None:
        lines, added = self._log.lines, added_in(splices)
        if added is None:
            self._samples, added = [], [range(len(lines))]
        told = (sample_of(line) for some in added for line in lines[some.start : some.stop])
        self._samples += (sample for sample in told if sample is not None)
        self._samples.sort(key=_moment)


def added_in(splices: Sequence[Splice]) -> list[range] | None:
    """Where the lines are now that came with splices; None where others went."""
    if any(splice.removed for splice in splices):
        return None
    found: list[range] = []
    for at, _, count in splices:
        found = [
            range(one.start + count * (at <= one.start), one.stop + count * (at < one.stop))
            for one in found
        ]
        if not any(one.start < at < one.stop for one in found):
            found.append(range(at, at + count))
    return found
