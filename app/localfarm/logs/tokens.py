"""Tokens of pages: opaque to a client, checked when they come back."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from zlib import crc32

from app.localfarm.contract import WireError

_CHECK = 4
"""Bytes of the checksum before what a token holds."""


def seal(scope: str, *values: int | str | None) -> str:
    """A token that holds the values and is good for one scope: a stream, a search, a listing."""
    held = json.dumps(values, separators=(",", ":")).encode()
    return urlsafe_b64encode(_checksum(scope, held) + held).decode()


def unseal(scope: str, token: str) -> Any:
    """What `seal` put into a token, as a list.

    Raises `WireError` where the token was changed or made for another scope.
    """
    try:
        raw = urlsafe_b64decode(token.encode())
    except ValueError:
        raw = b""
    check, held = raw[:_CHECK], raw[_CHECK:]
    if not held or check != _checksum(scope, held):
        raise WireError("InvalidParameterException", "The specified nextToken is invalid.")
    return json.loads(held)


def _checksum(scope: str, held: bytes) -> bytes:
    """Ties what a token holds to its scope."""
    return crc32(held, crc32(scope.encode())).to_bytes(_CHECK, "big")
