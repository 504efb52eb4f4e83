"""Settings from a TOML file, the environment and flags, and where farmtop keeps its files.

What AWS's own variables and files select (profile, region, endpoints, certificates) stays with
botocore: a setting here only overrides it for farmtop.
"""

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import platformdirs

from app.errors import UsageError

SETTINGS_VARIABLE = "FARMTOP_SETTINGS"
"""Names the settings file where it is not in its usual place."""

_PREFIX = "FARMTOP_"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a user has chosen; a field that is None leaves the choice to AWS's own files."""

    profile: str | None = None
    """The AWS profile, as in `~/.aws/config`."""
    region: str | None = None
    endpoint_url: str | None = None
    """The endpoint of every service, for instance of the embedded farm."""
    theme: str = ""
    keymap: dict[str, str] = {}
    """The id of a binding to the keys that it listens to, separated by commas."""


def load(environ: Mapping[str, str], **flags: str | None) -> Settings:
    """The settings of the file, overridden by `FARMTOP_...` variables, overridden by flags.

    A variable that is empty and a flag that is None override nothing. Raises UsageError where the
    file cannot be read or a value makes no sense; the message names its place.
    """
    layers = [
        _from_file(settings_file(environ), required=SETTINGS_VARIABLE in environ),
        _from_environment(environ),
        {
            f"--{name.replace('_', '-')}": (name, value)
            for name, value in flags.items()
            if value is not None
        },
    ]
    chosen: dict[str, Any] = {}
    for layer in layers:
        for place, (name, value) in layer.items():
            _check_endpoint(place, name, value)
            chosen[name] = value
    return Settings(**chosen)


def settings_file(environ: Mapping[str, str]) -> Path:
    """Where the settings are read from; the file need not exist."""
    chosen = environ.get(SETTINGS_VARIABLE)
    if chosen:
        return Path(chosen).expanduser()
    return platformdirs.user_config_path("farmtop", appauthor=False) / "settings.toml"


def _from_file(path: Path, *, required: bool) -> dict[str, tuple[str, Any]]:
    """What the file sets, by the place that an error names."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if required:
            raise UsageError(
                f"There is no settings file {path}, which ${SETTINGS_VARIABLE} names.",
                "Create it, or unset the variable.",
            ) from None
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The settings file {path} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            f"The settings file {path} is not TOML: {error}.", "Correct that line."
        ) from error
    for key, name, value in _entries(table):
        _check(f"{key} in {path}", name, value)
    return {f"{name} in {path}": (name, value) for name, value in table.items()}


def _from_environment(environ: Mapping[str, str]) -> dict[str, tuple[str, Any]]:
    """What the environment sets; a table such as the keymap has no variable."""
    texts = [
        field.name for field in msgspec.structs.fields(Settings) if field.type != dict[str, str]
    ]
    return {
        f"${variable}": (name, environ[variable])
        for name in texts
        if environ.get(variable := _PREFIX + name.upper())
    }


def _entries(table: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Each value of a table with its dotted key and the setting that it belongs to."""
    for name, value in table.items():
        if isinstance(value, dict) and value:
            for inner, item in value.items():
                yield f"{name}.{inner}", name, {inner: item}
        else:
            yield name, name, value


def _check(place: str, name: str, value: object) -> None:
    types = {field.name: field.type for field in msgspec.structs.fields(Settings)}
    if name not in types:
        close = difflib.get_close_matches(name, types, n=1)
        remedy = f"Did you mean {close[0]}?" if close else f"Settings are: {', '.join(types)}."
        raise UsageError(f"There is no setting {place}.", remedy)
    try:
        msgspec.convert(value, types[name])
    except msgspec.ValidationError as error:
        problem = str(error).partition(" - at ")[0]
        raise UsageError(f"{place} has the wrong type.", f"{problem}.") from error


def _check_endpoint(place: str, name: str, value: str) -> None:
    if name != "endpoint_url":
        return
    try:
        address = urlsplit(value)
        known = address.scheme in {"http", "https"} and bool(address.hostname)
        known = known and address.port != 0
    except ValueError:
        known = False
    if not known:
        raise UsageError(
            f"{place} is not the address of an endpoint: {value!r}.",
            "Give it as http://HOST:PORT or https://HOST.",
        )
