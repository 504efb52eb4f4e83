"""Whether parameters are what the model allows: required members, lengths, ranges, patterns, words.

A check is compiled once a shape, and is None where anything that could be read is allowed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from botocore.model import ListShape, MapShape, Shape, StructureShape


@dataclass(frozen=True, slots=True)
class Problem:
    """One member that is not as its model says."""

    name: str
    """Where it is, as `filterExpressions.filters[0].operator`."""
    constraint: str
    """What it has to satisfy, in the services' own words."""


Check: TypeAlias = Callable[[Any, str, list[Problem]], None]
"""Looks at a value with its name, and adds what is wrong with it to the list."""


class Checks:
    """The checks of one model's shapes, each made when it is first asked for."""

    def __init__(self) -> None:
        self._made: dict[str, Check | None] = {}

    def check(self, shape: Shape) -> Check | None:
        """The check of one shape; None where it constrains nothing."""
        if shape.name not in self._made:
            # A shape can hold itself, so its check must be there before its members' are.
            self._made[shape.name] = partial(self._check_later, shape.name)
            self._made[shape.name] = _all_of(self._constraints(shape))
        return self._made[shape.name]

    def _check_later(self, name: str, value: Any, path: str, problems: list[Problem]) -> None:
        check = self._made[name]
        if check is not None:
            check(value, path, problems)

    def _constraints(self, shape: Shape) -> list[Check]:
        own = [
            make(limit)
            for trait, make in _CONSTRAINTS.get(shape.type_name, {}).items()
            if (limit := shape.metadata.get(trait)) is not None
        ]
        return [check for check in (*own, self._contents(shape)) if check is not None]

    def _contents(self, shape: Shape) -> Check | None:
        if isinstance(shape, StructureShape):
            return None if shape.is_document_type else self._structure(shape)
        if isinstance(shape, ListShape):
            return self._list(shape)
        if isinstance(shape, MapShape):
            return self._map(shape)
        return None

    def _structure(self, shape: StructureShape) -> Check:
        required = tuple(shape.required_members)
        members = {name: self.check(member) for name, member in shape.members.items()}

        def check(value: Mapping[str, Any], path: str, problems: list[Problem]) -> None:
            prefix = f"{path}." if path else ""
            problems.extend(
                Problem(f"{prefix}{name}", "Member must not be null")
                for name in required
                if name not in value
            )
            for name, item in value.items():
                below = members[name]
                if below is not None:
                    below(item, f"{prefix}{name}", problems)

        return check

    def _list(self, shape: ListShape) -> Check | None:
        below = self.check(shape.member)
        if below is None:
            return None

        def check(value: list[Any], path: str, problems: list[Problem]) -> None:
            for index, item in enumerate(value):
                below(item, f"{path}[{index}]", problems)

        return check

    def _map(self, shape: MapShape) -> Check | None:
        keys, values = self.check(shape.key), self.check(shape.value)
        if keys is None and values is None:
            return None

        def check(value: Mapping[str, Any], path: str, problems: list[Problem]) -> None:
            for key, item in value.items():
                if keys is not None:
                    keys(key, f"{path}.{key}", problems)
                if values is not None:
                    values(item, f"{path}.{key}", problems)

        return check


def _all_of(checks: list[Check]) -> Check | None:
    if len(checks) <= 1:
        return checks[0] if checks else None

    def check(value: Any, path: str, problems: list[Problem]) -> None:
        for each in checks:
            each(value, path, problems)

    return check


def _holds(is_allowed: Callable[[Any], bool], constraint: str) -> Check:
    def check(value: Any, path: str, problems: list[Problem]) -> None:
        if not is_allowed(value):
            problems.append(Problem(path, constraint))

    return check


def _longer(limit: int) -> Check:
    words = f"Member must have length greater than or equal to {limit}"
    return _holds(lambda value: len(value) >= limit, words)


def _shorter(limit: int) -> Check:
    words = f"Member must have length less than or equal to {limit}"
    return _holds(lambda value: len(value) <= limit, words)


def _at_least(limit: float) -> Check:
    words = f"Member must have value greater than or equal to {limit}"
    return _holds(lambda value: value >= limit, words)


def _at_most(limit: float) -> Check:
    words = f"Member must have value less than or equal to {limit}"
    return _holds(lambda value: value <= limit, words)


def _one_of(words: list[str]) -> Check:
    allowed = frozenset(words)
    listed = ", ".join(words)
    return _holds(allowed.__contains__, f"Member must satisfy enum value set: [{listed}]")


def _matching(pattern: str) -> Check | None:
    """A check of a whole text; none for the few patterns of logs and sts that use `\\p{L}`."""
    try:
        compiled = re.compile(pattern, re.ASCII)
    except re.error:
        return None
    words = f"Member must satisfy regular expression pattern: {pattern}"
    return _holds(lambda value: compiled.fullmatch(value) is not None, words)


_LENGTHS: Mapping[str, Callable[[Any], Check | None]] = {"min": _longer, "max": _shorter}
_RANGES: Mapping[str, Callable[[Any], Check | None]] = {"min": _at_least, "max": _at_most}
_CONSTRAINTS: Mapping[str, Mapping[str, Callable[[Any], Check | None]]] = {
    "string": {**_LENGTHS, "pattern": _matching, "enum": _one_of},
    "list": _LENGTHS,
    "map": _LENGTHS,
    "blob": _LENGTHS,
    "integer": _RANGES,
    "long": _RANGES,
    "float": _RANGES,
    "double": _RANGES,
}
"""By type: what each trait of a shape constrains."""


def validator(shape: Shape | None) -> Callable[[Mapping[str, Any]], list[Problem]]:
    """A function that lists what is wrong with an operation's parameters."""
    check = None if shape is None else Checks().check(shape)

    def problems(parameters: Mapping[str, Any]) -> list[Problem]:
        found: list[Problem] = []
        if check is not None:
            check(parameters, "", found)
        return found

    return problems
