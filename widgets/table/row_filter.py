"""Which rows a typed filter lets through."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, Self

from msgspec import Struct

from app.rows import Rows
from app.view import AnyCell, Cell, Progress, Row

_REGEX = re.compile(r"(?P<invert>!?)/(?P<pattern>(?:[^/\\]|\\.)+)/?", re.DOTALL)
"""One pattern between slashes; the closing one may still have to be typed."""


class SearchedText(NamedTuple):
    """What a filter looks at in a row."""

    text: str
    folded: str
    """The same without regard to case: to make that takes longer than to look for a word in it."""


class RowFilter(Struct, frozen=True):
    """A filter as it was typed, ready to be asked about rows.

    Words that are separated by blanks must all occur, in any cell or in the key, in any case;
    a word after `!` must not. `/pattern/` is a regular expression that is searched for in each
    cell, in any case; `!/pattern/` lets through what it is not found in.
    """

    text: str = ""
    error: str = ""
    """Why the text makes no sense, empty where it does; a filter with an error matches nothing."""
    test: Callable[[SearchedText], bool] | None = None
    """Says whether a row's text passes; None lets every row through."""
    knows: Callable[[str], bool] | None = None
    """Says of a row's key whether it passes as well; None lets every key through."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """The filter that a text means; an invalid one is returned with its `error`, not raised."""
        stripped = text.strip()
        typed = _REGEX.fullmatch(stripped)
        if typed is None:
            return cls(stripped, test=_word_test(stripped.split()))
        try:
            pattern = re.compile(typed["pattern"], re.IGNORECASE | re.MULTILINE)
        except re.error as error:
            return cls(stripped, error=str(error), test=lambda _: False)
        inverted = bool(typed["invert"])
        return cls(stripped, test=lambda row: (pattern.search(row.text) is None) is inverted)

    def matches(self, row: Row) -> bool:
        """Whether the row is let through."""
        is_known = self.knows is None or self.knows(row.key)
        return is_known and (self.test is None or self.test(searched_text(row)))

    @property
    def is_open(self) -> bool:
        """Whether every row is let through, whatever it is."""
        return self.test is None and self.knows is None


class SearchedTexts:
    """What a filter looks at in rows that are looked at again and again."""

    def __init__(self, places: Sequence[int] | None = None) -> None:
        """`places` are those of the cells that are looked at; None are all."""
        self._places = places
        self._rows: Rows | None = None
        self._known: dict[str, tuple[Row, SearchedText]] = {}
        self._texts: list[SearchedText] = []

    def of(self, rows: Rows) -> list[SearchedText]:
        """The text of each row; it is put together anew for those that changed since last time."""
        if rows is not self._rows:
            known = self._known
            self._known = {
                row.key: entry
                if (entry := known.get(row.key)) and entry[0] is row
                else (row, searched_text(row, self._places))
                for row in rows
            }
            self._texts = [text for _, text in self._known.values()]
            self._rows = rows
        return self._texts

    def learn(self, rows: Rows) -> None:
        """Put together the texts of rows that are going to be looked at."""
        for row in rows:
            known = self._known.get(row.key)
            if known is None or known[0] is not row:
                self._known[row.key] = (row, searched_text(row, self._places))

    def forget(self) -> None:
        """Nothing is looked at any more."""
        self._rows, self._known, self._texts = None, {}, []


def searched_text(row: Row, places: Sequence[int] | None = None) -> SearchedText:
    """What a filter looks at: the key of a row, and its cells at these places, one a line.

    A cell has another line for what it is found by besides its text.

    The time of a clock that still runs is left out, so that no row comes or goes by itself.
    """
    cells = row.cells
    if places is not None:
        cells = tuple(cells[place] for place in places if place < len(cells))
    texts = [
        cell.text if isinstance(cell, Cell) and not cell.found_by else _searched_cell(cell)
        for cell in cells
    ]
    text = "\n".join([row.key, *texts])
    return SearchedText(text, text.casefold())


def _searched_cell(cell: AnyCell) -> str:
    if isinstance(cell, Cell):
        return f"{cell.text}\n{cell.found_by}"
    if isinstance(cell, Progress):
        return cell.text
    if cell.end is None:
        return f"{cell.words} {cell.instead_of}".strip()
    return cell.at(cell.end)


def _word_test(words: list[str]) -> Callable[[SearchedText], bool] | None:
    wanted = [word.casefold() for word in words if not word.startswith("!")]
    unwanted = [word[1:].casefold() for word in words if word.startswith("!") and word != "!"]
    if not wanted and not unwanted:
        return None

    def test(row: SearchedText) -> bool:
        occurs = row.folded.__contains__
        return all(map(occurs, wanted)) and not any(map(occurs, unwanted))

    return test
