"""Parameters of a job, as GetJob tells them."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.resources.level import Field, Item, Level
from app.resources.listing import Listing
from app.resources.parameter_text import value_text
from app.view import Cell, Column, plain


def _items(parameters: Mapping[str, Mapping[str, Any]] | None) -> Iterator[Item]:
    for name, union in (parameters or {}).items():
        yield {"name": name, "value": union}


def _value(parameter: Item) -> Cell:
    return Cell(plain(value_text(parameter.get("value") or {})))


def _type(parameter: Item) -> Cell:
    return Cell(plain(next(iter(parameter.get("value") or {}), "")))


PARAMETERS = Level(
    name="parameters",
    noun="parameter",
    key="name",
    parent="jobs",
    listing=Listing("GetJob", "parameters", read=_items),
    get=None,
    fields=(
        Field(Column("name", "NAME", 24), lambda item: Cell(plain(item["name"])), ("name",)),
        Field(Column("value", "VALUE", 24, grows=True), _value, ("value",)),
        Field(Column("type", "TYPE", 10, rank=1), _type, ("value",)),
    ),
    status=lambda _parameter: None,
    label=lambda parameter: plain(parameter["name"]),
)
