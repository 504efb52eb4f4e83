"""Pages by key: what arrives between two pages neither repeats an item nor hides one."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar, overload
from zlib import crc32

from app.localfarm.contract import WireError
from app.localfarm.tokens import TokenError, seal, unseal

Key: TypeAlias = tuple[int | float | str, ...]
"""What a list is sorted by, ascending and without repeats."""
T = TypeVar("T")
_MOST = 100
_HOLLOW = 5
"""One in so many lists that could be filtered begins with an empty page."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list, and the token for what follows, where anything does."""

    items: Sequence[T]
    token: str | None


class Newest(Sequence[int]):
    """Rows of a table from the last to the first, without a copy."""

    def __init__(self, rows: Sequence[int]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[int]:
        return reversed(self._rows)

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[int]: ...
    def __getitem__(self, at: int | slice) -> int | Sequence[int]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        return self._rows[len(self._rows) - 1 - at]


def page(
    items: Sequence[T],
    key: Callable[[T], Key],
    scope: str,
    parameters: Mapping[str, Any],
    *,
    hollow: bool = False,
) -> Page[T]:
    """The page that a request asks for, of a list sorted by `key`.

    `scope` says which list it is: a token of another list is refused with `WireError`. Where
    `hollow`, some lists begin with an empty page, as the service may.
    """
    size = parameters.get("maxResults") or _MOST
    token = parameters.get("nextToken")
    if token is None:
        if hollow and crc32(scope.encode()) % _HOLLOW == 0:
            return Page((), seal(scope))
        begin = 0
    else:
        after = _after(scope, token)
        begin = bisect_right(items, after, key=key) if after else 0
    part = items[begin : begin + size]
    more = begin + size < len(items)
    return Page(part, seal(scope, *key(part[-1])) if more else None)


def invalid(member: str, message: str) -> WireError:
    """A refusal of what one member of a request says."""
    return WireError(
        "ValidationException",
        message,
        reason="FIELD_VALIDATION_FAILED",
        fieldList=[{"name": member, "message": message}],
    )


def _after(scope: str, token: str) -> Key:
    """The key behind which a token goes on; empty at the beginning of the list."""
    try:
        return tuple(unseal(scope, token))
    except TokenError as error:
        raise invalid("nextToken", "The next token is not valid for this request.") from error
