"""What stands in each cell of a terminal, so that only those are sent that look different."""

import re
from collections.abc import Iterable
from functools import lru_cache
from operator import ne, or_
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

NEAR = 4
"""Cells that are sent again rather than passed over: to go elsewhere takes more bytes."""
MOST_INKS = 4_096
_UNKNOWN = "\0"
"""The code of the ink of a cell of which nobody knows what the terminal made of it."""
_FIRST_CODE = 0x100
_MARK = "\0"
_PLAIN: Ink = ("", "")

_NEAR_CHANGES = re.compile(rb"\x01+(?:\x00{1,%d}\x01+)*" % (NEAR - 1))
"""In a line of which each byte says whether a cell differs: what is sent at once."""
_SAME_CODES = re.compile(r"(.)\1*", re.DOTALL)


class Cells:
    """What stands in each cell of a terminal.

    A line is two strings, its characters and the codes of their inks, since comparing and cutting
    strings takes a fraction of the time that lists of cells take. Texts whose characters are not
    one cell wide each are always sent whole, as terminals disagree about them.
    """

    def __init__(self) -> None:
        self.size = Size()
        self._texts: list[str] = []
        self._codes: list[str] = []
        self._strips: list[dict[int, Strip]] = []
        """What was put last on each line, by its column."""
        self._inks: dict[str, Ink] = {}
        self._code_of_ink: dict[Ink, str] = {}
        self._code_of_style: dict[Style | None, str] = {}

    def forget(self) -> None:
        """Nobody knows what the terminal shows."""
        self.resize(self.size)

    def resize(self, size: Size) -> None:
        """The terminal has another size, and nobody knows what it shows."""
        self.size = size
        self._texts = [" " * size.width] * size.height
        self._codes = [_UNKNOWN * size.width] * size.height
        self._strips = [{} for _ in range(size.height)]

    def put(self, pieces: Iterable[Piece], console: Console) -> str:
        """What to send so that these stand where they belong; empty where they do already."""
        if len(self._code_of_style) >= MOST_INKS:
            self._forget_inks()
        pen = _Pen()
        for x, y, strip in pieces:
            if self._stands(x, y, strip):
                continue
            painted = self._painted(strip, console) if self._holds(x, y, strip) else None
            if painted is not None:
                self._put_changed(pen, x, y, *painted)
                self._strips[y][x] = strip
            elif strip.cell_length:
                self._put_whole(pen, x, y, strip, console)
        return pen.lifted()

    def _stands(self, x: int, y: int, strip: Strip) -> bool:
        """Whether it was put there last; else nothing that it covers counts as put there."""
        if y >= self.size.height:
            return False
        strips = self._strips[y]
        if strips.get(x) is strip:
            return True
        stop = x + strip.cell_length
        for start in [at for at, each in strips.items() if at < stop and x < at + each.cell_length]:
            del strips[start]
        return False

    def _holds(self, x: int, y: int, strip: Strip) -> bool:
        return y < self.size.height and x + strip.cell_length <= self.size.width

    def _painted(self, strip: Strip, console: Console) -> tuple[str, str] | None:
        """Its characters and the codes of their inks; None where not each takes one cell."""
        texts: list[str] = []
        codes: list[str] = []
        for text, style, control in strip:
            if control or not (text.isascii() or _are_single(text)):
                return None
            texts.append(text)
            codes.append(self._code(style, console) * len(text))
        return "".join(texts), "".join(codes)

    def _put_whole(self, pen: "_Pen", x: int, y: int, strip: Strip, console: Console) -> None:
        if y < self.size.height:
            # It may change the cell before it, and take more cells than it should.
            self._lose(y, max(0, x - 1))
            if x == 0 and y:
                self._lose(y - 1, self.size.width - 1)
        pen.write(x, y, _PLAIN, strip.render(console))
        pen.lose()

    def _lose(self, y: int, start: int) -> None:
        """Nobody knows what stands on a line from a column on."""
        self._codes[y] = self._codes[y][:start] + _UNKNOWN * (self.size.width - start)
        self._strips[y].clear()

    def _put_changed(self, pen: "_Pen", x: int, y: int, text: str, codes: str) -> None:
        stop = x + len(text)
        line, inks = self._texts[y], self._codes[y]
        stood, had = line[x:stop], inks[x:stop]
        if text == stood and codes == had:
            return
        self._texts[y] = line[:x] + text + line[stop:]
        self._codes[y] = inks[:x] + codes + inks[stop:]
        differs = bytes(map(or_, map(ne, text, stood), map(ne, codes, had)))
        for run in _NEAR_CHANGES.finditer(differs):
            for same in _SAME_CODES.finditer(codes, run.start(), run.end()):
                start, end = same.span()
                pen.write(x + start, y, self._inks[same[1]], text[start:end])

    def _code(self, style: Style | None, console: Console) -> str:
        if (code := self._code_of_style.get(style)) is None:
            before, _, after = Strip([Segment(_MARK, style)]).render(console).partition(_MARK)
            new = chr(_FIRST_CODE + len(self._inks))
            code = self._code_of_style[style] = self._code_of_ink.setdefault((before, after), new)
            self._inks[code] = before, after
        return code

    def _forget_inks(self) -> None:
        """Themes come and go. What codes a line has means nothing any more either."""
        self._inks.clear()
        self._code_of_ink.clear()
        self._code_of_style.clear()
        self.forget()


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


@lru_cache(MOST_INKS)
def _are_single(text: str) -> bool:
    """Whether each character takes one cell, whatever the terminal."""
    return all(cell_len(character) == 1 for character in text)
