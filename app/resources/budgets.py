"""Budgets of a farm: what a queue may cost, and what it has cost."""

from app.resources import fields
from app.resources.level import Field, Item, Level, Names, name_of
from app.resources.listing import Listing
from app.resources.queues import QUEUES
from app.resources.status import status_in
from app.view import Align, Cell, Column, Progress, Tone

TIGHT, SPENT = 0.8, 1.0
"""Parts of the limit from which a budget calls for attention."""

_MEMBERS = ("usages", "approximateDollarLimit")


def used(budget: Item) -> float:
    """US dollars that are used up, approximately."""
    return float((budget.get("usages") or {}).get("approximateDollarUsage", 0.0))


def _part(budget: Item) -> float | None:
    """The part of the limit that is used up; None where there is no limit to speak of."""
    limit = budget.get("approximateDollarLimit")
    return used(budget) / limit if limit else None


def _tone(part: float) -> Tone:
    if part >= SPENT:
        return Tone.BAD
    return Tone.WARN if part >= TIGHT else Tone.GOOD


def _bar(budget: Item) -> Cell | Progress:
    part = _part(budget)
    return Cell() if part is None else Progress(min(1.0, part), _tone(part))


def dollars_text(amount: float) -> str:
    """US dollars as one reads them: `$18,206.89`."""
    return f"${amount:,.2f}"


def _dollars(amount: float | None, tone: Tone = Tone.PLAIN) -> Cell:
    return Cell() if amount is None else Cell(dollars_text(amount), tone, order=amount)


def _left(budget: Item) -> Cell:
    limit, part = budget.get("approximateDollarLimit"), _part(budget)
    tone = Tone.PLAIN if part is None or part < TIGHT else _tone(part)
    return Cell() if limit is None else _dollars(max(0.0, limit - used(budget)), tone)


def _queue_id(budget: Item) -> str | None:
    """The queue whose use a budget watches."""
    return (budget.get("usageTrackingResource") or {}).get("queueId")


BUDGETS = Level(
    name="budgets",
    noun="budget",
    key="budgetId",
    parent="farms",
    within=("farmId",),
    listing=Listing("ListBudgets", "budgets"),
    get="GetBudget",
    names=(Names(of=QUEUES, id_in=_queue_id, member="queueName"),),
    fields=(
        fields.status(status_in("status"), "status"),
        fields.text("displayName", "NAME", 16, grows=True),
        Field(Column("part", "USED", 14, greatest_first=True), _bar, _MEMBERS),
        Field(
            Column("spent", "SPENT", 12, Align.RIGHT, greatest_first=True),
            lambda b: _dollars(used(b)),
            ("usages",),
        ),
        Field(
            Column("limit", "LIMIT", 12, Align.RIGHT, rank=1, greatest_first=True),
            lambda budget: _dollars(budget.get("approximateDollarLimit")),
            ("approximateDollarLimit",),
        ),
        Field(Column("left", "LEFT", 12, Align.RIGHT, rank=2), _left, _MEMBERS),
        fields.name_or_id(
            "queueName", _queue_id, Column("queue", "QUEUE", 14, rank=3), "usageTrackingResource"
        ),
        fields.age("createdAt", rank=4),
        fields.optional(fields.identifier("budgetId", "ID", width=15)),
        fields.optional(fields.text("description", "DESCRIPTION", 24)),
        fields.optional(fields.age("updatedAt", "UPDATED")),
        fields.optional(fields.text("updatedBy", "UPDATED BY", 16)),
    ),
    status=status_in("status"),
    label=name_of("displayName", "budgetId"),
)
