"""Records cut to the members of the service's own shapes, by botocore's model."""

from functools import cache
from typing import Any

from botocore.model import ListShape, Shape, StructureShape

from app.localfarm.models import service_model
from app.localfarm.world.job_fields import Fields


@cache
def members(service: str, operation: str, listed: str = "") -> tuple[str, ...]:
    """The members of an operation's output or, where `listed` names a list in it, of its items."""
    shape: Shape | None = service_model(service).operation_model(operation).output_shape
    if listed and isinstance(shape, StructureShape):
        items = shape.members[listed]
        shape = items.member if isinstance(items, ListShape) else items
    return tuple(shape.members) if isinstance(shape, StructureShape) else ()


def cut(fields: Fields, view: object, names: tuple[str, ...]) -> dict[str, Any]:
    """A record of those members that a shape has and that have a value now."""
    record = {}
    for name in names:
        reader = fields.get(name)
        value = None if reader is None else reader(view)
        if value is not None:
            record[name] = value
    return record
