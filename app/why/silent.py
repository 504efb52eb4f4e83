"""Listening to what still runs of a thing, as far as the calls that are left go."""

import math
from collections.abc import Callable, Mapping, Sequence

from app.errors import FarmtopError
from app.resources.level import Item, Place
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.task_counts import COUNTS
from app.stuck.hearing import REFUSALS, hear
from app.stuck.silences import Silences
from app.stuck.suspects import Suspect, suspect_in
from app.view import Tone, count_text
from app.why.asking import FOR_A_LINE, FOR_A_LOG, Asking, NoneLeftError
from app.why.attempts import NOTHING
from app.why.running import RUNNING


async def listen_in(
    asking: Asking,
    silences: Silences,
    place: Place,
    item: Item,
    clock: Callable[[], float],
) -> tuple[str, ...]:
    """Listen to what runs of an item, those first that are overdue for the longest.

    What was heard is what the silences know from then on; given is of what it was not heard.
    """
    look = RUNNING.get(place.level.name)
    if look is None or not silences.listens:
        return ()
    path = {**place.path, place.level.key: str(item[place.level.key])}
    suspects: list[Suspect] = []
    count: int | None = None
    noun = ""
    refused: dict[str, FarmtopError] = {}
    failure: FarmtopError | None = None
    is_spent = False
    try:
        for request, answer in asking.told(SESSION_ACTIONS.listing.operation):
            ids = {key: str(request[key]) for key in SESSION_ACTIONS.within}
            silences.learn(Place(SESSION_ACTIONS, ids), answer["sessionActions"])
        running = await look(asking, silences, path, item, clock())
        count, noun = running.count, running.noun
        for where, items in running.lists:
            silences.learn(where, items)
            suspects += filter(None, (suspect_in(where, one) for one in items))
        await _listen(asking, silences, suspects, clock, refused)
    except NoneLeftError:
        is_spent = True
    except FarmtopError as error:
        failure = error
    failure = failure or next(iter(refused.values()), None)
    why_not = "" if failure is None else f": {failure.what.removesuffix('.')}"
    # Whatever was not told of at all is not heard either.
    known = len({suspect.session for suspect in suspects})
    unheard = silences.due(suspects, clock()) + max(0, (count or 0) - known)
    if not unheard and not why_not and not is_spent:
        return ()
    if count is None:
        return (f"the last line of what runs{why_not}",)
    return (f"the last lines of {unheard:,} of {count_text(count, noun)}{why_not}",)


def calls_to_keep(asking: Asking, place: Place, item: Item) -> int:
    """How many to keep for listening: of what runs, and in which no task has failed for good, what
    hangs is worth more than another log of what did not end well."""
    counts: Mapping[str, int] = item.get(COUNTS) or NOTHING
    status = place.level.status(item)
    if status is None or status.tone is not Tone.BUSY or counts.get("FAILED"):
        return 0
    return FOR_A_LINE if asking.left >= FOR_A_LOG + FOR_A_LINE else 0


async def _listen(
    asking: Asking,
    silences: Silences,
    suspects: Sequence[Suspect],
    clock: Callable[[], float],
    refused: dict[str, FarmtopError],
) -> None:
    """Listen to all that are due, and note why some were `refused`, by their keys.

    Raises FarmtopError where that concerns all; NoneLeftError where no call is left.
    """
    while True:
        suspect, due = silences.next(suspects, dict.fromkeys(refused, math.inf))
        if suspect is None or due > clock():
            return
        try:
            await hear(asking, silences, suspect, clock=clock)
        except REFUSALS as error:
            refused[suspect.key] = error
