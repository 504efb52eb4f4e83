"""The machine that something runs on."""

from collections.abc import Callable

from app.resources.level import Field, Item
from app.view import Cell, Column, plain, short_id


def host_name(item: Item) -> str:
    """What the machine is called; empty where that is not known."""
    return _property(item, "hostName")


def host_or_worker(item: Item) -> str:
    """The machine's name, or the short id of the worker; empty where neither is known."""
    return host_name(item) or plain(short_id(str(item.get("workerId") or "")))


def instance_type(item: Item) -> str:
    """The type of the machine, where it is one of EC2's."""
    return _property(item, "ec2InstanceType")


def _property(item: Item, name: str) -> str:
    return plain(str((item.get("hostProperties") or {}).get(name) or ""))


def host(label: str = "WORKER", *, grows: bool = False) -> Field:
    """The machine's name; the short id of the worker where none is known."""

    column = Column("host", label, 16, grows=grows)
    return Field(column, _cell_of(host_or_worker), ("hostProperties", "workerId"))


def instance(*, rank: int = 0) -> Field:
    """The type of the machine, where it is one of EC2's."""
    column = Column("instance", "INSTANCE", 12, rank=rank)
    return Field(column, _cell_of(instance_type), ("hostProperties",))


def _cell_of(read: Callable[[Item], str]) -> Callable[[Item], Cell]:
    def cell(item: Item) -> Cell:
        return Cell(text) if (text := read(item)) else Cell()

    return cell
