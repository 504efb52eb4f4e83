"""Asking in one call which of many places has a thing: each identifier of a batch has its own."""

from collections import deque
from collections.abc import Sequence

from app.aws.api import Api
from app.aws.reading.budget import Budget, SpentError
from app.aws.reading.details import DENIED, Details, batch_get
from app.errors import DeniedError, FarmtopError, InvalidError, NotFoundError, ServiceError
from app.resources.level import Item, Level, Path
from app.view import count_text

_ABSENT = {"ResourceNotFoundException", "ValidationException"}
"""How a batch says that there is no such thing."""

_MOST_CALLS = 7
"""One call, and six more where the service does not take it: of a hundred paths, of which one is
the reason, a dozen or so are then left."""


async def which_has(
    api: Api, level: Level, key: str, paths: Sequence[Path]
) -> tuple[int, Item] | None:
    """Which of some paths leads to the item `key`, and the item; None where none does.

    A batch that the service does not take is asked in halves, in seven calls in all; that of a
    single path is a no, as it is where a single item is asked for. Raises what else the calls
    raise; where it was not found and some were not answered for, DeniedError, ServiceError and
    InvalidError, which says how many.
    """
    budget, refusal = Budget(api, _MOST_CALLS), None
    waiting = deque([range(len(paths))])
    codes = set[str]()
    while waiting:
        some = waiting[0]
        try:
            told = await batch_get(budget, level, [(paths[at], key) for at in some])
        except (NotFoundError, InvalidError) as error:
            refusal = error
            half = len(some) // 2
            waiting += (some[:half], some[half:]) if half else ()
        except SpentError:
            if refusal is None:
                raise
            raise _untold(level, key, sum(map(len, waiting)), refusal) from refusal
        else:
            if (item := told.items.get(key)) is not None:
                return next(at for at in some if _leads_to(paths[at], item)), item
            codes |= _codes(told)
        waiting.popleft()
    if DENIED in codes:
        raise DeniedError(f"You may not see everywhere whether there is a {level.noun} {key}.")
    if left := codes - _ABSENT:
        raise ServiceError(f"The service could not tell where {key} is: {', '.join(left)}.")
    return None


def _codes(told: Details) -> set[str]:
    return {str(error.get("code")) for error in told.errors}


def _untold(level: Level, key: str, count: int, refusal: FarmtopError) -> InvalidError:
    there, where = f"whether there is a {level.noun} {key}", count_text(count, "place")
    return InvalidError(f"Of {where} the service does not tell {there}: {refusal.what}")


def _leads_to(path: Path, item: Item) -> bool:
    return all(item.get(name, key) == key for name, key in path.items())
