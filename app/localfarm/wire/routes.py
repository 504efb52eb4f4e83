"""Which operation a call is for: by its path, its X-Amz-Target or its Action.

Host names are never looked at, so a host prefix such as `management.` makes no difference.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qsl, unquote

from botocore.model import ServiceModel

from app.localfarm.wire.message import Call


@dataclass(frozen=True, slots=True)
class Route:
    """An operation's name and what its path carried."""

    operation: str
    labels: Mapping[str, str] = field(default_factory=dict)
    """Values of the labels in the path, decoded."""


class Router(Protocol):
    """Finds the operation of a call of one service."""

    def find(self, call: Call) -> Route | None:
        """The operation that a call is for; None where the service has none such."""
        ...


@dataclass(slots=True)
class _Node:
    """What may follow in a path: certain words, a label, or an operation where it ends."""

    words: dict[str, "_Node"] = field(default_factory=dict)
    label: "_Node | None" = None
    ends: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """By HTTP method: the operation and the names of its labels, in their order."""


class PathRouter:
    """Routes by method and path, as rest-json does: one step in a tree a segment."""

    def __init__(self, model: ServiceModel) -> None:
        self._root = _Node()
        for name in model.operation_names:
            http = model.operation_model(name).http
            self._add(name, http["method"], http["requestUri"])

    def _add(self, operation: str, method: str, uri: str) -> None:
        node = self._root
        labels: list[str] = []
        for segment in _segments(uri):
            if segment.startswith("{"):
                labels.append(segment.strip("{}"))
                node.label = node.label or _Node()
                node = node.label
            else:
                node = node.words.setdefault(segment, _Node())
        node.ends[method] = (operation, tuple(labels))

    def find(self, call: Call) -> Route | None:
        """The operation of a method and a path; words win over labels."""
        node = self._root
        values: list[str] = []
        for segment in _segments(call.path):
            word = node.words.get(segment)
            if word is not None:
                node = word
            elif node.label is not None and segment:
                values.append(unquote(segment))
                node = node.label
            else:
                return None
        end = node.ends.get(call.method)
        if end is None:
            return None
        operation, labels = end
        return Route(operation, dict(zip(labels, values, strict=True)))


class TargetRouter:
    """Routes by the X-Amz-Target header, as the json protocol does."""

    def __init__(self, model: ServiceModel) -> None:
        prefix = model.metadata["targetPrefix"]
        self._operations = {f"{prefix}.{name}": Route(name) for name in model.operation_names}

    def find(self, call: Call) -> Route | None:
        """The operation that the header names."""
        return self._operations.get(call.header("x-amz-target") or "")


class ActionRouter:
    """Routes by the Action parameter, as the query protocol does."""

    def __init__(self, model: ServiceModel) -> None:
        self._operations = {name: Route(name) for name in model.operation_names}

    def find(self, call: Call) -> Route | None:
        """The operation that the form or the query string names."""
        return self._operations.get(form(call).get("Action", ""))


def form(call: Call) -> dict[str, str]:
    """The parameters of a query-protocol call, from its query string and its body."""
    pairs: Iterable[tuple[str, str]] = parse_qsl(call.query, keep_blank_values=True)
    if "x-www-form-urlencoded" in (call.header("content-type") or ""):
        text = call.body.decode("utf-8", errors="replace")
        pairs = [*pairs, *parse_qsl(text, keep_blank_values=True)]
    return dict(pairs)


def _segments(path: str) -> list[str]:
    return path.strip("/").split("/")
