"""What is shown, as plain frozen values, and how it reads as text.

Nothing here knows where a value came from or how it will be painted. Text from outside passes
`plain` where it enters a value, so that nothing in this module can carry a terminal escape.

What rows are made of holds nothing that could lead back to it, so the search for garbage passes it
by (`gc=False`): there are thousands of rows, and a key waits for that search.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from msgspec import Struct

DASH = "–"
"""Stands where a field is absent."""


class Tone(StrEnum):
    """What a value means to the reader; the style sheet chooses its colour."""

    PLAIN = "plain"
    MUTED = "muted"
    BUSY = "busy"
    WAITING = "waiting"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


GLYPHS = {
    Tone.PLAIN: "·",
    Tone.MUTED: "○",
    Tone.BUSY: "●",
    Tone.WAITING: "◌",
    Tone.GOOD: "✔",
    Tone.WARN: "▲",
    Tone.BAD: "✖",
}
"""A status is never told by colour alone: each tone has its glyph."""
SPEAKING = frozenset({Tone.BAD, Tone.WARN})
"""Tones whose glyph stands before a line of a log."""


class Align(StrEnum):
    """Which side of its column a text keeps to."""

    LEFT = "left"
    RIGHT = "right"


class Column(Struct, frozen=True):
    """One column of a table."""

    id: str
    label: str
    width: int
    """Cells it takes at least; one column, the one that `grows`, takes what is left over."""
    align: Align = Align.LEFT
    grows: bool = False
    rank: int = 0
    """Columns with the highest rank are left out first where the table is narrow; 0 stays."""
    shown: bool = True
    """Whether it is shown where nobody has chosen columns."""
    greatest_first: bool = False
    """Whether who sorts by it is shown the greatest first, and the least if asked once more."""
    prose: bool = False
    """Whether its texts are sentences, which begin with what matters: they are cut at their end."""


NARROWEST, WIDEST = 3, 300
"""Cells between which the width of a column can be chosen."""


class ChosenColumn(Struct, frozen=True):
    """A column that somebody has chosen to see, in the order of several."""

    id: str
    width: int | None = None
    """Cells, whatever the column declares; None leaves that to the table."""


class Cell(Struct, frozen=True, gc=False):
    """One value in a row: what is read, what it means and what it is sorted by."""

    text: str = DASH
    tone: Tone = Tone.PLAIN
    order: float | str | None = None
    """What the column is sorted by where that is not the text; None sorts last."""
    found_by: str = ""
    """What it is found by besides the text: the id, where that is told in short or by its name."""
    kept: int = 0
    """Characters at the beginning of the text that stay where there is no room for all of it."""


class Progress(Struct, frozen=True, gc=False):
    """A cell that is a bar: parts done out of all parts."""

    fraction: float
    """0 to 1."""
    tone: Tone = Tone.BUSY

    @property
    def order(self) -> float:
        """What the column is sorted by."""
        return self.fraction

    @property
    def text(self) -> str:
        """The percentage, rounded down so that 100% means done."""
        return f"{int(self.fraction * 100)}%"


CLOCK_STEP = 10
"""Seconds in which a clock that runs goes on after its first minute."""
LATER_STEP = 60
"""Seconds in which it does after ten minutes, since when it tells no seconds."""
_NO_SECONDS = 600


class Clock(Struct, frozen=True, gc=False):
    """A cell that is a stretch of time; while it has no end it grows with the clock on the wall.

    Rows thereby stay the same value while time passes: only the painting of a clock changes. A
    clock that runs tells tens of seconds after its first minute, and minutes after ten of them. All
    that do go on at the same moments: who sees many clocks would else be sent a new text of one of
    them with every second.
    """

    start: float
    """Seconds since the epoch."""
    end: float | None = None
    tone: Tone = Tone.PLAIN
    words: str = ""
    """Stand before the time."""
    instead_of: str = ""
    """In place of what text it stands, by which it is then still sorted and found."""
    least: float = 0.0
    """Seconds that it tells at least: what began then has taken that long."""

    def order_at(self, now: float) -> float | str:
        """What the column is sorted by at `now`: how many seconds it tells, or a text."""
        if self.instead_of:
            return self.instead_of
        return (now if self.end is None else self.end) - self.start

    def at(self, now: float) -> str:
        """The text of this clock at `now`, in seconds since the epoch."""
        return f"{self.words} {self._time(now)}" if self.words else self._time(now)

    def _time(self, now: float) -> str:
        if self.end is not None:
            return duration_text(self.end - self.start)
        if now - self.start < 60:
            return duration_text(now - self.start)
        so_far = now - now % CLOCK_STEP - self.start
        if so_far >= _NO_SECONDS:
            so_far = max(_NO_SECONDS, now - now % LATER_STEP - self.start)
        return duration_text(max(60, so_far - so_far % CLOCK_STEP, self.least))

    def next_change(self, now: float) -> float:
        """Until when it reads what it does at `now`, at least, as long as it runs."""
        if now - self.start < 60:
            return self.start + int(now - self.start) + 1
        next_step = now - now % CLOCK_STEP + CLOCK_STEP
        if next_step - self.start < _NO_SECONDS + CLOCK_STEP:
            return next_step
        return now - now % LATER_STEP + LATER_STEP


AnyCell: TypeAlias = Cell | Progress | Clock
"""Whatever stands in a row."""


class Row(Struct, frozen=True, gc=False):
    """One object in a table: its key never changes, its cells do."""

    key: str
    cells: tuple[AnyCell, ...]
    tone: Tone = Tone.PLAIN
    """What the whole row means; PLAIN where nothing about it calls for attention."""
    partial: bool = False
    """Whether some of its cells are made of what was not loaded yet."""


PENDING = Row("", ())
"""Stands where there is a row that was not loaded yet."""


NO_TIME = -1
"""The time of a line whose time nobody knows."""


class LogLine(NamedTuple):
    """One event of a log. There are millions of them, so it is the cheapest value there is."""

    timestamp: int
    """Milliseconds since the epoch, as CloudWatch stamps them; `NO_TIME` where it is unknown."""
    message: str
    """As it came; passes `plain` where it is shown."""
    origin: int = 0
    """Which of several logs the line is from, where they are read as one."""
    late: bool = False
    """Whether lines that are younger were here before it."""


def cell_text(cell: AnyCell, now: float) -> str:
    """What a cell reads at `now`, in seconds since the epoch."""
    return cell.at(now) if isinstance(cell, Clock) else cell.text


def duration_text(seconds: float) -> str:
    """A stretch of time in at most five characters: `42s`, `9m05`, `49m`, `1h12`, `3d04`."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole}s"
    minutes, rest = divmod(whole, 60)
    if minutes < 10:
        return f"{minutes}m{rest:02}"
    if minutes < 60:
        return f"{minutes}m"
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return f"{hours}h{rest:02}"
    days, rest = divmod(hours, 24)
    return f"{days}d{rest:02}" if days < 100 else f"{days}d"


def count_text(count: int, noun: str) -> str:
    """A number with its noun: `1 job`, `1,204 jobs`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def round_count(count: int) -> str:
    """A number in at most four characters, rounded down: `999`, `1.1k`, `12k`, `1.2M`."""
    for size, unit in ((1_000_000, "M"), (1_000, "k")):
        if count >= 10 * size:
            return f"{count // size}{unit}"
        if count >= size:
            return f"{count // size}.{count * 10 // size % 10}{unit}"
    return str(count)


def with_article(noun: str) -> str:
    """A noun with its indefinite article: `a job`, `an act`."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def either(texts: Iterable[str]) -> str:
    """Texts of which one is to be chosen: `a job, a step or a task`."""
    *others, last = texts
    return f"{', '.join(others)} or {last}" if others else last


_LONG_HEX = re.compile(
    r"(?<=[0-9a-f]{4})[0-9a-f]{28}|(?<=\b[0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
)
_SGR = re.compile(r"\x1b\[[0-9;:]*m")
_LONE_JOINER = re.compile("(?<![^\x00-\x7f\u200d])\u200d|\u200d(?![^\x00-\x7f\u200d])")
"""A joiner between two that are not there: what measures cells takes it for either of them."""
_UNPRINTABLE: dict[int, str] = {
    **{code: chr(0x2400 + code) for code in range(0x20)},
    0x09: "    ",
    0x7F: "␡",
    **dict.fromkeys(range(0x80, 0xA0), "�"),
    # Line separators and the marks that turn the direction of text would rearrange the screen.
    **dict.fromkeys((0x2028, 0x2029, 0x061C, 0x200E, 0x200F), "�"),
    **dict.fromkeys(range(0x202A, 0x202F), "�"),
    **dict.fromkeys(range(0x2066, 0x206A), "�"),
    **dict.fromkeys(range(0xD800, 0xE000), "�"),
}


def plain(text: str) -> str:
    """Text from outside made harmless: one line without control characters.

    Colours are dropped, since they say nothing that the text does not; every other control
    character is shown as a picture of itself, so that nothing is hidden.
    """
    if text.isprintable():
        return text
    return _LONE_JOINER.sub("�", _SGR.sub("", text)).translate(_UNPRINTABLE)


def shorten(text: str, width: int) -> str:
    """Text cut in its middle to `width` characters: shots differ at both ends."""
    if len(text) <= width:
        return text
    if width <= 1:
        return "…"[:width]
    tail = (width - 1) // 2
    return f"{text[: width - 1 - tail]}…{text[len(text) - tail :]}"


def short_id(identifier: str) -> str:
    """An id as one reads it aloud: `job-3f9a…`, and whole where it has no long hex part."""
    return _LONG_HEX.sub("…", identifier)
