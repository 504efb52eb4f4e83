"""Finding what an id of Nova Act belongs to: a run, a session or an act, which it does not tell.

No operation finds one by its id alone, so it is looked for in one workflow definition after the
other: as a run, and among the newest acts. That takes two calls a definition, one to list them,
and up to four more within the run where one is and for what was found.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from app.aws.api import Api
from app.aws.reading.items import get_item
from app.aws.reading.pages import pages
from app.errors import DeniedError, InvalidError, NotFoundError
from app.resources.level import Item, Level, Path, Place
from app.resources.workflow_acts import ACTS
from app.resources.workflow_definitions import WORKFLOW_DEFINITIONS
from app.resources.workflow_runs import WORKFLOW_RUNS
from app.resources.workflow_sessions import WORKFLOW_SESSIONS
from app.view import count_text

MOST_DEFINITIONS = 10
"""So many workflow definitions are looked into at most."""

_NAME = WORKFLOW_DEFINITIONS.key


async def find_in_workflows(
    api: Api, key: str, known: Path, first: Sequence[str] = ()
) -> tuple[Place, Item]:
    """Where a run, a session or an act is listed, and what is known of it.

    It is looked for where one is, as `known` tells, then in the definitions that are named `first`,
    then in the others, the newest first. Raises what the calls raise, and NotFoundError.
    """
    denied: DeniedError | None = None
    if WORKFLOW_RUNS.key in known and (found := await _in_run(api, key, known)):
        return found
    count = 0
    async with aclosing(_definitions(api, known, first)) as definitions:
        async for name in definitions:
            count += 1
            try:
                if found := await _in_definition(api, key, name):
                    return found
            except DeniedError as error:
                denied = error
            if count == MOST_DEFINITIONS:
                break
    if denied is not None:
        raise denied
    raise NotFoundError(
        f"There is no workflow run {key}, and no such session or act among the newest: "
        f"{count_text(count, WORKFLOW_DEFINITIONS.noun)} looked into.",
        "Name its definition and its run before it: definition/run/session.",
    )


async def _definitions(api: Api, known: Path, first: Sequence[str]) -> AsyncGenerator[str, None]:
    """The names of workflow definitions, the likelier ones first, each once."""
    here = [known[_NAME]] if _NAME in known else []
    likely = dict.fromkeys((*here, *first))
    for name in likely:
        yield name
    async with aclosing(pages(api, Place(WORKFLOW_DEFINITIONS))) as coming:
        async for page in coming:
            for item in page.items:
                if item[_NAME] not in likely:
                    yield item[_NAME]


async def _in_run(api: Api, key: str, path: Path) -> tuple[Place, Item] | None:
    """A session or an act of a run."""
    within = {one: path[one] for one in (_NAME, WORKFLOW_RUNS.key)}
    if found := await _among_acts(api, key, within):
        return found
    page = await _first_page(api, Place(WORKFLOW_SESSIONS, within))
    if any(one[WORKFLOW_SESSIONS.key] == key for one in page):
        return await _whole(api, WORKFLOW_SESSIONS, within, key)
    return None


async def _in_definition(api: Api, key: str, name: str) -> tuple[Place, Item] | None:
    within = {_NAME: name}
    try:
        return await _whole(api, WORKFLOW_RUNS, within, key)
    except (NotFoundError, InvalidError):
        pass
    try:
        return await _among_acts(api, key, within)
    except NotFoundError:  # the definition is gone that was kept
        return None


async def _among_acts(api: Api, key: str, within: Path) -> tuple[Place, Item] | None:
    """The act of this id, or the session of one, among the newest of a definition or a run."""
    run, session = WORKFLOW_RUNS.key, WORKFLOW_SESSIONS.key
    for act in await _first_page(api, Place(ACTS, within)):
        path = {_NAME: within[_NAME], run: act[run]}
        if act[ACTS.key] == key:
            return Place(ACTS, {**path, session: act[session]}), act
        if act[session] == key:
            return await _whole(api, WORKFLOW_SESSIONS, path, key)
    return None


async def _whole(api: Api, level: Level, path: Path, key: str) -> tuple[Place, Item]:
    place = Place(level, path)
    return place, {level.key: key, **await get_item(api, place, key)}


async def _first_page(api: Api, place: Place) -> tuple[Item, ...]:
    async with aclosing(pages(api, place)) as coming:
        async for page in coming:
            return page.items
    return ()
