"""What is looked at, by what is asked about: a job, a step, a task, a session, a worker."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from app.aws.searches import PAGE_SIZE
from app.resources.jobs import JOBS, LIFECYCLE_WORDS
from app.resources.level import Item, Path
from app.resources.links import job_path
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.sessions import SESSIONS
from app.resources.status import is_open
from app.resources.steps import STEPS
from app.resources.task_counts import COUNTS
from app.resources.tasks import TASKS
from app.resources.workers import WORKERS
from app.view import count_text, plain
from app.why.asking import FOR_A_LINE, FOR_A_PROOF, Asking
from app.why.attempts import NOTHING
from app.why.cut_short import cut_short
from app.why.evidence import (
    Evidence,
    Run,
    actions_of,
    attempts_of,
    is_bad,
    latest_run,
    placed,
)
from app.why.failed_tasks import tasks_in
from app.why.fates import with_fates
from app.why.first_page import began_at, beginning
from app.why.past_sessions import looked_through
from app.why.standstill import stopped_by, waits_for, waived_by

Look: TypeAlias = Callable[[Asking, Path, Item], Awaitable[Evidence]]
"""Finds out what failed; the path holds the item's own id as well."""

MOST_SESSIONS = 3
"""Sessions of a job at most that are looked through where no task tells which ones."""

NOTHING_FAILED = "Nothing has failed"


async def _of_tasks(asking: Asking, path: Path, item: Item) -> Evidence:
    """Of a job or a step: the tasks that failed, and where others succeeded."""
    counts: Mapping[str, int] = item.get(COUNTS) or NOTHING
    total, failed = sum(counts.values()), counts.get("FAILED", 0)
    if not failed:
        return await _without_failed_task(asking, path, item, counts)
    job = job_path(path)
    # Where somebody marked it as failed, or what it is part of, most tasks may never have begun.
    tasks = await tasks_in(asking, "FAILED", path, failed, begun_first=failed > PAGE_SIZE)
    runs = [run for task in tasks.items if (run := latest_run(job, task)) is not None]
    cut = await cut_short(asking, path, tasks.items)
    attempts = await attempts_of(asking, [*cut.runs, *runs])
    passed: list[Run] = []
    if counts.get("SUCCEEDED") and len(runs) > 1 and asking.left > FOR_A_PROOF:
        good = await tasks_in(asking, "SUCCEEDED", path, counts["SUCCEEDED"])
        passed = [run for task in good.items if (run := latest_run(job, task)) is not None]
    good_tasks = [run.task for run in passed]
    attempts = await with_fates(asking, attempts, counts, [*tasks.items, *good_tasks])
    evidence = Evidence(*await placed(asking, attempts, passed))
    unseen = list(cut.unseen)
    left = tasks.total - (len(attempts) - len(cut.runs)) - tasks.unbegun
    if left > 0:
        unseen.insert(0, f"{left:,} of {tasks.total:,} failed tasks")
    summary = f"{failed:,} of {count_text(total, 'task')} failed"
    if tasks.unbegun:
        bound = "" if tasks.counts_unbegun else "at least "
        summary = f"{summary}, {bound}{tasks.unbegun:,} of them never begun"
    if stopped := stopped_by(item, counts):
        summary = f"{summary}; {stopped}"
    return replace(
        evidence, summary=summary, unseen=tuple(unseen), stopped=stopped, has_failed=True
    )


async def _without_failed_task(
    asking: Asking, path: Path, item: Item, counts: Mapping[str, int]
) -> Evidence:
    """Of a job or a step whose tasks have not failed: what else went wrong, if anything did."""
    lifecycle = item.get("lifecycleStatus")
    if lifecycle in LIFECYCLE_WORDS and str(lifecycle).endswith("FAILED"):
        message = plain(str(item.get("lifecycleStatusMessage") or "")).removesuffix(".")
        words = f"{lifecycle}: {message}" if message else str(lifecycle)
        return Evidence(summary=words, has_failed=True)
    if misfits := counts.get("NOT_COMPATIBLE", 0):
        words = f"{count_text(misfits, 'task')} can run on no worker of the queue's fleets"
        return Evidence(summary=words, has_failed=True)
    job = job_path(path)
    cancelled = counts.get("CANCELED", 0)
    evidence = await _of_cancelled(asking, path, cancelled) if cancelled else Evidence()
    if not evidence.attempts:
        words, unseen = evidence.summary, evidence.unseen
        evidence = await _of_newest_sessions(asking, job, path.get("stepId"), counts)
        evidence = replace(evidence, summary=words, unseen=(*unseen, *evidence.unseen))
    words = evidence.summary or NOTHING_FAILED
    if evidence.attempts and not evidence.summary:
        words = (
            f"No task failed for good; {count_text(len(evidence.attempts), 'run')} did not end well"
        )
    stopped = stopped_by(item, counts)
    waits = "" if stopped else await waits_for(asking, path, counts)
    summary = "; ".join(filter(None, (words, stopped, waits and f"it waits for: {waits}")))
    return replace(evidence, summary=summary, stopped=stopped)


async def _of_cancelled(asking: Asking, path: Path, cancelled: int) -> Evidence:
    """Of a job or a step: the tasks that were cancelled, and how many of them never began."""
    job = job_path(path)
    tasks = await tasks_in(asking, "CANCELED", path, cancelled)
    runs = [run for task in tasks.items if (run := latest_run(job, task)) is not None]
    evidence = Evidence(*await placed(asking, await attempts_of(asking, runs), ()))
    words = f"No task failed; {count_text(cancelled, 'task')} cancelled"
    if left := tasks.total - len(tasks.items):
        unseen = f"{left:,} of {tasks.total:,} cancelled tasks"
        return replace(evidence, summary=words, unseen=(unseen,))
    begun = {run.action_id for run in runs}
    begun -= {one.action_id for one in evidence.attempts if one.span is None}
    early = len(tasks.items) - len(begun)
    return replace(evidence, summary=f"{words}, {early:,} of them never begun" if early else words)


async def _of_newest_sessions(
    asking: Asking, job: Path, step_id: str | None, counts: Mapping[str, int]
) -> Evidence:
    """What did not end well in the sessions of a job, those first that were given up."""
    listed = await beginning(asking, "ListSessions", "sessions", job)
    sessions = sorted(listed.items, key=_most_telling)
    past = await looked_through(asking, listed, sessions, lambda _: job, MOST_SESSIONS)
    attempts = await attempts_of(asking, past.runs)
    if step_id is not None:
        attempts = [one for one in attempts if one.task.get("stepId", step_id) == step_id]
    attempts = await with_fates(asking, attempts, counts)
    return replace(Evidence(*await placed(asking, attempts, ())), unseen=past.unseen)


def _most_telling(session: Item) -> tuple[bool, float]:
    """Those first that were told to end, and the newest of them."""
    return session.get("targetLifecycleStatus") != "ENDED", -began_at(session)


async def _of_task(asking: Asking, path: Path, task: Item) -> Evidence:
    """Of a task: each time that it was tried."""
    job = job_path(path)
    request = {**job, "taskId": path[TASKS.key]}
    actions = (await beginning(asking, "ListSessionActions", "sessionActions", request)).items
    tried = [
        Run(job, str(one["sessionActionId"]), one, {**path, **task})
        for one in actions
        if is_bad(one) or one.get("status") == "NEVER_ATTEMPTED"
    ]
    attempts = await with_fates(asking, await attempts_of(asking, tried), NOTHING)
    evidence = Evidence(*await placed(asking, attempts, ()))
    times = f"{len(attempts)} of {count_text(len(actions), 'attempt')} failed"
    status = plain(str(task.get("runStatus") or ""))
    words = f"{times}; now it is {status}" if attempts else NOTHING_FAILED
    is_waived = any(one.is_waived for one in attempts)
    stopped = waived_by(task) if is_waived else stopped_by(task, NOTHING)
    waits = "" if stopped else await waits_for(asking, path, {status: 1})
    summary = "; ".join(filter(None, (words, stopped, waits and f"it waits for: {waits}")))
    return replace(evidence, summary=summary, stopped=stopped)


async def _of_runs(asking: Asking, runs: Sequence[Run]) -> Evidence:
    """Of some runs that did not end well, whatever they were part of."""
    attempts = await with_fates(asking, await attempts_of(asking, runs), NOTHING)
    return Evidence(*await placed(asking, attempts, ()))


async def _of_session(asking: Asking, path: Path, _session: Item) -> Evidence:
    """Of a session: those of its actions that did not end well."""
    actions = await actions_of(asking, job_path(path), path[SESSIONS.key])
    runs = [Run(job_path(path), str(one["sessionActionId"]), one) for one in actions if is_bad(one)]
    evidence = await _of_runs(asking, runs)
    words = f"{len(runs)} of {count_text(len(actions), 'session action')} did not end well"
    return replace(evidence, summary=words if runs else NOTHING_FAILED)


async def _of_action(asking: Asking, path: Path, action: Item) -> Evidence:
    """Of a session action: itself."""
    runs = [Run(job_path(path), path[SESSION_ACTIONS.key], action)]
    good = action.get("status") in {"SUCCEEDED", "RUNNING", "ASSIGNED"}
    if good:
        return Evidence(summary=NOTHING_FAILED)
    evidence = await _of_runs(asking, runs)
    return replace(evidence, summary=f"It ended {plain(str(action.get('status', '')))}")


async def _of_worker(asking: Asking, path: Path, worker: Item) -> Evidence:
    """Of a worker: what did not end well in its newest sessions."""
    request = {name: path[name] for name in ("farmId", "fleetId", "workerId")}
    listed = await beginning(asking, "ListSessionsForWorker", "sessions", request)
    sessions = sorted(listed.items, key=began_at, reverse=True)

    def job_of(session: Item) -> Path:
        return job_path({**session, "farmId": path["farmId"]})

    # What runs there is to be listened to, whatever failed before.
    asking.kept = FOR_A_LINE if any(map(is_open, sessions)) else 0
    past = await looked_through(asking, listed, sessions, job_of, len(sessions))
    evidence = await _of_runs(asking, past.runs)
    asking.kept = 0
    status = plain(str(worker.get("status") or ""))
    bad = f"{count_text(len(past.runs), 'run')} did not end well"
    words = bad if past.runs else NOTHING_FAILED + past.within
    return replace(evidence, summary=f"{words}; the worker is {status}", unseen=past.unseen)


LOOKS: Mapping[str, Look] = {
    JOBS.name: _of_tasks,
    STEPS.name: _of_tasks,
    TASKS.name: _of_task,
    SESSIONS.name: _of_session,
    SESSION_ACTIONS.name: _of_action,
    WORKERS.name: _of_worker,
}
"""By the level of what is asked about."""
