"""Several logs followed as one, in the order of their times."""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing

from app.errors import FarmtopError
from app.lines import Splice
from app.logs.following.batch import LogBatch, LogState, Phase
from app.logs.following.followed import Followed, Origin
from app.logs.merging.interleaving import Interleaving
from app.logs.merging.merge_member import Member
from app.logs.merging.merged_state import merged_state
from app.view import NO_TIME

HOLD = 2.0
"""Seconds for which the logs that are there at first are awaited, before any line is shown."""
FILL_PAGES = 5
"""So often a log is read back by itself that joined when older lines of others were shown."""
STEPS = (32, 8_192)
"""Lines of a log that are taken in at once, at least and at most."""
SLICE = 0.005
"""Seconds that taking lines in should take at once: keys wait meanwhile."""
_NOTHING_YET = 1 << 62
"""A time before which every line is held back."""


class Merge:
    """Several logs read as one: a `Followed` of other ones.

    What it shows is whole: where some log was read back less far than another, the other's lines
    before that are held back until `older` has read the first one as far. Logs may join and leave
    while it is followed; the lines of one that left stay.
    """

    def __init__(
        self,
        parts: Iterable[tuple[Origin, Followed]] = (),
        *,
        may_grow: bool = False,
        hold: float = HOLD,
    ) -> None:
        """Where it `may_grow`, more logs may join and it does not end before `no_more_join`."""
        self._members: list[Member] = []
        self._lines = Interleaving()
        self._lines.horizon = _NOTHING_YET
        self._may_grow = may_grow
        self._hold = hold
        self._state = LogState()
        self._step = STEPS[0]
        self._paused = False
        self._touched = False
        self._changed = asyncio.Event()
        self._pumps: dict[int, asyncio.Task[None]] | None = None
        for origin, part in parts:
            self.join(origin, part)
        if any(len(member.part.lines) for member in self._members):
            self._advance()

    @property
    def lines(self) -> Interleaving:
        """The lines of all, in the order of their times."""
        return self._lines

    @property
    def state(self) -> LogState:
        """How they are doing, all taken together, as the last batch had it."""
        return self._state

    @property
    def at_beginning(self) -> bool:
        """Whether nothing lies before the first line."""
        is_known = any(len(member.part.lines) or member.has_all for member in self._members)
        return (
            is_known
            and not self._withholds
            and all(member.has_all for member in self._members if len(member.part.lines))
        )

    @property
    def origins(self) -> tuple[Origin, ...]:
        """The logs, in the order in which they joined."""
        return tuple(member.origin for member in self._members)

    def join(self, origin: Origin, part: Followed, *, is_beside: bool = False) -> int:
        """One more log is followed; its index.

        Where that is refused which `is_beside` the others, the whole ends with them, and `stale`
        goes on saying what was refused.
        """
        number = self._lines.join(part.lines)
        self._members.append(Member(origin, part, is_beside=is_beside))
        if self._paused:
            part.pause()
        self._start(number)
        self._changed.set()
        return number

    def leave(self, index: int) -> None:
        """A log is followed no more; what was read of it stays. It is not closed."""
        self._members[index].has_left = True
        if self._pumps is not None and index in self._pumps:
            self._pumps[index].cancel()
        self._changed.set()

    def no_more_join(self) -> None:
        """Nothing more joins: it ends when all that are here have."""
        self._may_grow = False
        self._changed.set()

    def touch(self) -> None:
        """Tell a batch, though it may say nothing new: something around it has changed."""
        self._touched = True
        self._changed.set()

    async def follow(self) -> AsyncGenerator[LogBatch, None]:
        """What changes, as `Followed` has it."""
        pumps: dict[int, asyncio.Task[None]] = {}
        self._pumps = pumps
        for number in range(len(self._members)):
            self._start(number)
        begun = asyncio.get_running_loop().time()
        try:
            while True:
                self._changed.clear()
                self._fail_with_pumps(pumps)
                held = self._awaits_first() and self._now() < begun + self._hold
                splices = () if held else self._advance()
                state = self._merged()
                if splices or state != self._state or self._touched:
                    self._state, self._touched = state, False
                    yield LogBatch(splices, state)
                if state.phase is Phase.ENDED and not self._lines.waiting:
                    return
                await self._rest(begun + self._hold if held else None)
        finally:
            self._pumps = None
            await _stopped(pumps.values())

    async def older(self) -> tuple[Splice, ...]:
        """Read back whichever log has been read back least far, as `Followed` has it."""
        while not self._awaits_first():
            if splices := self._advance():
                return splices
            if self._lines.waiting:
                continue
            if (number := self._youngest()) is None:
                return ()
            member = self._members[number]
            try:
                changes = await member.part.older()
            except FarmtopError:
                member.is_stuck = True
                raise
            self._hear(number, changes)
            if not changes and not member.part.at_beginning:
                return ()
        return ()

    def wake(self) -> None:
        """Look for new lines in all of them now."""
        for member in self._following():
            member.is_stuck = member.is_refused = False
            member.part.wake()

    def pause(self) -> None:
        """Nobody sees it: read nothing new of any until `resume`."""
        self._paused = True
        for member in self._following():
            member.part.pause()

    def resume(self) -> None:
        """It is seen again."""
        self._paused = False
        for member in self._following():
            member.part.resume()

    def close(self) -> None:
        """Close all of them, also those that left."""
        for member in self._members:
            member.part.close()

    # Following

    def _following(self) -> list[Member]:
        return [member for member in self._members if not member.has_left]

    def _start(self, number: int) -> None:
        member = self._members[number]
        member.is_refused = False
        is_over = member.has_left or member.part.state.phase is Phase.ENDED
        if self._pumps is not None and not is_over:
            self._pumps[number] = asyncio.create_task(self._pump(number))

    async def _pump(self, number: int) -> None:
        """Hear what changes in a log until it ends."""
        member = self._members[number]
        try:
            async with aclosing(member.part.follow()) as batches:
                async for batch in batches:
                    member.is_refused = batch.state.refused
                    self._hear(number, batch.splices)
                    await self._fill(number, member)
        finally:
            self._changed.set()  # also where it failed, which nobody would see otherwise

    async def _fill(self, number: int, member: Member) -> None:
        """Read a log back to where the others begin, if that is not far."""
        while member.filled < FILL_PAGES and len(self._lines):
            begins = member.begins
            if begins is None or begins <= self._lines[0].timestamp:
                return
            member.filled += 1
            try:
                self._hear(number, await member.part.older())
            except FarmtopError:
                return  # whoever goes there will be told

    def _hear(self, number: int, changes: tuple[Splice, ...]) -> None:
        if changes:
            self._lines.hear(number, changes)
        self._changed.set()

    def _fail_with_pumps(self, pumps: dict[int, asyncio.Task[None]]) -> None:
        for number, pump in list(pumps.items()):
            if pump.done():
                del pumps[number]
                if not pump.cancelled():
                    pump.result()

    async def _rest(self, until: float | None) -> None:
        """Wait for something to do; let others have their turn where there is."""
        if self._lines.waiting and until is None:
            await asyncio.sleep(0)
            return
        try:
            async with asyncio.timeout_at(until):
                await self._changed.wait()
        except TimeoutError:
            return

    def _merged(self) -> LogState:
        following = self._following()
        return merged_state(
            [(one.origin, one.part) for one in following if not one.is_given_up],
            may_grow=self._may_grow,
            given_up=[(one.origin, one.part) for one in following if one.is_given_up],
        )

    # What is shown

    @property
    def _withholds(self) -> bool:
        return self._lines.horizon != NO_TIME or self._lines.waiting

    def _awaits_first(self) -> bool:
        """Whether nothing is shown yet, since logs that were there at first have not been read."""
        phases = [member.part.state.phase for member in self._following()]
        return not len(self._lines) and (not phases or Phase.OPENING in phases)

    def _advance(self) -> tuple[Splice, ...]:
        """Tell what was heard, and take in more lines of those that are not held back."""
        has_lines = any(len(member.part.lines) for member in self._members)
        if has_lines or all(member.has_all for member in self._members):
            begins = [at for member in self._members if (at := member.begins) is not None]
            self._lines.horizon = min(self._lines.horizon, max(begins, default=NO_TIME))
        begun = time.perf_counter()
        splices = self._lines.settle(self._step)
        least, most = STEPS
        if not self._lines.waiting:
            self._step = least
        elif time.perf_counter() - begun > SLICE:
            self._step = max(least, self._step // 2)
        else:
            self._step = min(most, self._step * 2)
        return splices

    def _youngest(self) -> int | None:
        """The log that was read back least far, of those that can be read back."""
        begins = [
            (at, number)
            for number, member in enumerate(self._members)
            if (at := member.begins) is not None
        ]
        return max(begins)[1] if begins else None

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


async def _stopped(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel tasks and see them end."""
    running = list(tasks)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
