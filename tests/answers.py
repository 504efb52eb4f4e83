"""Answers on the wire, as their models allow them and as they should not be."""

from collections.abc import Iterator
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape
from hypothesis import strategies as st

_NAMES = st.text("abcXYZ-_.0189", min_size=1)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_FRACTIONS = st.sampled_from(["", ".5", ".123", ".123456"])
_ZONES = st.sampled_from(["Z", "+00:00", "-08:00", "+05:30"])
_TIMES = st.builds(
    lambda moment, fraction, zone: f"{moment.replace(microsecond=0).isoformat()}{fraction}{zone}",
    st.datetimes(),
    _FRACTIONS,
    _ZONES,
)
_SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "string": _TEXTS,
    "integer": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**70), 2**70),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "double": st.floats(allow_nan=False, allow_infinity=False) | st.integers(0, 100),
    "boolean": st.booleans(),
    "timestamp": _TIMES,
}


def _json(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[Any]:
    return st.recursive(
        st.none() | st.booleans() | st.integers() | numbers | _TEXTS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
        max_leaves=5,
    )


JSON = _json(st.floats(allow_nan=False, allow_infinity=False))
"""Whatever JSON can tell."""
ANYTHING = _json(st.floats())
"""Whatever Python's JSON can tell."""
_ODD = ANYTHING | st.sampled_from(
    [
        None,
        "2026-11-22T01:02:03.1234567Z",
        "2026-11-22T01:02:03",
        "20261122T010203Z",
        "Sun, 22 Nov 2026 01:02:03 GMT",
        1_795_000_000,
        1_795_000_000.5,
        "1795000000",
        "7",
        "true",
        {"newerMember": "a"},
        {"newerMember": "a", "string": "b"},
        {"__type": "Path", "path": "/mnt"},
        {"int": None, "path": "/mnt"},
        {},
    ]
)


def usual(shape: Shape, members: int = 2) -> st.SearchStrategy[Any]:
    """What a service usually sends for a shape; collections have so many members at most."""
    if isinstance(shape, StructureShape):
        return _structures(shape, members)
    if isinstance(shape, ListShape):
        return st.lists(usual(shape.member), max_size=members)
    if isinstance(shape, MapShape):
        return st.dictionaries(_NAMES, usual(shape.value), max_size=members)
    return _SCALARS[shape.type_name]


def _structures(shape: StructureShape, members: int) -> st.SearchStrategy[Any]:
    if shape.is_document_type:
        return st.dictionaries(_NAMES, JSON, max_size=2) | _TEXTS
    known = {name: usual(member, members) for name, member in shape.members.items()}
    if shape.is_tagged_union:
        return st.one_of([st.fixed_dictionaries({name: one}) for name, one in known.items()])
    return st.fixed_dictionaries({}, optional={**known, "newerMember": JSON}).map(_turned)


def _turned(value: dict[str, Any]) -> dict[str, Any]:
    """The same in another order than that of the model."""
    return dict(reversed(value.items()))


@st.composite
def unusual(draw: st.DrawFn, shape: Shape) -> Any:
    """An answer in which something, somewhere, is not what the model says."""
    answer = [draw(usual(shape))]
    holder, key = draw(st.sampled_from(list(_places(answer))))
    holder[key] = draw(_ODD)
    return answer[0]


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in which a value is, as what holds it and the key or the index there."""
    pairs = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    for key, inner in pairs:
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)
