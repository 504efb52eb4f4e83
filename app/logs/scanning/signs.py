"""What a line means to the reader, by the signs in it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import Protocol

from app.logs.scanning.sieve import Sieve, kinds_of
from app.logs.scanning.sign_table import BACKDROPS, SIGNS, expression
from app.view import LogLine, Tone, plain

REACH = 1_000
"""Characters of a line that are looked at; what matters stands at its beginning."""
PATIENCE = 0.02
"""Seconds that a user's sign may take on one line: some patterns would go on for years."""


def _any_word(words: Iterable[bytes]) -> re.Pattern[bytes]:
    """Finds any of some words; what they begin with alike is looked at once."""
    branches: dict[bytes, list[bytes]] = {}
    for word in words:
        branches.setdefault(word[:1], []).append(word[1:])
    return re.compile(b"|".join(letter + _ending(rest) for letter, rest in branches.items()))


def _ending(rests: list[bytes]) -> bytes:
    if b"" in rests:
        return b""
    return rests[0] if len(rests) == 1 else b"(?:" + _any_word(rests).pattern + b")"


@cache
def _expression_of(place: int) -> re.Pattern[str]:
    """The expression of the sign with a place in the table; most are never needed."""
    return re.compile(expression(SIGNS[place]), re.ASCII)


_BACKDROPS = [(tone, re.compile(pattern)) for tone, pattern in BACKDROPS]
_ERROR_WORDS = {word.encode() for sign in SIGNS if sign.tone is Tone.BAD for word in sign.words}
# A short text is searched for words several times as fast as bytes are.
_PLACES_OF = {
    word: [place for place, sign in enumerate(SIGNS) if word in sign.words]
    for word in {word for sign in SIGNS for word in sign.words}
}


def _first_sign(text: str) -> Tone:
    """What the first sign in a line makes of it; PLAIN where there is none."""
    places = _places_in(text)
    at = 0
    while places:
        found = [
            (match.start(), place, match.end())
            for place in places
            if (match := _expression_of(place).search(text, at))
        ]
        if not found:
            break
        start, place, stop = min(found)
        tone = SIGNS[place].tone
        if tone is not Tone.PLAIN:
            return tone
        at = max(stop, start + 1)
    return Tone.PLAIN


def signs_in(text: str) -> frozenset[str]:
    """The names of all signs of the table that stand in a line, wherever they do."""
    text = plain(text)[:REACH]
    found = (place for place in _places_in(text) if _expression_of(place).search(text))
    return frozenset(SIGNS[place].name for place in found)


def _places_in(text: str) -> set[int]:
    """The places in the table of the signs that may stand in a line, by their words."""
    (kind,) = kinds_of(text)
    letters = kind.decode("ascii")
    return {place for word in _PLACES_OF if word in letters for place in _PLACES_OF[word]}


class Signs:
    """Reads from a line whether it tells of an error.

    `errors` and `warnings` are the user's own signs: names, and regular expressions that are
    looked for anywhere in a line. They come before all others, so that a user's warning also
    silences a false alarm. Raises `regex.error` where an expression makes no sense; the settings
    are checked for that.
    """

    def __init__(
        self, errors: Mapping[str, str] | None = None, warnings: Mapping[str, str] | None = None
    ) -> None:
        self._errors = [_OwnSign(name, pattern) for name, pattern in (errors or {}).items()]
        self._warnings = [_OwnSign(name, pattern) for name, pattern in (warnings or {}).items()]
        self._wordless = [sign for sign in self._errors if not sign.word]

    @cached_property
    def _suspicious(self) -> Sieve:
        """Passes every line that may tell of an error."""
        words = {*_ERROR_WORDS, *(sign.word for sign in self._errors if sign.word)}
        telling = [word for word in words if not any(other in word for other in words - {word})]
        return Sieve(_any_word(words).search, lambda kinds: any(word in kinds for word in telling))

    @property
    def given_up(self) -> tuple[str, ...]:
        """The names of the user's signs that took too long, and are looked for no more."""
        return tuple(own.name for own in (*self._errors, *self._warnings) if own.given_up)

    def tone_of(self, line: LogLine) -> Tone:
        """What a line means: BAD and WARN call for attention, WAITING opens a section."""
        return self._tone_of(plain(line.message)[:REACH])

    def errors_in(self, text: str, kinds: list[bytes] | None = None) -> list[int]:
        """Which lines of a text tell of an error, counted from 0, as `tone_of` says of each.

        The text is lines as they are shown, joined by line feeds; `kinds` what `kinds_of` makes of
        it, where the caller has that. It may be asked in any thread, and takes less than 1 µs a
        line of what renderers print.
        """
        suspects = self._suspicious.passing(kinds_of(text) if kinds is None else kinds)
        if not suspects and not self._wordless:
            return []
        lines = text.split("\n")
        if self._wordless:
            suspects = sorted({*suspects, *self._with_own_sign(lines)})
        return [index for index in suspects if self._tone_of(lines[index][:REACH]) is Tone.BAD]

    def _with_own_sign(self, lines: list[str]) -> Iterator[int]:
        for index, line in enumerate(lines):
            if any(sign.stands_in(line[:REACH]) for sign in self._wordless):
                yield index

    def _tone_of(self, text: str) -> Tone:
        if any(sign.stands_in(text) for sign in self._errors):
            return Tone.BAD
        if any(sign.stands_in(text) for sign in self._warnings):
            return Tone.WARN
        tone = _first_sign(text)
        if tone is not Tone.PLAIN:
            return tone
        return next((tone for tone, opening in _BACKDROPS if opening.match(text)), Tone.PLAIN)


class _Expression(Protocol):
    """What is used of the module `regex`: unlike `re` it stops in time."""

    def search(self, string: str, *, timeout: float) -> object | None: ...


class _OwnSign:
    """A sign that a user has added."""

    def __init__(self, name: str, pattern: str) -> None:
        # It takes longer to import than all the rest, and few have any signs of their own.
        import regex  # noqa: PLC0415

        self.name = name
        self.given_up = False
        self._expression: _Expression = regex.compile(pattern)
        literal = pattern.isascii() and regex.escape(pattern, special_only=True) == pattern
        self.word = kinds_of(pattern)[0] if literal else b""
        """What stands in every line with this sign, as `Sign.words`; empty where unknown."""

    def stands_in(self, text: str) -> bool:
        """Whether a line holds it."""
        if self.given_up:
            return False
        try:
            return self._expression.search(text, timeout=PATIENCE) is not None
        except TimeoutError:
            self.given_up = True
            return False
