"""Jobs that ended before the world began: a row each, and the rest when somebody looks."""

from collections.abc import Iterator
from functools import cache
from random import Random

from app.localfarm.logs.failures import FAILURES
from app.localfarm.world.kinds import FRAMES, FRAMES_WEIGHTS, KINDS
from app.localfarm.world.layout import Layout
from app.localfarm.world.names import OWNERS, job_names
from app.localfarm.world.table import JobTable, Outcome, Submission

_DAY = 86_400.0
_LONGEST_PAST = 110 * _DAY
"""Jobs vanish after 120 days."""
_USUAL_GAP = 1_200.0
"""Seconds between two submissions, where that does not fill more than the longest past."""
_LAST_RUNS = 900.0
"""Seconds between the last submission and the end of the past."""
_OUTCOMES = ("SUCCEEDED", "FAILED", "CANCELED", "SUSPENDED")
_OUTCOME_WEIGHTS = (880, 75, 37, 8)
_FIRST_FRAMES = (1, 101, 1001)
_NEVER_BEGUN = (
    (
        24,
        "UPLOAD_FAILED",
        "Failed to upload job attachments: HTTP Status Code: 403, Forbidden or Access denied.",
    ),
    (
        12,
        "CREATE_FAILED",
        "Failed to create the job: parameter 'Frame': '1001-1096:0' has a step of zero.",
    ),
)
"""Jobs of the first farm that never came to have tasks: how many at most came after them of those
that are filled in together, lifecycleStatus and lifecycleStatusMessage."""


def submissions(rng: Random, layout: Layout, moments: list[float]) -> Iterator[Submission]:
    """One job handed in at each moment, of kinds and sizes as often as they are declared."""
    count = len(moments)
    kinds = rng.choices(range(len(KINDS)), [kind.weight for kind in KINDS], k=count)
    names = job_names(rng, [KINDS[kind].name for kind in kinds])
    owners = rng.choices(OWNERS, k=count)
    priorities = rng.choices((20, 40, 50, 60, 80), (1, 4, 10, 4, 1), k=count)
    frames = rng.choices(FRAMES, FRAMES_WEIGHTS, k=count)
    first = rng.choices(_FIRST_FRAMES, (2, 1, 5), k=count)
    retries = rng.choices((1, 2, 3, 5), (2, 5, 3, 1), k=count)
    most_failed = rng.choices((5, 10, 20, 50), k=count)
    workers = rng.choices((-1, 4, 8), (8, 1, 1), k=count)
    queues = [layout.queue_numbers[kind.queue] for kind in KINDS]
    for number, moment in enumerate(moments):
        yield Submission(
            names[number],
            owners[number],
            kinds[number],
            queues[kinds[number]],
            priorities[number],
            first[number],
            frames[number],
            moment,
            retries[number],
            most_failed[number],
            workers[number],
        )


def first_submission(count: int, until: float) -> float:
    """When the first of so many jobs is handed in that end before `until`."""
    return until - _LAST_RUNS - count * _gap(count)


def fill(table: JobTable, rng: Random, layout: Layout, count: int, until: float) -> None:
    """Fills the table with jobs that were handed in and ended before `until`."""
    if not count:
        return
    first, gap = first_submission(count, until), _gap(count)
    moments = [first + (number + rng.random()) * gap for number in range(count)]
    statuses = rng.choices(_OUTCOMES, _OUTCOME_WEIGHTS, k=count)
    retried = rng.choices((0, 1, 2), (3, 1, 1), k=count)
    jobs = submissions(rng, layout, moments)
    never = list(_NEVER_BEGUN)
    rows = enumerate(zip(jobs, statuses, retried, strict=True))
    for number, (job, status, again) in rows:
        index = table.add(job)
        due = never and never[0][0] >= count - number
        if due and layout.queues[job.queue].farm is layout.farms[0]:
            _, table.lifecycle[index], table.message[index] = never.pop(0)
            continue
        if status == "SUCCEEDED":
            table.outcome[index] = _succeeded(job.kind, job.frames, again)
        else:
            table.outcome[index] = _stopped(rng, job, status)
        _close(table, rng, job, index, until)


def _gap(count: int) -> float:
    """Seconds between two of so many submissions."""
    return min(_USUAL_GAP, _LONGEST_PAST / max(1, count))


def _close(table: JobTable, rng: Random, job: Submission, index: int, until: float) -> None:
    """Writes down when a job of the past began and ended, and as what."""
    outcome = table.outcome[index]
    if outcome is None:
        return
    started = job.created_at + rng.expovariate(1 / 240.0) + 2.0
    ended = started + _seconds(job.kind, job.frames) * rng.uniform(0.9, 1.4) + 60.0
    latest = until - rng.random() * 600.0
    if ended > latest:
        ended = latest
        started = min(started, job.created_at + 0.1 * (latest - job.created_at))
    suspended = outcome.status == "SUSPENDED"
    table.status[index] = outcome.status
    table.lifecycle[index] = "CREATE_COMPLETE"
    table.retries[index] = outcome.failed * job.max_retries + outcome.retried
    table.started_at[index] = started
    table.ended_at[index] = None if suspended else ended
    if suspended or outcome.status == "CANCELED":
        table.target[index] = outcome.status
        table.updated_at[index] = ended
        table.updated_by[index] = job.owner


@cache
def _succeeded(kind: int, frames: int, retried: int) -> Outcome:
    """How a job ended in which all went well, but for some tasks at their first attempt."""
    return Outcome(
        "SUCCEEDED", len(KINDS[kind].steps), retried=min(retried, KINDS[kind].task_count(frames))
    )


def _stopped(rng: Random, job: Submission, status: str) -> Outcome:
    """How far a job got that did not succeed."""
    plans = KINDS[job.kind].steps
    number = rng.randrange(len(plans))
    tasks = plans[number].task_count(job.frames)
    failed = 0
    if status == "FAILED":
        most = job.max_failed + 1
        failed = most if tasks > most else rng.randint(1, tasks)
    done = rng.randint(0, tasks - failed) if failed else rng.randint(0, tasks - 1)
    return Outcome(status, number, done, failed)


@cache
def _seconds(kind: int, frames: int) -> float:
    """How long a job takes on as many workers as it usually gets."""
    counts = [(plan.task_count(frames), plan.seconds) for plan in KINDS[kind].steps]
    return sum(tasks * sum(each) / (2 * session_count(tasks)) for tasks, each in counts)


def session_count(tasks: int) -> int:
    """How many sessions shared so many tasks of one step."""
    return max(1, min(24, -(-tasks // 12)))


TASK_FAILURES = tuple(
    failure for failure in FAILURES.values() if failure.weight and "taskRun" in failure.kinds
)
"""The failures that befall tasks by themselves."""
TASK_FAILURE_WEIGHTS = tuple(failure.weight for failure in TASK_FAILURES)
