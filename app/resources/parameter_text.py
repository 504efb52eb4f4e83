"""How the parameters of jobs and tasks read: each is a union of one value with its type."""

from collections.abc import Mapping
from typing import Any

from app.view import DASH


def parameters_text(parameters: Mapping[str, Mapping[str, Any]] | None) -> str:
    """All of them: `Frame=1042  Camera=left`."""
    return "  ".join(f"{name}={value}" for name, value in parameter_values(parameters).items())


def parameter_values(parameters: Mapping[str, Mapping[str, Any]] | None) -> dict[str, str]:
    """Their values, by their names."""
    return {name: value_text(union) for name, union in (parameters or {}).items()}


def value_text(union: Mapping[str, Any]) -> str:
    """The one member of a union; a member that botocore does not know is told by its name."""
    if unknown := union.get("SDK_UNKNOWN_MEMBER"):
        return str(unknown.get("name", DASH))
    return str(next(iter(union.values()), DASH))
