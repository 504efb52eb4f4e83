"""Finding what goes by a bare name in the places around one, the nearest first.

Within a queue that is one of its jobs, within a fleet one of its workers; then a queue or a fleet
of the farm, a farm, a workflow definition, and a queue or a fleet of another farm. Whatever goes by
the whole name is meant, and only where nothing does, what merely begins so.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.aws.api import Api
from app.aws.finding.among_jobs import Passed
from app.aws.finding.by_id import Found
from app.aws.finding.by_name import Looked, look_for
from app.aws.reading.budget import Budget
from app.errors import DeniedError, FarmtopError, NotFoundError, UnreachableError
from app.resources import ancestry, place_among
from app.resources.farms import FARMS
from app.resources.fleets import FLEETS
from app.resources.jobs import JOBS
from app.resources.level import Level, Path, Place
from app.resources.queues import QUEUES
from app.resources.workers import WORKERS
from app.resources.workflow_definitions import WORKFLOW_DEFINITIONS

_NEARBY: tuple[Level, ...] = (JOBS, WORKERS, QUEUES, FLEETS, FARMS, WORKFLOW_DEFINITIONS)
"""What goes by bare names, the nearest first, each where one is within what it is listed below."""

_KEPT = 2
"""So many calls are left for each of the places that come after one."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """What there is by a name in the places around one."""

    found: Found | None
    nothing: Sequence[str] = ()
    """Where there is none: `job in Aurora/lighting`, `queue or fleet in Aurora`."""
    names: Sequence[str] = ()
    """What is called otherwise there."""
    refusal: FarmtopError | None = None
    """Why it could not be looked for everywhere."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one place has by a name."""

    place: Place
    where: str
    """What a person calls that it is listed below; empty where it is an account's own."""
    passed: Passed
    """What was found on the way there."""
    looked: Looked

    def found(self, name: str) -> Found:
        """The thing. Raises UsageError where several are meant."""
        level = self.place.level
        return Found(self.place, self.looked.meant(level, name, self.where), self.passed)

    @property
    def extent(self) -> str:
        """How far was looked: ` among the first 400 workers in Aurora/spot`."""
        looked, noun = self.looked, self.place.level.noun
        far = "" if looked.is_sure else f" {looked.how_far(noun)}"
        return f"{far} in {self.where}" if self.where else far

    @property
    def names(self) -> list[str]:
        """What is called otherwise there."""
        return [self.place.level.label(one) for one in self.looked.others]


async def find_nearby(api: Api, name: str, here: Path, called: Callable[[Path], str]) -> Nearby:
    """What goes by a name around the things that lead `here`, in twelve calls at most.

    `called` says what a person calls that to which ids lead. Raises UsageError where several are
    meant, and what the calls raise; where some places may not be looked at, only if that is so of
    all.
    """
    tour = _Tour(api, name)
    levels = [one for one in _NEARBY if all(above.key in here for above in ancestry(one))]
    for after, level in zip(reversed(range(len(levels))), levels, strict=True):
        place = place_among(level, here)
        if await tour.look(place, called(place.path), tour.left - _KEPT * after):
            break
    else:
        if not tour.has_begun:
            await tour.look_at_other_farms(here)
    return await asyncio.to_thread(tour.end)


class _Tour:
    """Looks for a name at one place after the other, in twelve calls."""

    def __init__(self, api: Api, name: str) -> None:
        self._budget = Budget(api)
        self._name = name
        self._seen: list[_Seen] = []
        self._refusal: DeniedError | NotFoundError | UnreachableError | None = None

    @property
    def left(self) -> int:
        """How many calls are."""
        return self._budget.left

    @property
    def has_begun(self) -> bool:
        """Whether anything begins so."""
        return any(one.looked.beginning for one in self._seen)

    async def look(self, place: Place, where: str, calls: int, passed: Passed = ()) -> bool:
        """Look at a place; whether anything there goes by the whole name."""
        try:
            looked = await look_for(self._budget, place, self._name, calls)
        except (DeniedError, NotFoundError, UnreachableError) as error:
            if not self._seen and isinstance(error, UnreachableError):
                raise
            self._refusal = self._refusal or error
            return False
        self._seen.append(_Seen(place, where, passed, looked))
        return looked.is_whole_name

    async def look_at_other_farms(self, here: Path) -> None:
        """Look at the queues and fleets of the farms that were seen, as far as calls are left."""
        farms = [
            item for one in self._seen if one.place.level is FARMS for item in one.looked.others
        ]
        for farm in farms:
            if farm[FARMS.key] == here.get(FARMS.key):
                continue
            for level in (QUEUES, FLEETS):
                place = place_among(level, farm)
                passed = ((FARMS, farm),)
                if not self.left or await self.look(place, FARMS.label(farm), 1, passed):
                    return

    def end(self) -> Nearby:
        """What there is at all these places. Raises UsageError, or why none could be looked at."""
        whole = next((one for one in self._seen if one.looked.is_whole_name), None)
        begun = next((one for one in self._seen if one.looked.beginning), None)
        if (meant := whole or begun) is not None:
            return Nearby(meant.found(self._name))
        if self._refusal is not None and not self._seen:
            raise self._refusal
        nothing = [
            f"{' or '.join(one.place.level.noun for one in alike)}{extent}"
            for extent, alike in groupby(self._seen, lambda one: one.extent)
        ]
        return Nearby(
            None, nothing, [name for one in self._seen for name in one.names], self._refusal
        )
