"""Limits of a farm: how many of something, such as licences, may be used at once."""

from app.resources import fields
from app.resources.level import Field, Item, Level, name_of
from app.resources.listing import Listing
from app.view import Align, Cell, Column, Progress, Tone

UNLIMITED = -1
"""What the service says where there is no limit."""

USE_MEMBERS = ("currentCount", "maxCount")
"""What tells how much is used, and how much may be."""


def _most(limit: Item) -> int | None:
    most = limit.get("maxCount")
    return None if most in {None, UNLIMITED} else most


def _used(limit: Item) -> Cell | Progress:
    count, most = limit.get("currentCount"), _most(limit)
    if count is None or not most:
        return Cell()
    return Progress(min(1.0, count / most), Tone.WARN if count >= most else Tone.BUSY)


def _maximum(limit: Item) -> Cell:
    most = _most(limit)
    if most is None:
        return Cell("any") if "maxCount" in limit else Cell()
    return Cell(f"{most:,}", order=most)


USE = (
    Field(Column("part", "USED", 14, greatest_first=True), _used, USE_MEMBERS),
    fields.number("currentCount", "NOW", 7),
    Field(Column("most", "MOST", 7, Align.RIGHT, greatest_first=True), _maximum, ("maxCount",)),
)
"""How much of a limit is used now, and how much may be."""

LIMITS = Level(
    name="limits",
    noun="limit",
    key="limitId",
    parent="farms",
    within=("farmId",),
    listing=Listing("ListLimits", "limits"),
    get="GetLimit",
    fields=(
        fields.text("displayName", "NAME", 16, grows=True),
        fields.text("amountRequirementName", "OF", 24, rank=1),
        *USE,
        fields.identifier("limitId", "ID", width=14, rank=2),
        fields.age("createdAt", rank=3),
        fields.optional(fields.text("createdBy", "CREATED BY", 16)),
        fields.optional(fields.age("updatedAt", "UPDATED")),
        fields.optional(fields.text("updatedBy", "UPDATED BY", 16)),
    ),
    status=lambda _limit: None,
    label=name_of("displayName", "limitId"),
)
