"""Writing one setting into the user's own file, of which everything else stays as it is."""

import os
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.errors import UsageError
from app.whole_file import PRIVATE, replace_file


def keep(path: Path, table: str, name: str, value: Sequence[str] | None) -> None:
    """Set `name` in a table of the file; None takes it out.

    The file is replaced as a whole, so that nobody ever reads half of it. Comments, order and the
    other settings stay. Raises UsageError where the file cannot be changed.
    """
    target = Path(os.path.realpath(path))
    try:
        text = _text_of(target)
        changed = _changed(text, table, name, None if value is None else list(value))
        if changed != text:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(target, changed.encode(), mode=_mode_of(target))
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"The settings file {path} cannot be written: {why}.") from error
    except ValueError as error:
        raise UsageError(
            f"The settings file {path} is left as it is: {error}.", "Correct it by hand."
        ) from error


def _text_of(path: Path) -> str:
    """What is in the file, its ends of lines untouched; nothing where there is no file."""
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        return ""


def _changed(text: str, table: str, name: str, value: list[str] | None) -> str:
    """The text with another value. Raises ValueError where it is not TOML."""
    import tomlkit  # noqa: PLC0415 - it takes long to import, and few write settings

    wanted = _set(tomllib.loads(text), table, name, value)
    document = tomlkit.parse(text)
    if table not in document and value is not None:
        document.add(table, tomlkit.table())
    _set(document, table, name, value)
    changed = tomlkit.dumps(document)
    if tomllib.loads(changed) != wanted or _comments(changed) < _comments(text):
        raise ValueError("it is written in a way that is not understood")
    return changed


def _comments(text: str) -> int:
    """How many lines are comments: a table that is written in several places can lose some."""
    return sum(line.lstrip().startswith("#") for line in text.splitlines())


def _set(document: dict[str, Any], table: str, name: str, value: object) -> dict[str, Any]:
    """Set or take out a value of a parsed file, and give the file back."""
    inner = document.setdefault(table, {}) if value is not None else document.get(table, {})
    if not isinstance(inner, dict):
        raise ValueError(f"{table} is no table")  # noqa: TRY004 - as what is no TOML
    if value is None:
        inner.pop(name, None)
    else:
        inner[name] = value
    return document


def _mode_of(path: Path) -> int:
    """The permissions that the file is to have. Raises OSError where it may not be written to."""
    if not path.exists():
        return PRIVATE
    path.open("r+b").close()  # replacing it would not ask
    return path.stat().st_mode & 0o777
