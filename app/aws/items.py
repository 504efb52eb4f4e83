"""Everything about one item of a level."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.aws.api import Api
from app.resources.level import Item, Place

_NOTHING: Mapping[str, Any] = MappingProxyType({})


async def get_item(api: Api, place: Place, key: str, known: Item = _NOTHING) -> Item:
    """What is known of an item and, where an operation tells everything about one, that as well.

    Raises the errors of `app.errors`.
    """
    level = place.level
    if level.get is None:
        return known
    request = level.get_request({**known, **place.path}, key)
    return {**known, **await api.call(level.service, level.get, request)}
