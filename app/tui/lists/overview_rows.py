"""The rows of the overview: what is read of a queue or a fleet, and in which tone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter

from rich.cells import cell_len

from app.overview import Counts, Health
from app.overview.health import LATELY
from app.overview.kinds import Group
from app.resources.status import status_cell
from app.view import (
    DASH,
    GLYPHS,
    Align,
    AnyCell,
    Cell,
    Column,
    Row,
    Tone,
    cell_text,
    plain,
    round_count,
)
from widgets.charts.sparkline import sparkline
from widgets.table.table_layout import lay_out

MESSAGE, FUNDS = "message", "funds"
"""The columns in which the service says what is the matter, and in which it is told what is left of
the tightest budget."""
BARS = LATELY
"""Rounds that a sparkline shows."""

STATUS = Column("status", "STATUS", 13, rank=1)
WORKING = Column("working", "AT WORK", 13, Align.RIGHT)
BROKEN = Column("broken", "BROKEN", 12, Align.RIGHT)
WAITING = Column("waiting", "WAITING", 12, Align.RIGHT)
COLUMNS = (
    STATUS,
    Column("name", "QUEUE / FLEET", 14, grows=True),
    Column(MESSAGE, "MESSAGE", 25, rank=7, prose=True),
    WORKING,
    Column("worked", "", BARS, rank=4),
    BROKEN,
    Column("broke", "", BARS, rank=5),
    WAITING,
    Column("waited", "", BARS, rank=6),
    Column(FUNDS, "BUDGET LEFT", 12, Align.RIGHT, rank=2),
    Column("farm", "FARM", 12, rank=3),
)
"""Sparklines stand behind the number that they lead up to."""


def columns_in(width: int) -> frozenset[str]:
    """The ids of the columns for which there is room on so many cells."""
    return frozenset(lay_out(COLUMNS, width, {}).widths)


def health_row(health: Health, farm: str, *, above: str = "") -> Row:
    """A line of the overview; `farm` is what a person calls its farm.

    `above` stands before its name, instead of whether it is a queue or a fleet, which the words
    of what is counted tell as well. Before that there is the sign of a problem, or its room: only
    colour would tell else of one that is nothing to the service.
    """
    kind, level = health.kind, health.kind.level
    label = level.label(health.item)
    name = f"{above}/{label}" if above else f"{level.noun} {label}"
    sign = f"{GLYPHS[health.tone] if health.is_problem else ' '} "
    return Row(
        key=health.key,
        cells=(
            status_cell(level.status(health.item), STATUS.width),
            Cell(f"{sign}{plain(name)}", order=plain(name), kept=len(sign)),
            _message(health),
            *_figure(health, kind.working, WORKING, Tone.BUSY),
            *_figure(health, kind.broken, BROKEN, Tone.BAD),
            *_figure(health, kind.waiting, WAITING, Tone.WAITING),
            _funds(health),
            Cell(farm),
        ),
        tone=health.tone,
    )


def matter_text(healths: Sequence[Health], key: str | None, widths: Mapping[str, int]) -> str:
    """What is the matter with the queue or fleet of that key and no column of these `widths` reads
    whole; where that is nothing, with the first of which the service says something, those that
    are broken before others; else with the first that has a tight budget."""

    def urgency(one: Health) -> tuple[bool, bool, bool]:
        return one.key != key, not _said(one), one.tone is not Tone.BAD

    for one in sorted(healths, key=urgency):
        if told := ", ".join(_unread(one, widths)):
            return f"{GLYPHS[one.tone]} {plain(one.kind.level.label(one.item))}: {told}"
    return ""


def _unread(health: Health, widths: Mapping[str, int]) -> Iterator[str]:
    if cell_len(said := _said(health)) > widths.get(MESSAGE, 0):
        yield said
    if FUNDS not in widths and health.funds is not None and health.funds.tone is not Tone.PLAIN:
        yield f"{_funds(health).text} of its budget left"


def _figure(health: Health, group: Group, column: Column, tone: Tone) -> tuple[Cell, Cell]:
    """A count with its word, rounded where its column has no room, and the bars that lead up to
    it."""
    read: Callable[[Counts], int] = attrgetter(column.id)
    past = [None if counts is None else read(counts) for counts in health.past]
    bars = Cell(sparkline(past, BARS), tone if any(past[-BARS:]) else Tone.MUTED)
    if health.counts is None:
        return Cell(), bars
    count = read(health.counts)
    at_least = "" if health.counts.whole else "+"
    text = f"{count:,}{at_least} {group.word}"
    if len(text) > column.width:
        text = f"{round_count(count)}{at_least} {group.word}"
    return Cell(text, tone if count else Tone.MUTED, order=count), bars


def _message(health: Health) -> AnyCell:
    """What the service says is the matter, as the list of the level shows it."""
    return health.kind.level.matter(health.item)


def _said(health: Health) -> str:
    """The same as text; nothing where it says nothing."""
    text = cell_text(_message(health), 0.0)
    return "" if text == DASH else text


def _funds(health: Health) -> Cell:
    if health.funds is None:
        return Cell()
    return Cell(f"${health.funds.left:,.0f}", health.funds.tone, order=health.funds.left)
