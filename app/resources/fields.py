"""The kinds of columns that levels are made of."""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from app.resources.level import Field, Item, Status
from app.resources.status import status_cell
from app.view import Align, Cell, Clock, Column, Tone, plain, short_id

STATUS = "status"
"""The id of the column of statuses."""


def status(of: Callable[[Item], Status | None], *reads: str, width: int = 11) -> Field:
    """How an item is doing: glyph and word."""
    return Field(Column(STATUS, "STATUS", width), lambda item: status_cell(of(item), width), reads)


def text(
    member: str,
    label: str,
    width: int,
    *,
    grows: bool = False,
    rank: int = 0,
    tone: Tone = Tone.PLAIN,
    prose: bool = False,
) -> Field:
    """A member that is shown as it came."""

    def cell(item: Item) -> Cell:
        value = item.get(member)
        return Cell() if value in {None, ""} else Cell(plain(str(value)), tone)

    column = Column(member, label, width, grows=grows, rank=rank, prose=prose)
    return Field(column, cell, (member,))


def identifier(
    member: str, label: str, *, width: int = 13, grows: bool = False, rank: int = 0
) -> Field:
    """A member that is an id, shortened as one reads it aloud, sorted whole."""
    column = Column(member, label, width, grows=grows, rank=rank)
    return Field(column, lambda item: id_cell(item.get(member)), (member,))


def id_cell(value: str | None) -> Cell:
    """An id as a cell, shortened, sorted whole."""
    if not value:
        return Cell()
    return Cell(short_id(plain(value)), Tone.MUTED, order=value, found_by=value)


def name_or_id(
    name: str,
    of: Callable[[Item], str | None],
    column: Column,
    *reads: str,
) -> Field:
    """What something is called that an item tells the id `of`; the short id where it has no name.

    Members that tell the id are among what it `reads`, beside that with the name.
    """

    def cell(item: Item) -> Cell:
        called, key = item.get(name), of(item)
        return Cell(plain(str(called)), found_by=key or "") if called else id_cell(key)

    return Field(column, cell, (name, *reads))


def number(
    member: str,
    label: str,
    width: int,
    *,
    rank: int = 0,
    tone: Callable[[int], Tone] | None = None,
    greatest_first: bool = True,
) -> Field:
    """A member that is a whole number, aligned right and sorted by value."""

    def cell(item: Item) -> Cell:
        value = item.get(member)
        if value is None:
            return Cell()
        return Cell(f"{value:,}", tone(value) if tone else Tone.PLAIN, order=value)

    align = Align.RIGHT
    column = Column(member, label, width, align, rank=rank, greatest_first=greatest_first)
    return Field(column, cell, (member,))


def age(member: str, label: str = "AGE", *, rank: int = 0) -> Field:
    """How long ago a member's time was; since its beginning, no less than an item has taken."""

    def cell(item: Item) -> Cell | Clock:
        began = seconds(item.get(member))
        if began is None:
            return Cell()
        ended = seconds(item.get("endedAt")) if member == "startedAt" else None
        return Clock(began, least=0.0 if ended is None else max(0.0, ended - began))

    return Field(Column(member, label, 6, Align.RIGHT, rank=rank), cell, (member,))


WORKING = frozenset({"STARTING", "RUNNING", "INTERRUPTING"})
"""Statuses of jobs, steps and tasks of which something is being done."""


def duration(*, rank: int = 0) -> Field:
    """From the time that something began to its end, or to now while it has none."""

    def cell(item: Item) -> Cell | Clock:
        began = seconds(item.get("startedAt"))
        return Cell() if began is None else Clock(began, seconds(item.get("endedAt")))

    return _duration(cell, rank)


def working_time(member: str, *, rank: int = 0) -> Field:
    """The same of what can begin anew, or stand still without an end: its status is a `member`.

    What is suspended has a time until then, as far as that is known; what waits has none.
    """

    def cell(item: Item) -> Cell | Clock:
        began, ended = seconds(item.get("startedAt")), seconds(item.get("endedAt"))
        status = item.get(member, "RUNNING")
        if ended is None and status == "SUSPENDED":
            ended = seconds(item.get("updatedAt"))
        if began is None or (ended is None and status not in WORKING):
            return Cell()
        return Clock(began, ended)

    return _duration(cell, rank, member, "updatedAt")


def _duration(cell: Callable[[Item], Cell | Clock], rank: int, *reads: str) -> Field:
    column = Column("duration", "TIME", 6, Align.RIGHT, rank=rank, greatest_first=True)
    return Field(column, cell, ("startedAt", "endedAt", *reads))


def optional(field: Field) -> Field:
    """A column that is shown only where somebody asks for it."""
    return replace(field, column=replace(field.column, shown=False))


def seconds(moment: datetime | None) -> float | None:
    """Seconds since the epoch of an API timestamp; None where it is absent."""
    return None if moment is None else moment.timestamp()


def milliseconds(moment: datetime) -> int:
    """Milliseconds since the epoch, cut as CloudWatch cuts them."""
    return int(moment.timestamp() * 1000)
