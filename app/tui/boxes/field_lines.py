"""Fields laid out in whatever width there is: values beside their names, or else below them."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions
from rich.text import Text

GAP = 3
"""Cells between the names and the values."""
VALUE_ROOM = 40
"""Cells that values have at least beside names: most ids are read whole in them."""
LEAST_NAMES = 10
"""Cells of names below which values stand below all of them."""
INDENT = 2
"""Cells by which they are moved in there."""


class FieldLines(Struct, frozen=True):
    """Names and values, which are harmless already; a value may have several lines."""

    fields: Sequence[tuple[str, str]]
    names: int = 0
    """Cells that names take at least, where values stand beside them."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        """Rich asks for what is to be painted."""
        indent = self._indent(options.max_width)
        for name, value in self.fields:
            is_one_line = "\n" not in value
            if is_one_line and indent < cell_len(name) + GAP <= options.max_width - cell_len(value):
                yield Text.assemble((name, "dim"), " " * GAP, value)
                continue
            lines = Text(value).wrap(console, max(1, options.max_width - indent), overflow="fold")
            beside = cell_len(name) + GAP <= indent
            if not beside:
                yield Text(name, style="dim", overflow="fold")
            for number, line in enumerate(lines):
                before = name if beside and not number else ""
                yield Text.assemble((set_cell_size(before, indent), "dim"), line)

    def _indent(self, width: int) -> int:
        """Where values begin: behind the longest name, as far as that leaves them room."""
        longest = max((cell_len(name) for name, _ in self.fields), default=0)
        names = min(max(longest, self.names), width - GAP - VALUE_ROOM)
        return names + GAP if names >= min(longest, LEAST_NAMES) else INDENT
