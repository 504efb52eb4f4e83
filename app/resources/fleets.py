"""Fleets of a farm: the workers that it can have."""

from app.resources import fields
from app.resources.level import Field, Item, Level, Status, name_of
from app.resources.listing import Listing
from app.resources.status import status_cell, status_of
from app.view import Align, Cell, Column, Tone

_MEMBERS = ("workerCount", "minWorkerCount", "maxWorkerCount", "targetWorkerCount")


def _workers(fleet: Item) -> Cell:
    """How many there are, and how many there are to be: `12 → 20`."""
    count, target = fleet.get("workerCount"), fleet.get("targetWorkerCount")
    if count is None:
        return Cell()
    is_under_way = target is not None and target != count
    text = f"{count:,} → {target:,}" if is_under_way else f"{count:,}"
    return Cell(text, Tone.BUSY if is_under_way else Tone.PLAIN, order=count)


def _range(fleet: Item) -> Cell:
    """How few and how many there may be: `0–50`."""
    least, most = fleet.get("minWorkerCount"), fleet.get("maxWorkerCount")
    if least is None and most is None:
        return Cell()
    return Cell(f"{least or 0:,}–{'' if most is None else format(most, ',')}", order=most)


def _scaling(fleet: Item) -> Cell:
    return status_cell(status_of(fleet.get("autoScalingStatus")))


def _kind(fleet: Item) -> Cell:
    """Whose machines they are, and how EC2 is paid for them: `EC2 spot`, `customer`."""
    configuration = fleet.get("configuration") or {}
    if "customerManaged" in configuration:
        return Cell("customer")
    ec2 = configuration.get("serviceManagedEc2")
    if ec2 is None:
        return Cell()
    market = (ec2.get("instanceMarketOptions") or {}).get("type", "")
    return Cell(f"EC2 {market}".strip())


def _status(fleet: Item) -> Status | None:
    """The service has words about a fleet only where something keeps it from doing as it should."""
    status = status_of(fleet.get("status"))
    if status is None or status.tone is Tone.BAD or not fleet.get("statusMessage"):
        return status
    return Status(status.word, Tone.WARN, "with a message")


FLEETS = Level(
    name="fleets",
    noun="fleet",
    key="fleetId",
    parent="farms",
    within=("farmId",),
    listing=Listing("ListFleets", "fleets"),
    get="GetFleet",
    fields=(
        fields.status(_status, "status", "statusMessage", width=13),
        fields.text("displayName", "NAME", 16, grows=True),
        Field(
            Column("workers", "WORKERS", 9, Align.RIGHT, greatest_first=True), _workers, _MEMBERS
        ),
        Field(
            Column("range", "MIN–MAX", 8, Align.RIGHT, rank=1, greatest_first=True),
            _range,
            _MEMBERS,
        ),
        Field(Column("scaling", "SCALING", 11, rank=2), _scaling, ("autoScalingStatus",)),
        fields.text("statusMessage", "MESSAGE", 24, rank=3, tone=Tone.WARN),
        Field(Column("kind", "MACHINES", 14, rank=4), _kind, ("configuration",)),
        fields.identifier("fleetId", "ID", width=14, rank=5),
        fields.age("createdAt", rank=6),
        fields.optional(fields.text("createdBy", "CREATED BY", 16)),
        fields.optional(fields.age("updatedAt", "UPDATED")),
        fields.optional(fields.text("updatedBy", "UPDATED BY", 16)),
    ),
    status=_status,
    label=name_of("displayName", "fleetId"),
)
