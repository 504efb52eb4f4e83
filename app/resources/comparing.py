"""Comparisons, as one types them, as the API calls them, and as they hold of an item."""

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct


class Comparison(Struct, frozen=True):
    """How a value is compared with another."""

    name: str
    """As the API calls it."""
    test: Callable[[Any, Any], bool]

    def of(self, member: str, limit: float | datetime) -> Callable[[Mapping[str, Any]], bool]:
        """Whether it holds of a member; one that is not there is only ever not equal."""

        def holds(item: Mapping[str, Any]) -> bool:
            value = item.get(member)
            if value is None:
                return self.test is operator.ne
            return self.test(value, limit)

        return holds


_COMPARISONS = {
    "=": Comparison("EQUAL", operator.eq),
    "!=": Comparison("NOT_EQUAL", operator.ne),
    "<": Comparison("LESS_THAN", operator.lt),
    "<=": Comparison("LESS_THAN_EQUAL_TO", operator.le),
    ">": Comparison("GREATER_THAN", operator.gt),
    ">=": Comparison("GREATER_THAN_EQUAL_TO", operator.ge),
}
_OPPOSITES = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}

_SIGNED = re.compile(r"(?P<sign>[<>]=?|)(?P<text>.+)", re.DOTALL)


def comparison(sign: str, *, negated: bool) -> Comparison:
    """What a sign means, or its opposite."""
    return _COMPARISONS[_OPPOSITES[sign] if negated else sign]


def signed(value: str) -> tuple[str, str]:
    """A value without the sign that it begins with, and that sign."""
    typed = _SIGNED.fullmatch(value)
    return (typed["sign"], typed["text"]) if typed else ("", value)


def alike(one: str, other: str) -> tuple[float, float] | tuple[str, str]:
    """Two texts as numbers, where both are."""
    try:
        return float(one), float(other)
    except ValueError:
        return one, other


def texts(value: Any, way: Sequence[str] = ()) -> Iterator[str]:
    """The texts that a value holds where a way through its members leads."""
    if isinstance(value, Mapping):
        inner = [value.get(way[0])] if way else value.values()
        for one in inner:
            yield from texts(one, way[1:])
    elif value is not None and not way:
        yield str(value)
