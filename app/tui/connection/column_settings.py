"""The columns that a user has chosen for each level, in this run and in the settings."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from app.resources import LEVELS
from app.resources.columns import column_texts, read_columns
from app.resources.level import Level
from app.view import ChosenColumn


class ColumnSettings:
    """What every list of a level shows, until something else is chosen for it."""

    def __init__(self, texts: Mapping[str, Sequence[str]], file: Path) -> None:
        """`texts` are what `file` says. Raises UsageError where they make no sense."""
        self._chosen = read_columns(texts, LEVELS)
        self._file = file

    def of(self, level: Level) -> tuple[ChosenColumn, ...] | None:
        """The columns that were chosen, in their order; None are those that are declared so."""
        return self._chosen.get(level.name)

    def choose(self, level: Level, chosen: Sequence[ChosenColumn] | None) -> None:
        """Show these columns for as long as farmtop runs; None are those that are declared so."""
        if chosen is None:
            self._chosen.pop(level.name, None)
        else:
            self._chosen[level.name] = tuple(chosen)

    def write(self, level: Level) -> None:
        """Keep what was chosen for a level in the settings. Raises UsageError where it cannot."""
        from app import settings_file  # noqa: PLC0415 - the first frame does without

        chosen = self.of(level)
        texts = None if chosen is None else column_texts(chosen)
        settings_file.keep(self._file, "columns", level.name, texts)
