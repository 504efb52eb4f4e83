"""Pages by key: what arrives between two pages neither repeats an item nor hides one."""

import base64
import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar, overload
from zlib import crc32

from app.localfarm.contract import WireError

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
            return Page((), _write(scope, None))
        begin = 0
    else:
        after = _read(scope, token)
        begin = 0 if after is None else bisect_right(items, after, key=key)
    part = items[begin : begin + size]
    more = begin + size < len(items)
    return Page(part, _write(scope, key(part[-1])) if more else None)


def invalid(member: str, message: str) -> WireError:
    """A refusal of what one member of a request says."""
    return WireError(
        "ValidationException",
        message,
        reason="FIELD_VALIDATION_FAILED",
        fieldList=[{"name": member, "message": message}],
    )


def _write(scope: str, after: Key | None) -> str:
    text = json.dumps([crc32(scope.encode()), after], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(crc32(text).to_bytes(4, "big") + text).decode()


def _read(scope: str, token: str) -> Key | None:
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
        genuine = crc32(raw[4:]).to_bytes(4, "big") == raw[:4]
        home, after = json.loads(raw[4:]) if genuine else (None, None)
    except ValueError as error:
        raise invalid("nextToken", "The next token is not valid.") from error
    if home != crc32(scope.encode()):
        raise invalid("nextToken", "The next token is not valid for this request.")
    return None if after is None else tuple(after)
