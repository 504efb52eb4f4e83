"""A line that is known again where the same log is shown otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.lines import Lines
from app.view import LogLine


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A line by what it says, and by which it is of those of its log that say the same at once."""

    timestamp: int
    """Milliseconds since the epoch."""
    message: str
    origin: int
    behind: int
    """How many such lines come behind it: logs are read from their end."""

    @classmethod
    def at(cls, lines: Lines, number: int) -> "KnownLine":
        """The line that has this number now."""
        line = lines[number - lines.first]
        known = cls(line.timestamp, line.message, line.origin, 0)
        behind = sum(other > number for other in known._such(lines))
        return cls(line.timestamp, line.message, line.origin, behind)

    def number(self, lines: Lines) -> int | None:
        """The number that it has among other lines; None where it is not among them."""
        such = [*self._such(lines)]
        return such[-1 - self.behind] if self.behind < len(such) else None

    def _such(self, lines: Lines) -> Iterator[int]:
        """The numbers of the lines that say the same at the same time."""
        start, stop = lines.since(self.timestamp), lines.since(self.timestamp + 1)
        for number, line in enumerate(lines[start:stop], lines.first + start):
            if self._is_said_by(line):
                yield number

    def _is_said_by(self, line: LogLine) -> bool:
        return line.message == self.message and line.origin == self.origin


@dataclass(frozen=True, slots=True)
class Kept:
    """What is to be found again."""

    marked: tuple[KnownLine, ...] = ()
    place: KnownLine | None = None
    """The line that was current; None where the newest one was followed."""
