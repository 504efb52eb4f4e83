"""Searches: filters, sorts and offsets over any records whose fields are declared."""

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar

from app.localfarm.logs.tape import milliseconds
from app.localfarm.world.paging import invalid

T = TypeVar("T")
Value: TypeAlias = str | float | None
Keep: TypeAlias = Callable[[Sequence[T]], list[T]]
"""Leaves those records of which a filter is true, in their order."""

_MOST_RESULTS = 10_000
"""How many results a search counts and gives, and the highest offset that may be asked for."""
_PAGE = 100
_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "EQUAL": operator.eq,
    "NOT_EQUAL": operator.ne,
    "GREATER_THAN": operator.gt,
    "GREATER_THAN_EQUAL_TO": operator.ge,
    "LESS_THAN": operator.lt,
    "LESS_THAN_EQUAL_TO": operator.le,
}


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """A field that can be searched and sorted by."""

    kind: type
    """`str`, `float` or `datetime`; a time is read in seconds since the epoch."""
    read: Callable[[T], Value]


@dataclass(frozen=True, slots=True)
class Searchable(Generic[T]):
    """What can be searched for in records of one resource."""

    fields: Mapping[str, Field[T]]
    texts: tuple[Callable[[T], str], ...]
    """What a search term is looked for in."""
    parameter: Callable[[str], Callable[[T], str | None]]
    """Reads one parameter of a record, as text, by its name."""
    owner: Callable[[T], str]
    """Whose it is, for `userJobsFirst`."""


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A part of what a search found."""

    items: Sequence[T]
    total: int
    """How many it found; no search counts beyond 10,000."""
    next_offset: int | None
    """Where to go on; 10,000, where there is nothing, after the last page of a search that found
    more than it gives."""


def search(what: Searchable[T], items: Sequence[T], parameters: Mapping[str, Any]) -> Found[T]:
    """What a Search operation finds among `items`, which are in the usual order.

    Raises `WireError` for a field that is not declared, or a filter that does not fit its field.
    """
    expression = parameters.get("filterExpressions")
    kept = items if expression is None else _group(what, expression)(items)
    for sort in reversed(parameters.get("sortExpressions", ())):
        kept = _sorted(what, kept, sort)
    begin, total = parameters["itemOffset"], min(len(kept), _MOST_RESULTS)
    end = min(begin + parameters.get("pageSize", _PAGE), total)
    goes_on = begin < end < len(kept)
    return Found(kept[begin:end], total, end if goes_on else None)


def _group(what: Searchable[T], expression: Mapping[str, Any]) -> Keep[T]:
    parts = [_filter(what, one) for one in expression["filters"]]
    if expression["operator"] == "AND":

        def all_of(items: Sequence[T]) -> list[T]:
            for part in parts:
                items = part(items)
            return list(items)

        return all_of

    def any_of(items: Sequence[T]) -> list[T]:
        whole = list(items)
        chosen = {id(item) for part in parts for item in part(whole)}
        return [item for item in whole if id(item) in chosen]

    return any_of


def _filter(what: Searchable[T], expression: Mapping[str, Any]) -> Keep[T]:
    for kind, make in _FILTERS.items():
        if kind in expression:
            keep: Keep[T] = make(what, expression[kind])
            return keep
    raise invalid("filterExpressions", "A filter has to have exactly one member.")


def _text_filter(what: Searchable[T], filter_: Mapping[str, Any]) -> Keep[T]:
    field = _field(what, filter_["name"])
    return _comparing(field, filter_["operator"], _as(field, filter_["name"], filter_["value"]))


def _time_filter(what: Searchable[T], filter_: Mapping[str, Any]) -> Keep[T]:
    field = _field(what, filter_["name"])
    if field.kind is not datetime:
        raise invalid("filterExpressions", f"{filter_['name']} is no date and time.")
    read = field.read

    def sent(item: T) -> Value:
        # A time that was told has to lead back to what it was told of.
        time = read(item)
        return None if time is None or isinstance(time, str) else milliseconds(time)

    wanted = milliseconds(filter_["dateTime"].timestamp())
    return _comparing(Field(datetime, sent), filter_["operator"], wanted)


def _list_filter(what: Searchable[T], filter_: Mapping[str, Any]) -> Keep[T]:
    field, name = _field(what, filter_["name"]), filter_["name"]
    values = frozenset(_as(field, name, value) for value in filter_["values"])
    read = field.read
    if filter_["operator"] in {"ANY_EQUALS", "EQUAL"}:
        return lambda items: [item for item in items if read(item) in values]
    if filter_["operator"] in {"ALL_NOT_EQUALS", "NOT_EQUAL"}:
        return lambda items: [item for item in items if read(item) not in values]
    raise invalid("filterExpressions", f"A list of strings cannot be {filter_['operator']}.")


def _parameter_filter(what: Searchable[T], filter_: Mapping[str, Any]) -> Keep[T]:
    read, wanted = what.parameter(filter_["name"]), filter_["value"]
    compare = _comparison(filter_["operator"])

    def keep(items: Sequence[T]) -> list[T]:
        return [
            item
            for item in items
            if (value := read(item)) is not None and compare(*_alike(value, wanted))
        ]

    return keep


def _term_filter(what: Searchable[T], filter_: Mapping[str, Any]) -> Keep[T]:
    """FUZZY_MATCH wants any word of the term, CONTAINS all of it as it is written."""
    term = filter_["searchTerm"].lower()
    is_fuzzy = filter_.get("matchType", "FUZZY_MATCH") == "FUZZY_MATCH"
    words = (term.split() or [term]) if is_fuzzy else [term]

    def keep(items: Sequence[T]) -> list[T]:
        whole = list(items)
        columns = [map(str.lower, map(read, whole)) for read in what.texts]
        texts = map("\n".join, zip(*columns, strict=True))
        if len(words) == 1:
            return [item for item, text in zip(whole, texts, strict=True) if words[0] in text]
        return [
            item
            for item, text in zip(whole, texts, strict=True)
            if any(word in text for word in words)
        ]

    return keep


_FILTERS: Mapping[str, Callable[[Any, Mapping[str, Any]], Any]] = {
    "stringFilter": _text_filter,
    "stringListFilter": _list_filter,
    "dateTimeFilter": _time_filter,
    "parameterFilter": _parameter_filter,
    "searchTermFilter": _term_filter,
    "groupFilter": _group,
}


def _field(what: Searchable[T], name: str) -> Field[T]:
    field = what.fields.get(name)
    if field is None:
        raise invalid("filterExpressions", f"{name} is not a field that can be searched.")
    return field


def _as(field: Field[T], name: str, text: str) -> Value:
    """A text as a value of a field."""
    if field.kind is str:
        return text
    try:
        if field.kind is datetime:
            return datetime.fromisoformat(text).timestamp()
        return float(text)
    except ValueError as error:
        raise invalid("filterExpressions", f"{text!r} is no value of {name}.") from error


def _comparison(name: str) -> Callable[[Any, Any], bool]:
    compare = _COMPARISONS.get(name)
    if compare is None:
        raise invalid("filterExpressions", f"{name} compares lists of strings only.")
    return compare


def _comparing(field: Field[T], name: str, wanted: Value) -> Keep[T]:
    """A comparison with one value; a record without the field is only ever not equal."""
    read, compare = field.read, _comparison(name)
    if name in {"EQUAL", "NOT_EQUAL"}:
        return lambda items: [item for item in items if compare(read(item), wanted)]
    return lambda items: [
        item for item in items if (value := read(item)) is not None and compare(value, wanted)
    ]


def _alike(one: str, other: str) -> tuple[float, float] | tuple[str, str]:
    """Two texts as numbers, where both are."""
    try:
        return float(one), float(other)
    except ValueError:
        return one, other


def _sorted(what: Searchable[T], items: Sequence[T], sort: Mapping[str, Any]) -> list[T]:
    """Items sorted anew; those without a value come last, and equal ones keep their order."""
    if "userJobsFirst" in sort:
        user = sort["userJobsFirst"]["userIdentityId"]
        return sorted(items, key=lambda item: what.owner(item) != user)
    if "parameterSort" in sort:
        is_down = sort["parameterSort"]["sortOrder"] == "DESCENDING"
        return _by(items, what.parameter(sort["parameterSort"]["name"]), is_down=is_down)
    if "fieldSort" not in sort:
        raise invalid("sortExpressions", "A sort has to have exactly one member.")
    name = sort["fieldSort"]["name"]
    if name not in what.fields:
        raise invalid("sortExpressions", f"{name} is not a field that can be sorted by.")
    is_down = sort["fieldSort"]["sortOrder"] == "DESCENDING"
    return _by(items, what.fields[name].read, is_down=is_down)


def _by(items: Iterable[T], read: Callable[[T], Value], *, is_down: bool) -> list[T]:
    valued: list[T] = []
    without: list[T] = []
    for item in items:
        (without if read(item) is None else valued).append(item)
    valued.sort(key=read, reverse=is_down)  # type: ignore[arg-type]
    return valued + without
