"""Settings from a TOML file, the environment and flags, and where farmtop keeps its files.

What AWS's own variables and files select (profile, region, endpoints, certificates) stays with
botocore: a setting here only overrides it for farmtop.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias, get_args, get_origin
from urllib.parse import urlsplit

import msgspec
import platformdirs

from app.close_names import close_names
from app.errors import UsageError

SETTINGS_VARIABLE = "FARMTOP_SETTINGS"
"""Names the settings file where it is not in its usual place."""

_PREFIX = "FARMTOP_"

TimeColumn: TypeAlias = Literal["off", "local", "utc", "relative", "since-start"]
"""What a column of times says; the last counts from the start of the action."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a user has chosen; a field that is None leaves the choice to AWS's own files."""

    profile: str | None = None
    """The AWS profile, as in `~/.aws/config`."""
    region: str | None = None
    endpoint_url: str | None = None
    """The endpoint of every service, for instance of the embedded farm."""
    theme: str = ""
    compare_cells: bool = True
    """Whether the terminal is sent only what looks different, instead of whole lines."""
    fps: Annotated[int, msgspec.Meta(ge=1, le=120)] = 15
    """Frames a second that the terminal is sent at most, unless somebody presses keys."""
    animation: bool | None = None
    """Whether the screen may move where nothing has to; None leaves it still over SSH alone."""
    rest_without_focus: bool = True
    """Whether lists are refreshed more seldom, and clocks stand still, while the terminal does not
    have the focus."""
    keymap: dict[str, str] = {}
    """The id of a binding to the keys that it listens to, separated by commas."""
    columns: dict[str, tuple[str, ...]] = {}
    """By level, the ids of the columns that its lists show, each with a width after a colon."""
    nova_act_region: str = "us-east-1"
    """The Region of Nova Act, which is in few, and of the logs of its runs; empty is one's own."""
    live_tail: bool = False
    """Whether StartLiveTail, which costs money, may tell of new lines."""
    allow_actions: bool = False
    """Whether jobs, steps, tasks and sessions may be changed."""
    log_errors: dict[str, str] = {}
    """Names of errors to the regular expressions that find them in a log, besides the usual."""
    log_warnings: dict[str, str] = {}
    """Likewise for warnings."""
    log_context: Annotated[int, msgspec.Meta(ge=0, le=1_000)] = 2
    """Lines that are shown around each one that matches, where only those are."""
    max_rps: float | None = None
    """Calls a second that all operations together may make at most."""
    stuck_after: float = 2.0
    """A running action is marked that says nothing for so many times as long as others of its kind
    take, and for three minutes at least; 0 marks none."""
    time_column: TimeColumn = "local"
    """What the column of times in a log says when it is opened."""
    cache: bool = True
    """Whether the rows last seen are kept, so that the next start shows them at once."""


def load(environ: Mapping[str, str], **flags: str | float | bool | None) -> Settings:
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
            if check := _CHECKS.get(name):
                check(place, value)
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
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if required:
            raise UsageError(
                f"There is no settings file {path}, which ${SETTINGS_VARIABLE} names.",
                "Create it, or unset the variable.",
            ) from None
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The settings file {path} cannot be read: {error}.") from error
    if not text:
        return {}
    import tomllib  # noqa: PLC0415 - most have no settings, and need not wait for it

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            f"The settings file {path} is not TOML: {error}.", "Correct that line."
        ) from error
    for key, name, value in _entries(table):
        _converted(f"{key} in {path}", name, value)
    return {f"{name} in {path}": (name, value) for name, value in table.items()}


def _from_environment(environ: Mapping[str, str]) -> dict[str, tuple[str, Any]]:
    """What the environment sets; a table such as the keymap has no variable."""
    texts = [
        field.name
        for field in msgspec.structs.fields(Settings)
        if get_origin(field.type) is not dict
    ]
    variables = {f"{_PREFIX}{name.upper()}": name for name in texts}
    return {
        f"${variable}": (name, _converted(f"${variable}", name, environ[variable], strict=False))
        for variable, name in variables.items()
        if environ.get(variable)
    }


def _entries(table: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Each value of a table with its dotted key and the setting that it belongs to."""
    for name, value in table.items():
        if isinstance(value, dict) and value:
            for inner, item in value.items():
                yield f"{name}.{inner}", name, {inner: item}
        else:
            yield name, name, value


def _converted(place: str, name: str, value: object, *, strict: bool = True) -> Any:
    """The value as its setting takes it; a text is read as a number where not `strict`."""
    types = {field.name: field.type for field in msgspec.structs.fields(Settings)}
    if name not in types:
        close = close_names(name, types)
        remedy = f"Did you mean {close[0]}?" if close else f"Settings are: {', '.join(types)}."
        raise UsageError(f"There is no setting {place}.", remedy)
    try:
        return msgspec.convert(value, types[name], strict=strict)
    except msgspec.ValidationError as error:
        problem = str(error).partition(" - at ")[0]
        if get_origin(types[name]) is Literal:
            problem = f"It is one of: {', '.join(get_args(types[name]))}"
        raise UsageError(f"{place} is not what it takes: {value!r}.", f"{problem}.") from error


def _check_endpoint(place: str, value: str) -> None:
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


def _check_patterns(place: str, patterns: Mapping[str, str]) -> None:
    import regex  # noqa: PLC0415 - it takes longer than all the rest, and few have any patterns

    setting, _, file = place.partition(" ")
    for name, pattern in patterns.items():
        try:
            regex.compile(pattern)
        except regex.error as error:
            raise UsageError(
                f"{setting}.{name} {file} is not a regular expression: {pattern!r}.",
                f"Correct it: {error}.",
            ) from error
        if not pattern:
            raise UsageError(f"{setting}.{name} {file} is empty, so every line would match.")


def _check_rate(place: str, value: float) -> None:
    # One that is no number at all is not between these either.
    if not 0.1 <= value <= 1_000:
        raise UsageError(
            f"{place} is not how many calls a second may be made: {value:g}.",
            "Give a number from 0.1 to 1000.",
        )


def _check_patience(place: str, value: float) -> None:
    if value != 0 and not 1 <= value <= 1_000:
        raise UsageError(
            f"{place} is not for how many times the usual an action may be silent: {value:g}.",
            "Give a number from 1 to 1000, or 0 to mark none.",
        )


_CHECKS: Mapping[str, Callable[[str, Any], None]] = {
    "endpoint_url": _check_endpoint,
    "log_errors": _check_patterns,
    "log_warnings": _check_patterns,
    "max_rps": _check_rate,
    "stuck_after": _check_patience,
}
"""What a type cannot say of a setting; each raises UsageError with the place that it is told."""
