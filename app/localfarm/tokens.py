"""Tokens of pages: opaque to a client, checked when they come back."""

import json
from base64 import b64decode, urlsafe_b64encode
from typing import Any
from zlib import crc32

_CHECK = 4
"""Bytes of the checksum before what a token holds."""


class TokenError(ValueError):
    """A token that was changed, or made for another scope."""


def seal(scope: str, *values: float | str | None) -> str:
    """A token that holds the values and is good for one scope: a stream, a search, a listing."""
    held = json.dumps(values, separators=(",", ":")).encode()
    return urlsafe_b64encode(_checksum(scope, held) + held).decode()


def unseal(scope: str, token: str) -> list[Any]:
    """What `seal` put into a token of this scope; raises `TokenError` for any other text."""
    try:
        raw = b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except ValueError:
        raw = b""
    check, held = raw[:_CHECK], raw[_CHECK:]
    if not held or check != _checksum(scope, held):
        raise TokenError(token)
    values: list[Any] = json.loads(held)
    return values


def _checksum(scope: str, held: bytes) -> bytes:
    """Ties what a token holds to its scope, which may be any text that JSON can carry."""
    return crc32(held, crc32(scope.encode("utf-8", "surrogatepass"))).to_bytes(_CHECK, "big")
