"""How a queue or a fleet is doing, as values that never change."""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct, field

from app.errors import FarmtopError, Trouble
from app.overview.kinds import Kind
from app.resources.budgets import SPENT, TIGHT
from app.resources.level import Item, Level, Place
from app.view import Tone

LATELY = 12
"""Rounds, half a minute apart, in which what breaks calls for attention: six minutes."""


class Counts(Struct, frozen=True):
    """How many tasks of a queue, or workers of a fleet, are at work, are broken, and wait."""

    working: int = 0
    broken: int = 0
    waiting: int = 0
    whole: bool = True
    """Whether all were counted; else there are at least as many."""


class Funds(Struct, frozen=True):
    """What the tightest budget of a queue has left."""

    left: float
    """US dollars, approximately; never negative."""
    used: float
    """The part of the limit that is used up; above 1 where more was spent."""

    @property
    def tone(self) -> Tone:
        """What it means to a wrangler."""
        if self.used >= SPENT:
            return Tone.BAD
        return Tone.WARN if self.used >= TIGHT else Tone.PLAIN


class Health(Struct, frozen=True):
    """One queue or fleet, now and in the rounds before."""

    kind: Kind
    place: Place
    """The list in which it stands."""
    item: Item
    counts: Counts | None = None
    """None where nobody could count them."""
    past: tuple[Counts | None, ...] = ()
    """What was counted at moments half a minute apart, the oldest first, the newest last; None
    where nobody had asked."""
    funds: Funds | None = None
    """None where no budget limits it, or nobody may see."""
    kept_from: float | None = None
    """When it was told last, in seconds since the epoch, where that is denied by now."""

    @property
    def key(self) -> str:
        """The id of the queue or fleet."""
        return str(self.item[self.kind.level.key])

    @property
    def tone(self) -> Tone:
        """BAD or WARN where somebody should look: at a status, at what broke, at a budget."""
        status = self.kind.level.status(self.item)
        tones = {status.tone if status else Tone.PLAIN, self.funds.tone if self.funds else None}
        counts = self.counts or Counts()
        if Tone.BAD in tones or self._breaks:
            return Tone.BAD
        starves = self.kind.starves and counts.waiting and not counts.working
        return Tone.WARN if Tone.WARN in tones or starves else Tone.PLAIN

    @property
    def _breaks(self) -> bool:
        """Whether more is broken than a while ago, or more than is tolerated."""
        counts = self.counts or Counts()
        before = [one.broken for one in self.past[-LATELY:] if one is not None]
        every = counts.working + counts.broken + counts.waiting
        grows = counts.broken > min(before, default=counts.broken)
        return bool(counts.broken) and (grows or counts.broken >= self.kind.tolerated * every)

    @property
    def is_problem(self) -> bool:
        """Whether somebody should look at it."""
        return self.tone in {Tone.BAD, Tone.WARN}


class Overview(Struct, frozen=True):
    """What is known of the farms after a part of a round."""

    farms: Mapping[str, tuple[Health, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """The queues and then the fleets of each farm that was asked about, by its id."""
    trouble: Trouble | None = None
    """Why nothing new is known, if that is so; what was known before stays."""
    refusals: Mapping[str, FarmtopError] = field(default_factory=lambda: MappingProxyType({}))
    """Why something is missing for good, such as the budgets of who may not see them: of each
    operation that was refused for a farm, by its name."""
    unread: Mapping[str, tuple[Level, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """The levels of each farm of which there is more than was read, or can be."""
