"""The rows of the overview: what is read of a queue or a fleet, and in which tone."""

from collections.abc import Callable, Sequence
from operator import attrgetter

from app.overview import Counts, Health
from app.overview.kinds import Group
from app.resources.level import Status
from app.resources.status import status_cell
from app.view import DASH, GLYPHS, Align, AnyCell, Cell, Column, Row, Tone, cell_text, plain
from widgets.sparkline import sparkline
from widgets.table_layout import lay_out

BARS = 12
"""Rounds that a sparkline shows: the last six minutes."""

COLUMNS = (
    Column("status", "STATUS", 13, rank=1),
    Column("name", "QUEUE / FLEET", 14, grows=True),
    Column("message", "MESSAGE", 25, rank=7),
    Column("working", "AT WORK", 13, Align.RIGHT),
    Column("worked", "", BARS, rank=4),
    Column("broken", "BROKEN", 11, Align.RIGHT),
    Column("broke", "", BARS, rank=5),
    Column("waiting", "WAITING", 12, Align.RIGHT),
    Column("waited", "", BARS, rank=6),
    Column("funds", "BUDGET LEFT", 12, Align.RIGHT, rank=2),
    Column("farm", "FARM", 12, rank=3),
)
"""Sparklines stand behind the number that they lead up to."""

SHORT = {
    "SCHEDULING_BLOCKED": "BLOCKED",
    "CREATE_IN_PROGRESS": "CREATING",
    "CREATE_FAILED": "NOT CREATED",
    "UPDATE_IN_PROGRESS": "UPDATING",
    "UPDATE_FAILED": "NOT UPDATED",
}
"""Words that would be cut where there is little room; shorter ones say as much."""


def columns_in(width: int) -> frozenset[str]:
    """The ids of the columns for which there is room on so many cells."""
    return frozenset(lay_out(COLUMNS, width, {}).widths)


def health_row(health: Health, farm: str, *, above: str = "") -> Row:
    """A line of the overview; `farm` is what a person calls its farm.

    `above` stands before its name, instead of whether it is a queue or a fleet, which the words
    of what is counted tell as well.
    """
    kind, level = health.kind, health.kind.level
    label = level.label(health.item)
    name = f"{above}/{label}" if above else f"{level.noun} {label}"
    return Row(
        key=health.key,
        cells=(
            status_cell(_short(level.status(health.item))),
            Cell(plain(name)),
            _message(health),
            *_figure(health, kind.working, attrgetter("working"), Tone.BUSY),
            *_figure(health, kind.broken, attrgetter("broken"), Tone.BAD),
            *_figure(health, kind.waiting, attrgetter("waiting"), Tone.WAITING),
            _funds(health),
            Cell(farm),
        ),
        tone=health.tone,
    )


def matter_text(healths: Sequence[Health], key: str | None) -> str:
    """What the service says is the matter with the queue or fleet of that key; where it says
    nothing of that, with the first that is broken, else with the first that is worth a look."""
    telling = [one for one in healths if cell_text(_message(one), 0.0) != DASH]
    telling.sort(key=lambda one: (one.key != key, one.tone is not Tone.BAD))
    for one in telling:
        label = one.kind.level.label(one.item)
        return f"{GLYPHS[one.tone]} {plain(label)}: {cell_text(_message(one), 0.0)}"
    return ""


def _figure(
    health: Health, group: Group, read: Callable[[Counts], int], tone: Tone
) -> tuple[Cell, Cell]:
    """A count with its word, and the bars that lead up to it."""
    past = [None if counts is None else read(counts) for counts in health.past]
    bars = Cell(sparkline(past, BARS), tone if any(past[-BARS:]) else Tone.MUTED)
    if health.counts is None:
        return Cell(), bars
    count = read(health.counts)
    at_least = "" if health.counts.whole else "+"
    text = f"{count:,}{at_least} {group.word}"
    return Cell(text, tone if count else Tone.MUTED, order=count), bars


def _short(status: Status | None) -> Status | None:
    """A status with a word that is never cut."""
    if status is None:
        return None
    return Status(SHORT.get(status.word, status.word), status.tone)


def _message(health: Health) -> AnyCell:
    """What the service says is the matter, as the list of the level shows it."""
    kind = health.kind
    return next(one for one in kind.level.fields if one.column.id == kind.message).cell(health.item)


def _funds(health: Health) -> Cell:
    if health.funds is None:
        return Cell()
    return Cell(f"${health.funds.left:,.0f}", health.funds.tone, order=health.funds.left)
