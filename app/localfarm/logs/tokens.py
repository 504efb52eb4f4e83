"""Tokens of pages, refused as CloudWatch Logs refuses them."""

from typing import Any

from app.localfarm import tokens
from app.localfarm.contract import WireError
from app.localfarm.tokens import seal

__all__ = ["seal", "unseal"]


def unseal(scope: str, token: str) -> list[Any]:
    """What `seal` put into a token of this scope; raises `WireError` for any other text."""
    try:
        return tokens.unseal(scope, token)
    except tokens.TokenError as error:
        message = "The specified nextToken is invalid."
        raise WireError("InvalidParameterException", message) from error
