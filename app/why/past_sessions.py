"""What did not end well in the sessions of a job or a worker, as far as calls are left."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from app.aws.searches import PAGE_SIZE
from app.resources.level import Item, Path
from app.why.asking import FOR_A_SESSION, Asking
from app.why.attempts import CUT_SHORT
from app.why.evidence import Run, actions_of, is_bad
from app.why.first_page import Beginning

MOST_FAILED = 3
"""Sessions at most that are looked through where something is found in one of them."""
MOST_CUT_SHORT = 2
"""The same where that was cut short, since the log of its worker may have to be read as well."""
FOR_A_FINDING = FOR_A_SESSION + 3
"""Calls that tell of what was found, and read a log of it."""

JobOf: TypeAlias = Callable[[Item], Path]
"""The ids that lead to the job of a session, and that."""


@dataclass(frozen=True, slots=True)
class Past:
    """What was found in the first of some sessions."""

    listed: Beginning
    looked: int
    """How many were looked through."""
    runs: tuple[Run, ...]
    """What did not end well in them."""

    @property
    def unseen(self) -> tuple[str, ...]:
        """What was not looked at."""
        left = len(self.listed.items) - self.looked
        if not left and not self.listed.goes_on:
            return ()
        if not self.looked:
            return ("all sessions",)
        return (f"{left}{self._more} of {self._count} sessions",)

    @property
    def within(self) -> str:
        """In how much it was looked: ` in its 9 newest sessions of 27`; nothing if in all."""
        if not self.unseen:
            return ""
        if not self.looked:
            return " as far as is known"
        newest = "newest session" if self.looked == 1 else f"{self.looked} newest sessions"
        return f" in its {newest} of {self._count}"

    @property
    def _more(self) -> str:
        return "+" if self.listed.goes_on else ""

    @property
    def _count(self) -> str:
        return f"{len(self.listed.items)}{self._more}"


async def looked_through(
    asking: Asking, listed: Beginning, sessions: Sequence[Item], job_of: JobOf, most: int
) -> Past:
    """The runs that did not end well in the first of some sessions, `most` of them at most.

    Where something is found, calls are kept that tell what became of it, and read its log.
    """
    runs: list[Run] = []
    looked = 0
    for session in sessions[:most]:
        if asking.left <= _reserve(runs) or looked >= _enough(runs):
            break
        looked += 1
        job = job_of(session)
        actions = await actions_of(asking, job, session["sessionId"])
        runs += (Run(job, str(one["sessionActionId"]), one) for one in actions if is_bad(one))
    return Past(listed, looked, tuple(runs))


def _reserve(runs: Sequence[Run]) -> int:
    """Calls to keep: for what was found, its actions, tasks, steps and session, and the log of
    that; as long as nothing is, one that tells how something ended."""
    return FOR_A_FINDING if runs else 1


def _enough(runs: Sequence[Run]) -> int:
    """Sessions at most that are looked through where these runs were found."""
    if not runs:
        return PAGE_SIZE
    is_cut_short = any(run.action.get("status") in CUT_SHORT for run in runs)
    return MOST_CUT_SHORT if is_cut_short else MOST_FAILED
