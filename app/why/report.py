"""The answer to why something failed, as plain values."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from app.resources.level import Path
from app.stuck.silence import Silence
from app.why.attempts import Attempt
from app.why.excerpt import Proof
from app.why.spread import hosts_of
from app.why.tracing import Cause


@dataclass(frozen=True, slots=True)
class Group:
    """Failures that are told as one."""

    attempts: tuple[Attempt, ...]
    """The earliest first: the one whose logs were read."""
    cause: Cause
    also: tuple[Cause, ...] = ()
    """What else was seen, that may have led there."""
    proofs: tuple[Proof, ...] = ()
    common: tuple[str, ...] = ()
    """What all of them share."""
    trouble: str = ""
    """Why a log could not be read."""

    @property
    def first(self) -> Attempt:
        """The one whose logs were read."""
        return self.attempts[0]

    @property
    def is_mended(self) -> bool:
        """Whether all of it was done later all the same."""
        return self.first.is_mended

    @property
    def fates(self) -> Counter[str]:
        """How many of their tasks are in which status now, as far as it is known."""
        tasks = {one.task.get("taskId", one.action_id): one.fate for one in self.attempts}
        return Counter(filter(None, tasks.values()))

    @property
    def hosts(self) -> Counter[str]:
        """How many failed on each host."""
        return hosts_of(self.attempts)

    @property
    def frames(self) -> list[int]:
        """The numbers of their tasks, as far as they have any."""
        return [attempt.frame for attempt in self.attempts if attempt.frame is not None]


@dataclass(frozen=True, slots=True)
class Report:
    """Why something failed, as far as that was found out."""

    noun: str
    """What was asked about: `job`."""
    label: str
    """What a person calls it."""
    path: Path
    """The ids that lead to it, its own last."""
    groups: tuple[Group, ...] = ()
    """The largest first."""
    summary: str = ""
    """How much failed: `20 of 1,000 tasks failed`; or that nothing did."""
    counts: Mapping[str, int] | None = None
    """How many tasks are in each status; None where that was not asked."""
    has_failed: bool = False
    """Whether it has failed itself, also where no run of it tells why."""
    silent: tuple[Silence, ...] = ()
    """What runs and is known to be silent for too long, those first that are so for the longest."""
    unseen: tuple[str, ...] = ()
    """What was not looked at."""
    calls: int = 0
    """How many calls it took."""
    at: float = 0.0
    """When all of this was known, in seconds since the epoch."""
    seconds: float = 0.0
    """How long it took."""
