"""The lines of a log that tell of a failure: the last errors in it, and what stands around them."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.logs.scanning.signs import Signs
from app.resources.log_place import LogPlace
from app.view import LogLine, Tone, plain

_NEAR = 60
"""Lines between two errors that belong together: what a program went on after for longer was no
reason to end."""
AROUND = (2, 3)
"""Lines before and after the telling one."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What was read of a log."""

    place: LogPlace
    lines: tuple[LogLine, ...]
    """Each as one reads it."""
    signs: Signs
    """What tells what they mean."""
    errors: tuple[int, ...] = ()
    """Which of them tell of an error, by their index."""

    @property
    def first_error(self) -> int | None:
        """The first of the last errors; None where there is none."""
        first = None
        for index in reversed(self.errors):
            if first is not None and first - index > _NEAR:
                break
            first = index
        return first


@dataclass(frozen=True, slots=True)
class Proof:
    """Lines of a log that show what happened."""

    origin: str
    """Whose log it is: `session`, `worker`."""
    place: LogPlace
    """The log; the part of it that was read."""
    action_id: str
    """The session action that it is about."""
    lines: tuple[LogLine, ...]
    """Some lines, as one reads them."""
    telling: int
    """The index of the one that tells."""
    tones: tuple[Tone, ...]
    """What each of them means in the log itself."""
    is_end: bool = False
    """Whether that merely is the last: the log stops there, and says nothing of why."""

    @property
    def line(self) -> LogLine:
        """The line that tells."""
        return self.lines[self.telling]


def passage(place: LogPlace, lines: Sequence[LogLine], signs: Signs) -> Passage:
    """What was read, looked through for errors."""
    shown = tuple(line._replace(message=plain(line.message)) for line in lines)
    errors = signs.errors_in("\n".join(line.message for line in shown)) if shown else []
    return Passage(place, shown, signs, tuple(errors))


def proof(
    origin: str,
    action_id: str,
    read: Passage,
    telling: int | None,
    around: tuple[int, int] = AROUND,
) -> Proof:
    """The line that tells, or else the last, and so many before and after it; blank lines tell
    nothing."""
    is_end = telling is None
    telling = len(read.lines) - 1 if telling is None else telling
    told = [at for at, line in enumerate(read.lines) if line.message.strip() or at == telling]
    at = told.index(telling)
    before, after = told[max(0, at - around[0]) : at], told[at + 1 : at + 1 + around[1]]
    lines = tuple(read.lines[at] for at in (*before, telling, *after))
    tones = tuple(map(read.signs.tone_of, lines))
    return Proof(origin, read.place, action_id, lines, len(before), tones, is_end)
