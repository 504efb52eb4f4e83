"""Scalars as the wire writes them: timestamps in their formats, floats, values as text."""

import math
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from botocore.model import Shape

ISO8601 = "iso8601"
UNIX = "unixtimestamp"
RFC822 = "rfc822"


class MalformedError(ValueError):
    """A request cannot be read as its model says."""


def timestamp_format(shape: Shape, default: str) -> str:
    """The format that a timestamp's own trait names, or else its location's default."""
    own: str = shape.serialization.get("timestampFormat", default)
    return own


def _utc(value: datetime) -> datetime:
    if value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        raise ValueError(f"{value} has no time zone")
    return value.astimezone(UTC)


def _iso8601(value: datetime) -> str:
    return _utc(value).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def _unix(value: datetime) -> float:
    return round(_utc(value).timestamp(), 3)


def _rfc822(value: datetime) -> str:
    return format_datetime(_utc(value), usegmt=True)


TIMESTAMP_WRITERS: Mapping[str, Callable[[datetime], str | float]] = {
    ISO8601: _iso8601,
    UNIX: _unix,
    RFC822: _rfc822,
}
"""How an aware datetime is written, by the model's timestampFormat."""


def _read_iso8601(value: object) -> datetime:
    if not isinstance(value, str):
        raise MalformedError("Expected a timestamp written as text")
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read_unix(value: object) -> datetime:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise MalformedError("Expected a timestamp written as a number")
    return datetime.fromtimestamp(float(value), UTC)


def _read_rfc822(value: object) -> datetime:
    if not isinstance(value, str):
        raise MalformedError("Expected a timestamp written as text")
    return parsedate_to_datetime(value).astimezone(UTC)


_TIMESTAMP_READERS: Mapping[str, Callable[[object], datetime]] = {
    ISO8601: _read_iso8601,
    UNIX: _read_unix,
    RFC822: _read_rfc822,
}


def read_timestamp(form: str) -> Callable[[object], datetime]:
    """A reader of one timestampFormat; it gives aware datetimes and raises `MalformedError`."""
    read = _TIMESTAMP_READERS[form]

    def checked(value: object) -> datetime:
        try:
            return read(value)
        except (ValueError, OverflowError, OSError) as error:
            raise MalformedError(f"Expected a timestamp in the format {form}") from error

    return checked


def write_float(value: float) -> float | str:
    """A float as JSON can hold it: what is no number is written as a word."""
    if math.isfinite(value):
        return value
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def read_blob(value: object) -> bytes:
    """The bytes of a text in base 64."""
    if not isinstance(value, str):
        raise MalformedError("Expected text in base 64")
    try:
        return b64decode(value, validate=True)
    except (Base64Error, ValueError) as error:
        raise MalformedError("Expected text in base 64") from error


def _text_integer(value: str) -> int:
    try:
        return int(value)
    except ValueError as error:
        raise MalformedError("Expected a whole number") from error


def _text_float(value: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise MalformedError("Expected a number") from error


def _text_boolean(value: str) -> bool:
    if value not in {"true", "false"}:
        raise MalformedError("Expected true or false")
    return value == "true"


_TEXT_READERS: Mapping[str, Callable[[str], Any]] = {
    "string": str,
    "integer": _text_integer,
    "long": _text_integer,
    "float": _text_float,
    "double": _text_float,
    "boolean": _text_boolean,
    "blob": read_blob,
}


def text_reader(shape: Shape, default_format: str) -> Callable[[str], Any]:
    """A reader of a scalar where everything is text: labels, query strings, headers, forms."""
    if shape.type_name == "timestamp":
        return read_timestamp(timestamp_format(shape, default_format))
    return _TEXT_READERS[shape.type_name]
