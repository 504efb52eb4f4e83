"""Finding what is a part of a job by its id, which does not tell of which job.

No operation finds a session, a step or the like by its id alone. But a batch get takes a hundred
identifiers, each with a job of its own: one search for jobs and one batch tell of a hundred jobs
whether one of them has it. The jobs where one is or has been are asked first, then the newest of
the queue where one is, then the newest of all other queues, ten of them in one search.
"""

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TypeAlias

from app.aws.api import Api
from app.aws.finding.which_of import which_has
from app.aws.reading.budget import Budget, SpentError
from app.aws.reading.pages import pages
from app.aws.searches import PAGE_SIZE, SEARCHED_TOGETHER, searched
from app.errors import DeniedError, InvalidError, NotFoundError
from app.resources import ancestry
from app.resources.farms import FARMS
from app.resources.jobs import JOBS
from app.resources.level import Item, Level, Path, Place
from app.resources.links import job_path
from app.resources.query import Query
from app.resources.queues import QUEUES
from app.view import count_text

NEAR_PAGES = 3
"""So many hundred jobs of the queue where one is are asked before those of other queues."""

_PAGE_CALLS = 2
"""A search, and the batch that asks what it found."""

_FARM, _QUEUE, _JOB = FARMS.key, QUEUES.key, JOBS.key

Passed: TypeAlias = tuple[tuple[Level, Item], ...]
"""What was found on the way, so that it can be called by its name."""


async def find_among_jobs(
    api: Api, level: Level, ids: Path, here: Path, visited: Sequence[Path] = ()
) -> tuple[Place, Item, Passed]:
    """Where the thing is listed that has these ids, and what is known of it.

    It is looked for within the farm or the queue that is among them, `here` and where one has
    `visited` first, in at most twelve calls. Raises what the calls raise, and NotFoundError, which
    says how far was looked.
    """
    within = {name: ids[name] for name in (_FARM, _QUEUE) if name in ids}
    own = {name: key for name, key in ids.items() if name not in within}
    near = {name: here[name] for name in (_FARM, _QUEUE, _JOB) if name in here}
    hunt = _Hunt(api, level, own, within)
    places = [one for one in (near, *visited) if _is_within(within, one)]
    try:
        async with aclosing(hunt.jobs(places)) as coming:
            async for jobs in coming:
                if (found := await hunt.ask(jobs)) is not None:
                    return found
    except SpentError:
        raise hunt.missing(is_cut=True) from None
    raise hunt.missing(is_cut=False)


def _is_within(outer: Path, path: Path) -> bool:
    return all(path.get(name) == key for name, key in outer.items())


@dataclass(frozen=True, slots=True)
class _Job:
    """A job that is asked whether it has the thing, and what was found on the way to it."""

    path: Path
    passed: Passed = ()


@dataclass(slots=True)
class _Search:
    """The newest jobs of some queues of a farm, as far as they were asked for."""

    farm_id: str
    queue_ids: tuple[str, ...]
    passed: Mapping[str, Passed] = field(default_factory=dict)
    """What leads to each queue, where that was found."""
    offset: int | None = 0
    """Where it goes on; None at its end."""


class _Hunt:
    """Looks for one thing in one job after the other, a hundred at a time."""

    def __init__(self, api: Api, level: Level, own: Path, within: Path) -> None:
        self._budget = Budget(api)
        self._level = level
        self._own = own
        self._within = within
        self._asked: set[str] = set()
        self._queues: set[str] = set()
        self._refusal: DeniedError | InvalidError | None = None

    async def ask(self, jobs: Sequence[_Job]) -> tuple[Place, Item, Passed] | None:
        """The thing, if one of up to a hundred jobs has it."""
        if not jobs:
            return None
        level, key = self._level, self._own[self._level.key]
        self._asked.update(job.path[_JOB] for job in jobs)
        try:
            paths = [{**self._own, **job.path} for job in jobs]
            found = await which_has(self._budget, level, key, paths)
        except (DeniedError, InvalidError) as error:
            self._refusal = error
            return None
        if found is None:
            return None
        at, item = found
        whole = {**item, **paths[at]}
        path = {one.key: str(whole[one.key]) for one in ancestry(level)}
        return Place(level, path), item, jobs[at].passed

    async def jobs(self, places: Sequence[Path]) -> AsyncGenerator[list[_Job], None]:
        """The jobs to ask, the likelier ones first; `places` are where one is and has been."""
        known = (_Job(job_path(one)) for one in places if _JOB in one)
        yield self._fresh(known)[:PAGE_SIZE]
        begun: list[_Search] = []
        async with aclosing(self._searches(places)) as searches:
            async for search, times in searches:
                begun.append(search)
                for _ in range(times):
                    yield await self._page(search)
        while begun := [search for search in begun if search.offset is not None]:
            for search in begun:
                yield await self._page(search)

    def missing(self, *, is_cut: bool) -> DeniedError | InvalidError | NotFoundError:
        """Why it was not found, and how far was looked."""
        if self._refusal is not None:
            return self._refusal
        noun, key = self._level.noun, self._own[self._level.key]
        jobs, queues = count_text(len(self._asked), "job"), count_text(len(self._queues), "queue")
        if not is_cut:
            where = self._within.get(_QUEUE) or self._within.get(_FARM)
            whole = f"in {where}" if where else "on the farms that you can see"
            return NotFoundError(f"There is no {noun} {key} {whole}: {jobs} looked into.")
        return NotFoundError(
            f"There is no {noun} {key} in the {jobs} looked into, the newest of {queues}.",
            f"Give its job before it, job-…/{key}, or look for it in its queue, queue-…/{key}.",
        )

    async def _searches(self, places: Sequence[Path]) -> AsyncGenerator[tuple[_Search, int], None]:
        """Searches that together find every job, and how many pages of each come first."""
        [here, *_] = places or [self._within]
        nearest = here.get(_QUEUE)
        if nearest is not None:
            yield _Search(here[_FARM], (nearest,)), NEAR_PAGES
        if _QUEUE in self._within:
            return
        async with aclosing(self._farms(places)) as farms:
            async for farm_id, passed in farms:
                found = await self._listed(Place(QUEUES, {_FARM: farm_id}))
                names = {item[_QUEUE]: (*passed, (QUEUES, item)) for item in found}
                visited = (one[_QUEUE] for one in places if _is_in(farm_id, one))
                keys = [one for one in dict.fromkeys((*visited, *names)) if one != nearest]
                for start in range(0, len(keys), SEARCHED_TOGETHER):
                    yield _Search(farm_id, tuple(keys[start : start + SEARCHED_TOGETHER]), names), 1

    async def _farms(self, places: Sequence[Path]) -> AsyncGenerator[tuple[str, Passed], None]:
        """The farms, those first where one is and has been."""
        known = list(dict.fromkeys(one[_FARM] for one in places if _FARM in one))
        for farm_id in known:
            yield farm_id, ()
        if _FARM in self._within:
            if self._within[_FARM] not in known:
                yield self._within[_FARM], ()
            return
        for item in await self._listed(Place(FARMS)):
            if item[_FARM] not in known:
                yield item[_FARM], ((FARMS, item),)

    async def _listed(self, place: Place) -> list[Item]:
        """What is at a place; nothing where that may not be listed."""
        self._budget.keep(1 + _PAGE_CALLS)
        items: list[Item] = []
        try:
            async with aclosing(pages(self._budget, place)) as coming:
                async for page in coming:
                    items += page.items
        except DeniedError as error:
            self._refusal = error
        except NotFoundError:  # the farm is gone where one has been
            pass
        return items

    async def _page(self, search: _Search) -> list[_Job]:
        """The next hundred jobs of a search, but for those that were asked."""
        if search.offset is None:
            return []
        self._budget.keep(_PAGE_CALLS)
        request = {
            _FARM: search.farm_id,
            JOBS.listing.listed[_QUEUE]: list(search.queue_ids),
            **Query().request(searched(Place(JOBS))),
            "pageSize": PAGE_SIZE,
            "itemOffset": search.offset,
        }
        search.offset = None
        try:
            answer = await self._budget.call(JOBS.service, JOBS.listing.operation, request)
        except DeniedError as error:
            self._refusal = error
            return []
        except NotFoundError:  # so is a queue
            return []
        self._queues.update(search.queue_ids)
        search.offset = answer.get("nextItemOffset")
        return self._fresh(_jobs(search, JOBS.listing.items(answer)))

    def _fresh(self, jobs: Iterable[_Job]) -> list[_Job]:
        """The jobs that were not asked yet, each once."""
        by_id = {job.path[_JOB]: job for job in jobs}
        return [job for key, job in by_id.items() if key not in self._asked]


def _is_in(farm_id: str, path: Path) -> bool:
    return path.get(_FARM) == farm_id and _QUEUE in path


def _jobs(search: _Search, items: Iterable[Item]) -> Iterable[_Job]:
    """The jobs that a search found; one that does not tell its queue is in the only one."""
    for item in items:
        queue_id = item.get(_QUEUE) or search.queue_ids[0]
        path = {_FARM: search.farm_id, _QUEUE: queue_id, _JOB: item[_JOB]}
        yield _Job(path, (*search.passed.get(queue_id, ()), (JOBS, item)))
