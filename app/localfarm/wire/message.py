"""HTTP as plain values: what came in, and what goes out."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request, nothing in it interpreted yet."""

    method: str
    path: str
    """Still percent-encoded, so that a slash inside a label stays inside it."""
    query: str = ""
    """Still percent-encoded, without the question mark."""
    headers: Mapping[str, str] | None = None
    """Names in lower case."""
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The value of a header, its name in lower case; None where it was not sent."""
        return None if self.headers is None else self.headers.get(name)


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP response whose body is whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Stream:
    """One HTTP response whose body goes on, frame after frame."""

    headers: Mapping[str, str]
    frames: AsyncGenerator[bytes, None]
