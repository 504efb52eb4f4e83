"""Asking in one call which of many places has a thing: each identifier of a batch has its own."""

from collections.abc import Sequence

from app.aws.api import Api
from app.aws.details import batch_get
from app.errors import DeniedError, InvalidError, NotFoundError, ServiceError
from app.resources.level import Item, Level, Path

_DENIED = "AccessDeniedException"
_ABSENT = {"ResourceNotFoundException", "ValidationException"}
"""How a batch says that there is no such thing."""


async def which_has(
    api: Api, level: Level, key: str, paths: Sequence[Path]
) -> tuple[int, Item] | None:
    """Which of some paths leads to the item `key`, and the item; None where none does.

    A batch that the service does not take is a no, as it is where a single item is asked for.
    Raises what else the call raises; DeniedError and ServiceError where it was not found and some
    were not answered for.
    """
    try:
        told = await batch_get(api, level, [(path, key) for path in paths])
    except (NotFoundError, InvalidError):
        return None
    if (item := told.items.get(key)) is not None:
        return next(at for at, path in enumerate(paths) if _leads_to(path, item)), item
    codes = {str(error.get("code")) for error in told.errors}
    if _DENIED in codes:
        raise DeniedError(f"You may not see everywhere whether there is a {level.noun} {key}.")
    if left := codes - _ABSENT:
        raise ServiceError(f"The service could not tell where {key} is: {', '.join(left)}.")
    return None


def _leads_to(path: Path, item: Item) -> bool:
    return all(item.get(name, key) == key for name, key in path.items())
