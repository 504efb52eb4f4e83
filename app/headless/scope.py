"""Which place flags and defaults lead to.

Everything follows from the levels' declarations: a level's key is its flag (`farmId` is
`--farm-id`), and the levels above it say which flags it needs. Where an address takes a name, so
does the flag; what names lead to is found as that of an address.
"""

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.aws.profiles.deadline_config import Defaults
from app.errors import UsageError
from app.resources import LEVELS, ancestry
from app.resources.address import NAMED, NAMED_IN_FLEETS
from app.resources.ids_in_text import is_id
from app.resources.level import Level, Place

HOMES = {level.key: level for level in reversed(LEVELS.values())}
"""The level to which the ids of a key belong."""

LISTED_WITHIN = tuple(
    level
    for level in LEVELS.values()
    if any(level in ancestry(other) for other in LEVELS.values())
    if HOMES[level.key] is level
)
"""The levels whose ids can be needed to list another one; one of those with the same key."""

LOGGED = tuple(
    level
    for level in LEVELS.values()
    if level.log
    if HOMES[level.key] is level or HOMES[level.key].service != level.service
)
"""The levels whose items have a log, outermost first."""

READ_WITHIN = tuple(
    level
    for level in LEVELS.values()
    if level in LOGGED or any(level.key in other.within for other in LOGGED)
    if HOMES[level.key] is level
)
"""The levels whose ids can be needed to read a log."""


def name(level: Level) -> str:
    """What holds a level's id in Python: `farm_id`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", level.key).lower()


def flag(level: Level) -> str:
    """The flag that gives a level's id: `--farm-id`, as the `deadline` command has it."""
    return f"--{name(level).replace('_', '-')}"


def check_id(level: Level, value: str) -> str:
    """The id as it is; raises `ValueError`, saying how one reads, where its shape is wrong."""
    shape = level.id_shape
    if not re.fullmatch(shape.pattern, value):
        raise ValueError(
            f"{value!r} is not the id of a {level.noun}, which reads like {shape.example}."
        )
    return value


def has_names(level: Level) -> bool:
    """Whether an address takes the names of a level's items."""
    return level in NAMED or level in NAMED_IN_FLEETS


def is_name(level: Level, value: str | None) -> bool:
    """Whether what a flag says is what an item of a level is called, and no id."""
    if not value or not has_names(level):
        return False
    return not (value.isspace() or "/" in value or is_id(value))


def check_flag(level: Level, value: str) -> str:
    """The id or the name as it is, where it can be one of this or of another level with this flag.

    Raises as `check_id` does.
    """
    others = (one for one in LEVELS.values() if one.key == level.key)
    if is_name(level, value) or any(re.fullmatch(one.id_shape.pattern, value) for one in others):
        return value
    return check_id(level, value)


def listed_place(level: Level, given: Mapping[str, str | None], defaults: Defaults) -> Place:
    """The place whose items are those of `level`; `given` holds ids by the levels' keys.

    Raises UsageError where an id is missing, or is given although nothing depends on it.
    """
    _check_strays(level, given)
    optional = level.listing.optional
    needed = [one for one in ancestry(level) if one.key not in optional or given.get(one.key)]
    return Place(level, _path(f"ls {level.name}", needed, given, defaults))


def _check_strays(level: Level, given: Mapping[str, str | None]) -> None:
    above = ancestry(level)
    for key, value in given.items():
        if value and not any(key == one.key for one in above):
            stray = next(one for one in LEVELS.values() if one.key == key)
            raise UsageError(
                f"{level.name} are not listed within a {stray.noun}.", f"Leave out {flag(stray)}."
            )


def read_place(given: Mapping[str, str | None], defaults: Defaults) -> tuple[Place, str]:
    """The place and the id of the item whose log is meant: the innermost that is given.

    Where none is given it is the outermost that has a log, by its default. Raises UsageError.
    """
    level = read_level(given)
    path = _path("logs", _read_by(level), given, defaults)
    key = path.pop(level.key)
    extra = {one.key: given.get(one.key) for one in ancestry(level) if one.key not in path}
    return Place(level, {**path, **{name: value for name, value in extra.items() if value}}), key


def read_level(given: Mapping[str, str | None]) -> Level:
    """Of what kind the item is whose log is meant."""
    return next((one for one in reversed(LOGGED) if _is_meant(one, given)), LOGGED[0])


def _read_by(level: Level) -> list[Level]:
    """The levels whose ids it takes to read the log of an item."""
    around = (*ancestry(level), level)
    return [one for one in around if level.get is None or one.key in (*level.within, level.key)]


def homes(level: Level) -> Iterator[Level]:
    """What the items of a level can be listed within, the innermost first."""
    for above in reversed(ancestry(level)):
        yield above
        if above.key not in level.listing.optional:
            return


def listed_address(level: Level, given: Mapping[str, str | None], defaults: Defaults) -> str:
    """The address of what the items of `level` are within, where flags alone do not lead there.

    They name something, or leave out ids above that can be found. Empty where all is told, or
    nothing tells enough. Raises UsageError as `listed_place` does.
    """
    _check_strays(level, given)
    home = next((one for one in homes(level) if given.get(one.key)), None)
    if home is None:
        return ""
    return _address(f"ls {level.name}", home, (*ancestry(home), home), given, defaults)


def read_address_of(given: Mapping[str, str | None], defaults: Defaults) -> str:
    """The same of the item whose log is meant."""
    level = read_level(given)
    return _address("logs", level, _read_by(level), given, defaults)


def _address(
    command: str,
    level: Level,
    needed: Sequence[Level],
    given: Mapping[str, str | None],
    defaults: Defaults,
) -> str:
    around = (*ancestry(level), level)
    told = [one for one in around if given.get(one.key)]
    if any(is_name(one, given[one.key]) for one in told):
        outermost = told[0]
        # What is above an id can be found; what is above a name has to be told.
        found = () if is_name(outermost, given[outermost.key]) else ancestry(outermost)
        whole = [one for one in around if (one in needed or one in told) and one not in found]
        return "/".join(_path(command, whole, given, defaults).values())
    is_whole = all(value for _, value in _values(needed, given, defaults))
    if is_whole or level not in told:
        return ""
    return "/".join(given[one.key] or "" for one in told)


def _is_meant(level: Level, given: Mapping[str, str | None]) -> bool:
    """Whether it is an id of `level` that is given, and not one of another level with its flag."""
    is_home = HOMES[level.key] is level
    is_led_to = is_home or all(given.get(above.key) for above in ancestry(level))
    return bool(given.get(level.key)) and is_led_to


def _path(
    command: str, levels: Iterable[Level], given: Mapping[str, str | None], defaults: Defaults
) -> dict[str, str]:
    """The ids of `levels`, outermost first; raises UsageError where one is missing.

    A default is a choice within the defaults above it, so it holds only while those hold too.
    """
    path: dict[str, str] = {}
    for level, value in _values(levels, given, defaults):
        if not value:
            raise UsageError(
                f"{command} needs {flag(level)}.", f"List them with: {_listing(level, path)}"
            )
        is_named = is_name(level, given.get(level.key))
        path[level.key] = value if is_named else _checked(level, value)
    return path


def _values(
    levels: Iterable[Level], given: Mapping[str, str | None], defaults: Defaults
) -> Iterator[tuple[Level, str]]:
    """What flags and defaults say of each level; empty where that is nothing."""
    as_chosen = True
    for level in levels:
        chosen = (defaults.id_of(level.key) or "") if as_chosen else ""
        value = given.get(level.key) or chosen
        as_chosen = value == chosen
        yield level, value


def _checked(level: Level, value: str) -> str:
    try:
        return check_id(level, value)
    except ValueError as error:
        raise UsageError(str(error), f"Give {flag(level)}.") from error


def _listing(level: Level, path: Mapping[str, str]) -> str:
    """The command that lists the items of `level`, as far as `path` is known."""
    above = (f"{flag(one)} {shlex.quote(path.get(one.key, one.key))}" for one in ancestry(level))
    return " ".join(["farmtop ls", level.name, *above])
