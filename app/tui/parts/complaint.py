"""What is wrong, in so few lines that what it is about still has room."""

import re
from collections.abc import Iterator

from msgspec import Struct
from rich.console import Console, ConsoleOptions
from rich.text import Text

MOST_LINES = 3
"""Lines that it takes at most."""
_NEXT_SENTENCE = re.compile(r"(?<=\.)\s+")


class Complaint(Struct, frozen=True):
    """Sentences: where there is no room for all of them the last ones, which say what to do, are
    read whole, and before them as much as fits of what is the matter.

    Whatever is cut ends in `…`.
    """

    text: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        """Rich asks for what is to be painted."""
        width = options.max_width
        lines = _wrapped(self.text, console, width)
        for found in _NEXT_SENTENCE.finditer(self.text):
            if len(lines) <= MOST_LINES:
                break
            advice = _wrapped(self.text[found.end() :], console, width)
            if len(advice) < MOST_LINES:
                matter = _wrapped(self.text[: found.start()], console, width)
                lines = [*_cut(matter, MOST_LINES - len(advice), width), *advice]
        yield from _cut(lines, MOST_LINES, width)


def _wrapped(text: str, console: Console, width: int) -> list[Text]:
    return list(Text(text).wrap(console, width, overflow="fold"))


def _cut(lines: list[Text], most: int, width: int) -> list[Text]:
    """The first lines, the last one filled with as much as fits of what comes after them."""
    if len(lines) <= most:
        return lines
    rest = Text(" ".join(line.plain.rstrip() for line in lines[most - 1 :]))
    rest.truncate(width, overflow="ellipsis")
    return [*lines[: most - 1], rest]
