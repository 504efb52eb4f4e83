"""The machine that something runs on."""

from app.resources.level import Field, Item
from app.view import Cell, Column, plain, short_id


def host(label: str = "WORKER", *, grows: bool = False) -> Field:
    """The machine's name; the short id of the worker where none is known."""

    def cell(item: Item) -> Cell:
        name = (item.get("hostProperties") or {}).get("hostName")
        worker = item.get("workerId")
        if not name and not worker:
            return Cell()
        return Cell(plain(name or short_id(str(worker))))

    return Field(Column("host", label, 16, grows=grows), cell, ("hostProperties", "workerId"))


def instance(*, rank: int = 0) -> Field:
    """The type of the machine, where it is one of EC2's."""

    def cell(item: Item) -> Cell:
        kind = (item.get("hostProperties") or {}).get("ec2InstanceType")
        return Cell(plain(kind)) if kind else Cell()

    return Field(Column("instance", "INSTANCE", 12, rank=rank), cell, ("hostProperties",))
