"""What a filter can ask of items beside plain words: `status:failed`, `priority:>50`, `ended:<2h`.

A level declares its terms as data; each kind of term reads what was typed and gives a condition,
which the service can be asked for and which can be held against an item here as well.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Protocol, TypeAlias

from msgspec import Struct

from app.errors import UsageError
from app.resources.comparing import alike, comparison, signed, texts

Item: TypeAlias = Mapping[str, Any]
"""An API structure as botocore parses it: member names, aware datetimes."""

Path: TypeAlias = Mapping[str, str]
"""The ids that lead to a thing, by the API's member names, outermost first: `farmId`, `queueId`."""

Filter: TypeAlias = Mapping[str, Any]
"""One of the API's filter expressions: `{"stringFilter": {...}}`."""

LONGEST = 256
"""Characters that the API takes of a word or of a value."""

MOST_VALUES = 16
"""Values that the API takes of a list."""

MOST_NAMED = 5
"""Values that are named where somebody has to be told what there is."""


class Condition(Struct, frozen=True):
    """Something that is to hold of an item."""

    filter: Filter
    """How the service is asked for it."""
    holds: Callable[[Item], bool]
    """Whether it holds of an item that was loaded, as far as its members tell."""


class Term(Protocol):
    """One kind of thing that can be asked of items."""

    @property
    def reads(self) -> tuple[str, ...]:
        """The members of an item that it is about."""
        ...

    @property
    def example(self) -> str:
        """A value, as one types it."""
        ...

    def condition(self, value: str, *, negated: bool, now: float) -> Condition:
        """What `value` asks for, or its opposite; `now` is in seconds since the epoch.

        Raises UsageError where the value makes no sense.
        """
        ...


class Choice(Struct, frozen=True):
    """A member with one of a few values, and the search field of the same."""

    member: str
    field: str
    words: tuple[str, ...] = ()
    """The values it can have; it can have any where there are none here."""


class OneOf:
    """One of some values, separated by commas: `status:failed,canceled`, `owner:anna`.

    Of values that are known the beginning is enough, in any case; others are given exactly.
    """

    def __init__(self, *choices: Choice) -> None:
        """Several choices are several places in which a value can stand."""
        self.choices = choices

    @property
    def reads(self) -> tuple[str, ...]:
        """The members of the choices."""
        return tuple(choice.member for choice in self.choices)

    @property
    def words(self) -> tuple[str, ...]:
        """The values that are known."""
        return tuple(word for choice in self.choices for word in choice.words)

    @property
    def example(self) -> str:
        """The most usual values, or one."""
        if not self.words:
            return "anna"
        rest = " …" if len(self.words) > MOST_NAMED else ""
        return ", ".join(word.lower() for word in self.words[:MOST_NAMED]) + rest

    def condition(self, value: str, *, negated: bool, now: float) -> Condition:  # noqa: ARG002
        """Items that have one of the values, or none of them."""
        wanted = [part for part in value.split(",") if part]
        chosen = {choice: self._chosen(choice, wanted) for choice in self.choices}
        chosen = {choice: values for choice, values in chosen.items() if values}
        taken = [*(word for values in chosen.values() for word in values)]
        if lost := [part for part in wanted if not _begins(part, taken)]:
            raise UsageError(f"{lost[0]!r} is none of {self.example}.")
        if not 0 < len(taken) <= MOST_VALUES:
            raise UsageError(f"One to {MOST_VALUES} values are wanted: {self.example}.")
        members = {choice.member: frozenset(values) for choice, values in chosen.items()}

        def holds(item: Item) -> bool:
            return any(item.get(member) in values for member, values in members.items())

        filters = [among(choice.field, values, negated) for choice, values in chosen.items()]
        if len(filters) > 1:
            group = {"filters": filters, "operator": "AND" if negated else "OR"}
            filters = [{"groupFilter": group}]
        return Condition(filters[0], _turned(holds, negated))

    def names(self, word: str, least: int) -> bool:
        """Whether a word is a value that is known, or begins one with at least so many letters."""
        is_whole = word.casefold() in {known.casefold() for known in self.words}
        return is_whole or (len(word) >= least and _begins(word, self.words))

    def _chosen(self, choice: Choice, wanted: Sequence[str]) -> list[str]:
        if not self.words:
            return list(dict.fromkeys(wanted))
        return [word for word in choice.words if any(_begins(part, [word]) for part in wanted)]


class OfMember(Struct, frozen=True):
    """What is asked of one member alone."""

    member: str

    @property
    def reads(self) -> tuple[str, ...]:
        """The member."""
        return (self.member,)


class Number(OfMember, frozen=True):
    """A number, or one above or below: `priority:50`, `priority:>=50`."""

    field: str

    example: ClassVar[str] = ">50"

    def condition(self, value: str, *, negated: bool, now: float) -> Condition:  # noqa: ARG002
        """Items with such a number."""
        sign, text = signed(value)
        if _NUMBER.fullmatch(text) is None:
            raise UsageError(f"{text!r} is no number; write it as {self.example}.")
        limit = float(text)
        compare = comparison(sign or "=", negated=negated)
        expression = {"name": self.field, "operator": compare.name, "value": text}
        return Condition({"stringFilter": expression}, compare.of(self.member, limit))


class Moment(OfMember, frozen=True):
    """A time by its age or by the calendar: `ended:<2h`, `created:2026-11-01`, `created:>=...`.

    What is less than two hours old is later, so that the sign turns; without a sign a stretch of
    time means up to it, and a day the whole of it. Days and times are local.
    """

    field: str

    example: ClassVar[str] = "<2h, >3d, 2026-11-01 or >2026-11-01T14:30"

    def condition(self, value: str, *, negated: bool, now: float) -> Condition:
        """Items with such a time."""
        limits = [
            (comparison(sign, negated=negated), moment) for sign, moment in self._limits(value, now)
        ]
        filters: list[Filter] = [
            {"dateTimeFilter": {"name": self.field, "operator": c.name, "dateTime": moment}}
            for c, moment in limits
        ]
        tests = [compare.of(self.member, moment) for compare, moment in limits]
        if len(filters) == 1:
            return Condition(filters[0], tests[0])
        group = {"filters": filters, "operator": "OR" if negated else "AND"}
        either = any if negated else all
        return Condition({"groupFilter": group}, lambda item: either(test(item) for test in tests))

    def _limits(self, value: str, now: float) -> list[tuple[str, datetime]]:
        sign, text = signed(value)
        if stretch := _STRETCH.fullmatch(text):
            age = float(stretch[1]) * _UNITS[stretch[2]]
            return [(_LATER_IS_LESS[sign or "<"], self._moment(text, lambda: _utc(now - age)))]
        moment = self._moment(text, lambda: datetime.fromisoformat(text).astimezone(UTC))
        if len(text) > len("2026-11-01"):
            if not sign:
                raise UsageError("Before a time of day goes < or >, as in >2026-11-01T14:30.")
            return [(sign, moment)]
        day_after = self._moment(text, lambda: _day_after(text))
        days = {"<": ("<", moment), ">=": (">=", moment), "<=": ("<", day_after)}
        days[">"] = (">=", day_after)
        return [days[sign]] if sign in days else [days[">="], days["<="]]

    def _moment(self, text: str, read: Callable[[], datetime]) -> datetime:
        try:
            return read()
        except (ValueError, OverflowError, OSError):
            raise UsageError(f"{text!r} is no time; write it as {self.example}.") from None


class Parameter(OfMember, frozen=True):
    """What one of a job's parameters is: `param:Frame=12`, `param:Samples>256`.

    The member holds all of them, by name.
    """

    example: ClassVar[str] = "Frame=12"

    def takes(self, value: str) -> bool:
        """Whether a value makes sense."""
        return _PARAMETER.fullmatch(value) is not None

    def condition(self, value: str, *, negated: bool, now: float) -> Condition:  # noqa: ARG002
        """Items with such a parameter."""
        typed = _PARAMETER.fullmatch(value)
        if typed is None:
            raise UsageError(f"{value!r} is no parameter; write it as {self.example}.")
        name, sign, wanted = typed["name"], typed["sign"], typed["value"]
        compare = comparison(sign, negated=negated)
        expression = {"name": name, "operator": compare.name, "value": wanted}

        def holds(item: Item) -> bool:
            given = (item.get(self.member) or {}).get(name) or {}
            return any(compare.test(*alike(str(one), wanted)) for one in given.values())

        return Condition({"parameterFilter": expression}, holds)


def words_in(members: Sequence[str], word: str) -> Condition:
    """Items that have a word in one of these members, in any case; see `Search.words`."""
    wanted, ways = word.casefold(), [member.split(".") for member in members]

    def holds(item: Item) -> bool:
        return any(wanted in text.casefold() for way in ways for text in texts(item, way))

    term = {"searchTerm": word, "matchType": "CONTAINS"}
    return Condition({"searchTermFilter": term}, holds)


def either(one: Condition, other: Condition) -> Condition:
    """What one of two conditions, or both, hold of."""
    filters = [*_alternatives(one.filter), *_alternatives(other.filter)]
    return Condition(
        {"groupFilter": {"filters": filters, "operator": "OR"}},
        lambda item: one.holds(item) or other.holds(item),
    )


_LATER_IS_LESS = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}

_PARAMETER = re.compile(r"(?P<name>[^=<>!]+)(?P<sign>[<>!]=|[=<>])(?P<value>.+)", re.DOTALL)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_STRETCH = re.compile(r"(\d+(?:\.\d+)?)([smhdw])")
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def _begins(part: str, words: Sequence[str]) -> bool:
    """Whether one of these words begins with what was typed."""
    return any(word.casefold().startswith(part.casefold()) for word in words)


def _alternatives(filter_: Filter) -> Sequence[Filter]:
    """The filters one of which is to hold: a group has room for three."""
    group = filter_.get("groupFilter")
    return group["filters"] if group and group["operator"] == "OR" else [filter_]


def among(field: str, values: Sequence[str], negated: bool = False) -> Filter:
    """A field that has one of these values, or none of them."""
    if len(values) == 1:
        name = "NOT_EQUAL" if negated else "EQUAL"
        return {"stringFilter": {"name": field, "operator": name, "value": values[0]}}
    name = "ALL_NOT_EQUALS" if negated else "ANY_EQUALS"
    return {"stringListFilter": {"name": field, "operator": name, "values": list(values)}}


def _turned(holds: Callable[[Item], bool], negated: bool) -> Callable[[Item], bool]:
    return (lambda item: not holds(item)) if negated else holds


def _utc(seconds: float) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


def _day_after(text: str) -> datetime:
    # A day is not always 24 hours long where one lives.
    return (datetime.fromisoformat(text) + timedelta(days=1)).astimezone(UTC)
