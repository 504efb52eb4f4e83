"""The beginning of a list, in as few calls as it takes."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.aws.searches import PAGE_SIZE
from app.resources.fields import seconds
from app.resources.level import Item
from app.why.asking import Asking

MOST_EMPTY = 3
"""Calls at most for one beginning: a page may be empty although more follow."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first items of a list, a hundred of them at most."""

    items: tuple[Item, ...] = ()
    goes_on: bool = False
    """Whether there are more."""


async def beginning(
    asking: Asking, operation: str, member: str, request: Mapping[str, object], reserve: int = 0
) -> Beginning:
    """The first page of a List operation that is not empty, while more calls than a reserve are
    left; nothing where they are not."""
    more: dict[str, object] = {}
    for _ in range(MOST_EMPTY):
        if asking.left <= reserve:
            return Beginning(goes_on=True)
        parameters = {**request, "maxResults": PAGE_SIZE, **more}
        answer = await asking.call("deadline", operation, parameters)
        token = answer.get("nextToken")
        if answer[member] or token is None:
            return Beginning(tuple(answer[member]), goes_on=token is not None)
        more = {"nextToken": token}
    return Beginning(goes_on=True)


def began_at(session: Item) -> float:
    """When a session began, in seconds since the epoch; 0 where that is not known."""
    return seconds(session.get("startedAt")) or 0.0
