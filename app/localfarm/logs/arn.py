"""Log groups by name and by ARN."""

from collections.abc import Mapping
from typing import Any

from app.localfarm.contract import WireError

_PARTS = 6
"""Colons in front of a log group's name in its ARN, which starts at the seventh part."""


def group_name(identifier: str) -> str:
    """The name of a log group that was given by its name or its ARN."""
    parts = identifier.split(":")
    if parts[0] != "arn":
        return identifier
    if len(parts) < _PARTS + 1 or parts[2] != "logs" or parts[5] != "log-group" or not parts[6]:
        raise WireError("InvalidParameterException", f"Invalid log group ARN: {identifier}")
    return parts[6]


def asked_group(asked: Mapping[str, Any]) -> str:
    """The group that a request names by `logGroupName` or `logGroupIdentifier`, but not both."""
    given = [asked[name] for name in ("logGroupName", "logGroupIdentifier") if name in asked]
    if len(given) != 1:
        raise WireError(
            "InvalidParameterException",
            "Exactly one of logGroupName and logGroupIdentifier must be given.",
        )
    return group_name(given[0])


def group_arn(region: str, account: str, group: str) -> str:
    """The ARN of a group, without the `:*` that means its streams."""
    return f"arn:aws:logs:{region}:{account}:log-group:{group}"
