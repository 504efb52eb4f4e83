"""The workers that run the tasks of a step, or ran them last."""

from collections.abc import Sequence
from contextlib import aclosing

from app.aws.api import Api
from app.aws.reading.details import batch_get
from app.aws.reading.pages import Page, pages
from app.aws.searches import PAGE_SIZE, find
from app.aws.work.at_work import AtWork, one_a_worker
from app.errors import DeniedError, InvalidError, NotFoundError
from app.resources.fields import WORKING
from app.resources.level import Item, Place
from app.resources.links import job_path, session_of
from app.resources.query import Query
from app.resources.sessions import SESSIONS
from app.resources.task_counts import COUNTS
from app.resources.tasks import AT_WORK
from app.resources.terms import Filter
from app.view import count_text


async def sessions_on_tasks(api: Api, tasks: Place, step: Item) -> AtWork:
    """The sessions that run tasks of a place, or else those that ran them last, one a worker.

    `step` is what the tasks belong to: by its counts it costs two calls, SearchTasks and
    BatchGetSession, which tell of the hundred tasks that have begun last; without them it may be
    three. Raises what the calls raise, and NotFoundError where nothing is told of the sessions;
    where tasks cannot be searched like that, the first hundred are taken.
    """
    counts = step.get(COUNTS)
    page = Page((), last=True)
    if counts is None or any(counts.get(word) for word in WORKING):
        page = await _begun_last(api, tasks, (AT_WORK,))
    if not page.items:
        page = await _begun_last(api, tasks)
    running = [task for task in page.items if task.get("runStatus") in WORKING]
    latest = (task.get("latestSessionActionId") for task in running or page.items)
    keys = list(dict.fromkeys(session_of(action_id) for action_id in latest if action_id))
    job, sessions = job_path(tasks.path), list[Item]()
    if keys:
        told = await batch_get(api, SESSIONS, [(job, key) for key in keys[:PAGE_SIZE]])
        sessions = [told.items[key] for key in keys if key in told.items]
        if not sessions and told.errors:
            why = told.errors[0].get("message") or told.errors[0]["code"]
            raise NotFoundError(f"Nothing is told of the sessions of these tasks: {why}")
    return AtWork(
        one_a_worker(sessions),
        count_text(len(page.items), "task"),
        is_whole=page.last,
        is_over=not running,
    )


async def _begun_last(api: Api, tasks: Place, filters: Sequence[Filter] = ()) -> Page:
    """The tasks that have begun last, the newest first, and whether no other has begun."""
    try:
        found = await find(api, tasks, Query(column="startedAt", filters=tuple(filters)))
    except (DeniedError, InvalidError):
        async with aclosing(pages(api, tasks)) as answers:
            return await anext(answers)
    have_begun = [task.get("startedAt") is not None for task in found.items]
    is_past_them = have_begun[:1] == [True] and not all(have_begun)
    return Page(found.items, last=found.next_offset is None or is_past_them)
