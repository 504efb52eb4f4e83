"""The columns of a level that somebody has chosen, as the settings write them: `name:40`."""

from collections.abc import Mapping, Sequence

from app.close_names import close_names
from app.errors import UsageError
from app.resources.level import Level
from app.view import NARROWEST, WIDEST, ChosenColumn


def read_columns(
    texts: Mapping[str, Sequence[str]], levels: Mapping[str, Level]
) -> dict[str, tuple[ChosenColumn, ...]]:
    """What was chosen for each level, by the level's name.

    Raises UsageError where there is no such level or column, or a width makes no sense; the message
    names it.
    """
    for name in texts:
        if name not in levels:
            raise UsageError(
                f"The columns in the settings are those of {name!r}, which is no level.",
                _advice(name, levels),
            )
    return {
        name: tuple(_read(levels[name], one) for one in chosen)
        for name, chosen in texts.items()
        if chosen
    }


def column_texts(chosen: Sequence[ChosenColumn]) -> list[str]:
    """What was chosen, as the settings write it."""
    return [one.id if one.width is None else f"{one.id}:{one.width}" for one in chosen]


def _read(level: Level, text: str) -> ChosenColumn:
    name, colon, width = text.partition(":")
    place = f"columns.{level.name} in the settings"
    known = [column.id for column in level.columns]
    if name not in known:
        raise UsageError(f"{place} has no column {name!r} to show.", _advice(name, known))
    if not colon:
        return ChosenColumn(name)
    is_number = width.isascii() and width.isdecimal() and len(width) <= 3
    if not (is_number and NARROWEST <= int(width) <= WIDEST):
        raise UsageError(
            f"{place} makes {name} {width!r} cells wide.",
            f"Give a number from {NARROWEST} to {WIDEST}: {name}:20.",
        )
    return ChosenColumn(name, int(width))


def _advice(name: str, known: Mapping[str, Level] | Sequence[str]) -> str:
    close = close_names(name, known)
    there_are = f"There are: {', '.join(known)}."
    return f"Did you mean {close[0]}? {there_are}" if close else there_are
