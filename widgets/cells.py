"""What stands in each cell of a terminal, so that only those are sent that look different."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TypeAlias

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._cells import cell_len
from textual.geometry import Size
from textual.strip import Strip

Piece: TypeAlias = tuple[int, int, Strip]
"""Column and row of the first cell, and what is to stand from there on."""
Ink: TypeAlias = tuple[str, str]
"""What a terminal is sent before and after a text that has a style."""
Run: TypeAlias = tuple[int, int, int]
"""The row, the first column, and the column behind the last one."""

NEAR = 4
"""Cells that are sent again rather than passed over: to go elsewhere takes more bytes."""
MOST_INKS = 4_096
_UNKNOWN = ""
"""Stands in a cell of which nobody knows what the terminal made of it."""
_MARK = "\0"
_PLAIN: Ink = ("", "")


class Cells:
    """What stands in each cell of a terminal.

    Texts whose characters are not one cell wide each are always sent whole, as terminals disagree
    about them.
    """

    def __init__(self) -> None:
        self.size = Size()
        self._texts: list[list[str]] = []
        self._inks: list[list[Ink]] = []
        self._known: dict[Style | None, Ink] = {}

    def forget(self) -> None:
        """Nobody knows what the terminal shows."""
        self.resize(self.size)

    def resize(self, size: Size) -> None:
        """The terminal has another size, and nobody knows what it shows."""
        self.size = size
        self._texts = [[_UNKNOWN] * size.width for _ in range(size.height)]
        self._inks = [[_PLAIN] * size.width for _ in range(size.height)]

    def put(self, pieces: Iterable[Piece], console: Console) -> str:
        """What to send so that these stand where they belong; empty where they do already."""
        pen = _Pen()
        for x, y, strip in pieces:
            if self._holds(x, y, strip) and all(map(_is_plain, strip)):
                self._put_changed(pen, x, y, strip, console)
            elif strip.cell_length:
                self._put_whole(pen, x, y, strip, console)
        return pen.lifted()

    def _holds(self, x: int, y: int, strip: Strip) -> bool:
        return y < self.size.height and x + strip.cell_length <= self.size.width

    def _put_whole(self, pen: "_Pen", x: int, y: int, strip: Strip, console: Console) -> None:
        if y < self.size.height:
            # It may change the cell before it, and take more cells than it should.
            start = max(0, x - 1)
            self._texts[y][start:] = [_UNKNOWN] * (self.size.width - start)
            if x == 0 and y:
                self._texts[y - 1][-1:] = [_UNKNOWN]
        pen.write(x, y, _PLAIN, strip.render(console))
        pen.lose()

    def _put_changed(self, pen: "_Pen", x: int, y: int, strip: Strip, console: Console) -> None:
        texts: list[str] = []
        inks: list[Ink] = []
        for text, style, _ in strip:
            texts += text
            inks += [self._ink(style, console)] * len(text)
        stop = x + len(texts)
        stood, had = self._texts[y][x:stop], self._inks[y][x:stop]
        if texts == stood and inks == had:
            return
        changed = [
            at
            for at, (text, ink, other, others) in enumerate(
                zip(texts, inks, stood, had, strict=True)
            )
            if text != other or ink != others
        ]
        self._texts[y][x:stop], self._inks[y][x:stop] = texts, inks
        for start, end in _runs(changed):
            for ink, cells in groupby(range(start, end), inks.__getitem__):
                places = list(cells)
                text = "".join(texts[places[0] : places[-1] + 1])
                pen.write(x + places[0], y, ink, text)

    def _ink(self, style: Style | None, console: Console) -> Ink:
        if (ink := self._known.get(style)) is None:
            if len(self._known) >= MOST_INKS:
                self._known.clear()
            before, _, after = Strip([Segment(_MARK, style)]).render(console).partition(_MARK)
            ink = self._known[style] = before, after
        return ink


class _Pen:
    """Goes over a terminal and writes; it is told of an ink only where that is another one."""

    def __init__(self) -> None:
        self._sent: list[str] = []
        self._ink = _PLAIN
        self._x = self._y = -1

    def write(self, x: int, y: int, ink: Ink, text: str) -> None:
        """Write a text, each character of which takes one cell."""
        if y != self._y:
            self._sent.append(f"\x1b[{y + 1};{x + 1}H")
        elif x != self._x:
            self._sent.append(f"\x1b[{x + 1}G")
        if ink != self._ink:
            self._sent += [self._ink[1], ink[0]]
            self._ink = ink
        self._sent.append(text)
        self._x, self._y = x + len(text), y

    def lose(self) -> None:
        """Nobody knows where it is."""
        self._y = -1

    def lifted(self) -> str:
        """What was written."""
        return "".join([*self._sent, self._ink[1]])


def _is_plain(segment: Segment) -> bool:
    """Whether each character takes one cell, whatever the terminal."""
    text, _, control = segment
    if control:
        return False
    return text.isascii() or all(cell_len(character) == 1 for character in text)


def _runs(changed: list[int]) -> Iterator[tuple[int, int]]:
    """Columns in order, as runs of such that are near to each other."""
    start = last = changed[0]
    for at in changed:
        if at - last > NEAR:
            yield start, last + 1
            start = at
        last = at
    yield start, last + 1
