"""What somebody means who types a filter, and which part of it the service can be asked for.

beauty sq010        words that must all occur in what the service searches: the name, the owner
failed              a word that begins a status is that as well: it finds what has failed, too
Frame=12            so is what reads as a parameter
status:failed       a term that the level declares; `!status:failed` for its opposite
!v001  /sh0[1-3]/   words that must not occur, and patterns: in the rows that are loaded
"""

import re

from msgspec import Struct

from app.errors import UsageError
from app.resources.listing import Search
from app.resources.terms import (
    LONGEST,
    Condition,
    Filter,
    Item,
    OneOf,
    Parameter,
    Term,
    either,
    words_in,
)

_PIECE = re.compile(r"(?P<pattern>!?/(?:[^/\\]|\\.)+(?:/(?=\s|$)|$))|\S+", re.DOTALL)
"""A pattern between slashes, of which the last may still have to be typed, or a word."""

STATUS = "status"
"""The term of which a value can be typed without its name."""

PARAMETER = "param"
"""Another one: `Frame=12`."""

BEGINNING = 4
"""The fewest letters at which a word begins a status: fewer are more likely of a name."""

_TERM = re.compile(r"(?P<not>!?)(?P<name>[A-Za-z]+):(?P<value>.*)", re.DOTALL)


class Asked(Struct, frozen=True):
    """A filter that was understood."""

    text: str = ""
    conditions: tuple[Condition, ...] = ()
    """What the service can be asked for; all of it must hold."""
    here: tuple[str, ...] = ()
    """Words and patterns that nobody but the table can look for."""

    @property
    def filters(self) -> tuple[Filter, ...]:
        """What the service is asked for."""
        return tuple(condition.filter for condition in self.conditions)

    def holds(self, item: Item) -> bool:
        """Whether what the service can be asked for holds of an item."""
        return all(condition.holds(item) for condition in self.conditions)


def understood(text: str, search: Search | None, now: float) -> Asked:
    """What a filter means on a level, at `now` in seconds since the epoch.

    A level that cannot be searched leaves all of it to the table. Raises UsageError where a term
    is not known or its value makes no sense.
    """
    conditions: list[Condition] = []
    here: list[str] = []
    for typed in _PIECE.finditer(text):
        condition = None
        if search is not None and typed["pattern"] is None:
            condition = _condition(typed[0], search, now)
        if condition is None:
            here.append(typed[0])
        else:
            conditions.append(condition)
    return Asked(text.strip(), tuple(conditions), tuple(here))


def called(name: str, search: Search | None) -> Filter | None:
    """What the service is asked for that is to find what is called so.

    None where it does not look for words.
    """
    if search is None or not search.words:
        return None
    term = search.terms.get(PARAMETER)
    if isinstance(term, Parameter) and term.member in search.words and term.takes(name):
        return term.condition(name, negated=False, now=0.0).filter
    return words_in(search.words, name).filter


def _condition(word: str, search: Search, now: float) -> Condition | None:
    """What the service can be asked for; None where it cannot be."""
    if len(word) > LONGEST:
        raise UsageError(f"A word has at most {LONGEST} characters.")
    if (typed := _TERM.fullmatch(word)) is None:
        return None if word.startswith("!") else _plain(word, search, now)
    term = search.terms.get(typed["name"].lower())
    if term is None:
        known = " ".join(f"{name}:" for name in search.terms)
        raise UsageError(f"There is no {typed['name']}: here; there are {known}")
    if not typed["value"]:
        raise UsageError(f"{typed['name']}: is followed by a value: {term.example}.")
    return term.condition(typed["value"], negated=bool(typed["not"]), now=now)


def _plain(word: str, search: Search, now: float) -> Condition | None:
    """What a word without a term asks for; None where the service does not look for words."""
    if not search.words:
        return None
    condition = words_in(search.words, word)
    for name in (STATUS, PARAMETER):
        if (term := search.terms.get(name)) is not None and _stands_for(word, term):
            condition = either(term.condition(word, negated=False, now=now), condition)
    return condition


def _stands_for(word: str, term: Term) -> bool:
    """Whether a word is a value of a term that need not be named."""
    if isinstance(term, OneOf):
        return term.names(word, BEGINNING)
    return isinstance(term, Parameter) and term.takes(word)
