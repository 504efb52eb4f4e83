"""What is known of the runs that did not succeed: their actions, sessions, steps and tasks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.aws.reading.details import batch_get
from app.aws.searches import PAGE_SIZE
from app.errors import DeniedError, InvalidError
from app.resources.level import Item, Level, Path
from app.resources.links import session_of
from app.resources.session_actions import SESSION_ACTIONS, has_ended
from app.resources.sessions import SESSIONS
from app.resources.steps import STEPS
from app.view import plain
from app.why.asking import FOR_A_LOG, FOR_A_PROOF, Asking
from app.why.attempts import NOTHING, Attempt
from app.why.first_page import beginning
from app.why.spread import Passed, passed_of

MOST_CULPRITS = 2
"""Sessions at most that are asked what kept them from ever beginning a task."""


@dataclass(frozen=True, slots=True)
class Run:
    """A session action of which more is to be known."""

    path: Path
    """The ids that lead to its job, and that."""
    action_id: str
    action: Item = field(default_factory=lambda: NOTHING)
    """As far as it is known."""
    task: Item = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found out."""

    attempts: tuple[Attempt, ...] = ()
    passed: tuple[Passed, ...] = ()
    """Some of the tasks that succeeded."""
    summary: str = ""
    unseen: tuple[str, ...] = ()
    """What was not looked at."""
    stopped: str = ""
    """Who or what stopped it, as it tells itself."""
    has_failed: bool = False
    """Whether it has failed itself, whatever became of its runs."""


def latest_run(path: Path, task: Item) -> Run | None:
    """The last run of a task; None where there was none."""
    action_id = task.get("latestSessionActionId")
    return Run(path, action_id, task=task) if action_id else None


def is_bad(action: Item) -> bool:
    """Whether an action began and came to no good end."""
    ended_well = action.get("status") in {"SUCCEEDED", "NEVER_ATTEMPTED"}
    return has_ended(action) and not ended_well


async def attempts_of(asking: Asking, runs: Sequence[Run]) -> list[Attempt]:
    """What is known of some runs, by one call for all their actions.

    Where a task was never begun since its session had failed before, what failed in the session
    takes the place of its action. Those that succeeded are left out.
    """
    known = await batch(
        asking, SESSION_ACTIONS, [(run.path, run.action_id) for run in runs if not _whole(run)]
    )
    told = [replace(run, action=known.get(run.action_id, run.action)) for run in runs]
    culprits = await _culprits(asking, [run for run in told if _never_began(run.action)])
    attempts = []
    for run in told:
        action = culprits.get(session_of(run.action_id), run.action)
        action = action if _never_began(run.action) else run.action
        if action and action.get("status") != "SUCCEEDED":
            attempts.append(Attempt(action, run.task or task_of(action), path=run.path))
    return attempts


async def placed(
    asking: Asking, attempts: Iterable[Attempt], passed: Sequence[Run]
) -> tuple[tuple[Attempt, ...], tuple[Passed, ...]]:
    """The same with their sessions and the names of their steps; and where others succeeded."""
    attempts = list(attempts)
    wanted = [(one.path, one.session_id) for one in attempts]
    wanted += [(run.path, session_of(run.action_id)) for run in passed]
    sessions = await batch(asking, SESSIONS, wanted)
    ids = [(one.path, one.step_id) for one in attempts if one.step_id]
    # A name is worth less than a line of a log that shows what happened.
    steps = await batch(asking, STEPS, ids) if asking.left > FOR_A_LOG else {}
    hosts = {key: Attempt(NOTHING, session=session).host for key, session in sessions.items()}
    return (
        tuple(
            replace(
                one,
                session=sessions.get(one.session_id, {"sessionId": one.session_id}),
                step=plain(str(steps.get(one.step_id, NOTHING).get("name") or "")),
            )
            for one in attempts
        ),
        tuple(passed_of(run.task, hosts.get(session_of(run.action_id), "")) for run in passed),
    )


def _whole(run: Run) -> bool:
    """Whether what only a Get tells of an action is known already."""
    return "sessionId" in run.action


def _never_began(action: Item) -> bool:
    return action.get("status") == "NEVER_ATTEMPTED"


def task_of(action: Item) -> Item:
    """What an action tells of the task that it runs; nothing where it runs none."""
    definition: Mapping[str, Item] = action.get("definition") or NOTHING
    return definition.get("taskRun") or NOTHING


async def _culprits(asking: Asking, runs: Sequence[Run]) -> dict[str, Item]:
    """What failed in the sessions of runs that were never begun, by the session's id."""
    sessions = {session_of(run.action_id): run.path for run in runs}
    found: dict[str, Item] = {}
    for session_id, path in list(sessions.items())[:MOST_CULPRITS]:
        if asking.left > FOR_A_PROOF:
            bad = [
                action for action in await actions_of(asking, path, session_id) if is_bad(action)
            ]
            if bad:
                found[session_id] = bad[0]
    ids = [(sessions[session], str(one["sessionActionId"])) for session, one in found.items()]
    known = await batch(asking, SESSION_ACTIONS, ids)
    return {session: known.get(str(one["sessionActionId"]), one) for session, one in found.items()}


async def actions_of(asking: Asking, path: Path, session_id: str) -> tuple[Item, ...]:
    """The actions of a session, the first hundred of them."""
    request = {**path, "sessionId": session_id}
    return (await beginning(asking, "ListSessionActions", "sessionActions", request)).items


async def batch(
    asking: Asking, level: Level, wanted: Iterable[tuple[Path, str]]
) -> Mapping[str, Item]:
    """Everything about up to a hundred items, by their ids, in one call; what may not be seen is
    left out, and noted as refused."""
    by_id = dict(list({key: path for path, key in wanted}.items())[:PAGE_SIZE])
    if not by_id or not asking.left:
        return {}
    try:
        details = await batch_get(asking, level, [(path, key) for key, path in by_id.items()])
    except (DeniedError, InvalidError) as error:
        asking.refused[f"{level.noun}s"] = error.what.removesuffix(".")
        return {}
    if details.errors and not details.items:
        asking.refused[f"{level.noun}s"] = plain(str(details.errors[0].get("message") or ""))
    return details.items
