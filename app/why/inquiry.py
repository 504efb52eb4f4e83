"""Finding out why something failed, in a few calls: what failed, in groups, and a log of each."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from app.aws.api import Reading
from app.errors import FarmtopError, UsageError
from app.logs.places.worker_place import whole_worker_log
from app.logs.scanning.signs import Signs
from app.logs.worker.worker_log import readable
from app.resources.level import Item, Place
from app.resources.log_place import LogPlace
from app.resources.sessions import log_place
from app.stuck.silences import Silences
from app.view import LogLine, count_text, plain
from app.why.asking import FEWEST_CALLS, MOST_CALLS, Asking
from app.why.attempts import NOTHING, Attempt
from app.why.evidence import Evidence
from app.why.excerpt import Passage, Proof, passage, proof
from app.why.grouping import grouped
from app.why.looking import LOOKS
from app.why.report import Group, Report
from app.why.signatures import UNKNOWN, Seen
from app.why.silent import calls_to_keep, listen_in
from app.why.spread import in_common
from app.why.tracing import Clues, Traced, cause_of, traced

MOST_LOGS = 3
"""Groups at most of which a session's log is read."""
PAGES = 3
"""Calls at most for one log: a page can be empty although there is more before it."""
WORKER_BEFORE, WORKER_AFTER = 150_000, 60_000
"""Milliseconds around the end of an action in which its worker's log is read: notice of a spot
interruption comes two minutes before, figures of the host every minute."""


async def why(
    source: Reading,
    place: Place,
    item: Item,
    *,
    signs: Signs | None = None,
    silences: Silences | None = None,
    spent: int = 1,
    clock: Callable[[], float] = time.time,
) -> Report:
    """Why the item of a place failed, as far as twelve calls tell; `spent` of them were made.

    What is left of them goes to what still runs, so that the `silences` know what hangs of it.
    Where hardly any is left, FEWEST_CALLS are made all the same. Raises FarmtopError; UsageError
    where its level is none of which that can be asked.
    """
    look = LOOKS.get(place.level.name)
    if look is None:
        kinds = ", ".join(LOOKS)
        raise UsageError(f"Nothing tells why a {place.level.noun} failed.", f"Ask of: {kinds}.")
    began = clock()
    asking = Asking(source, most=max(MOST_CALLS, spent + FEWEST_CALLS), spent=spent)
    key = str(item[place.level.key])
    path = {**place.path, place.level.key: key}
    evidence = await look(asking, path, item)
    inquiry = _Inquiry(asking, evidence, signs or Signs())
    asking.kept = calls_to_keep(asking, place, item)
    groups = await inquiry.groups()
    asking.kept = 0
    heard = silences or Silences(0.0)
    unheard = await listen_in(asking, heard, place, item, clock)
    ended = clock()
    return Report(
        noun=place.level.noun,
        label=place.level.label(item),
        path=path,
        groups=groups,
        summary=evidence.summary,
        counts=item.get("taskRunStatusCounts"),
        has_failed=evidence.has_failed,
        silent=tuple(heard.within(path, ended)),
        unseen=(*evidence.unseen, *inquiry.unread(), *unheard, *_refused(asking)),
        calls=asking.calls,
        at=ended,
        seconds=ended - began,
    )


def _refused(asking: Asking) -> Iterator[str]:
    return (f"{what} ({reason})" for what, reason in asking.refused.items())


class _Inquiry:
    """Reads a few logs and says what they tell of all failures."""

    def __init__(self, asking: Asking, evidence: Evidence, signs: Signs) -> None:
        self._asking = asking
        self._evidence = evidence
        self._signs = signs
        self._read = 0

    async def groups(self) -> tuple[Group, ...]:
        """The groups, with what the logs of the largest say."""
        clues = [
            Clues(
                attempts,
                self._evidence.passed,
                setup=_setup(attempts[0]),
                stopped=self._evidence.stopped,
            )
            for attempts in grouped(self._evidence.attempts)
        ]
        troubles = [""] * len(clues)
        first = [at for at, one in enumerate(clues) if not one.attempts[0].is_mended][:MOST_LOGS]
        # What was done later all the same gives way to what shows why the rest was not.
        last = [at for at in range(len(clues)) if at not in first][: MOST_LOGS - len(first)]
        await self._read_sessions(first, clues, troubles)
        for at in _neediest(clues):
            needs = _needs_worker(clues[at])
            clues[at], trouble = await self._with_worker(clues[at])
            if needs and trouble and not troubles[at]:
                troubles[at] = f"of the worker: {trouble}"
        await self._read_sessions(last, clues, troubles)
        told = [
            _group(clue, self._evidence, trouble)
            for clue, trouble in zip(clues, troubles, strict=True)
        ]
        return tuple([await self._with_others(group) for group in told])

    async def _read_sessions(
        self, places: Sequence[int], clues: list[Clues], troubles: list[str]
    ) -> None:
        """Read the logs of sessions for groups at some places, as far as calls are left."""
        for at in places:
            if not clues[at].setup and self._affords_session(clues, at):
                clues[at], troubles[at] = await self._with_session(clues[at])

    def unread(self) -> Iterator[str]:
        """Of how many runs the log was not read, but for those that have none."""
        attempts = self._evidence.attempts
        wanted = len({one.action_id for one in attempts if one.span and not _setup(one)})
        if self._read < wanted:
            yield f"the logs of {wanted - self._read:,} of {count_text(wanted, 'run')}"

    def _affords_session(self, clues: Sequence[Clues], at: int) -> bool:
        """Whether a session's log can be read and what a worker's takes still be left."""
        reserve = 2 if at and any(_needs_worker(one) for one in clues) else 0
        return self._asking.left > reserve

    async def _with_session(self, clues: Clues) -> tuple[Clues, str]:
        try:
            read = await self._session(clues.attempts[0])
        except FarmtopError as error:
            return clues, str(error)
        return (clues if read is None else replace(clues, session=read)), ""

    async def _with_others(self, group: Group) -> Group:
        """The same with the logs of the other attempts at a single task, while calls are left."""
        if len({one.task.get("taskId", one.action_id) for one in group.attempts}) > 1:
            return group
        proofs, trouble = list(group.proofs), group.trouble
        for attempt in group.attempts[1:]:
            if _setup(attempt):
                continue
            try:
                read = await self._session(attempt)
            except FarmtopError as error:
                trouble = trouble or str(error)
                continue
            if read is not None and read.lines:
                proofs.append(proof("session", attempt.action_id, read, read.first_error))
        return replace(group, proofs=tuple(proofs), trouble=trouble)

    async def _session(self, attempt: Attempt) -> Passage | None:
        """The end of the log of one attempt; None where it never began or no call is left."""
        if attempt.span is None:
            return None
        began, ended = attempt.span
        whole = log_place(attempt.path, attempt.session)
        read = await self._pages(replace(whole, start=began, end=ended + 1))
        if read is None:
            return None
        self._read += 1
        return passage(*read, self._signs)

    async def _with_worker(self, clues: Clues) -> tuple[Clues, str]:
        """The same with the worker's log, or why it cannot be read."""
        attempt = clues.attempts[0]
        if attempt.span is None:
            return clues, ""
        _, ended = attempt.span
        try:
            whole = whole_worker_log(attempt.session, attempt.path["farmId"])
            around = replace(whole, start=ended - WORKER_BEFORE, end=ended + WORKER_AFTER)
            read = await self._pages(around)
        except FarmtopError as error:
            return clues, str(error)
        if read is None:
            return clues, ""
        place, lines = read
        words = [line._replace(message=readable(plain(line.message))) for line in lines]
        return replace(clues, worker=passage(place, words, self._signs)), ""

    async def _pages(self, place: LogPlace) -> tuple[LogPlace, list[LogLine]] | None:
        """The newest lines of a place that come in one page; None where no call is left."""
        token: str | None = None
        lines: list[LogLine] = []
        for page_number in range(PAGES):
            if not self._asking.affords(place):
                return (place, lines) if page_number else None
            page = await self._asking.get_log_events(place, token=token)
            lines = list(page.events)
            if lines or page.backward == token:
                break
            token = page.backward
        return place, lines


def _setup(attempt: Attempt) -> str:
    """Why the service could not set up the log of a session."""
    return plain(str((attempt.session.get("log") or NOTHING).get("error") or ""))


def _needs_worker(clues: Clues) -> bool:
    """Whether the worker's log may tell what nothing else does."""
    first = clues.attempts[0]
    if first.is_mended or any(not one.signature.alone for one in traced(clues)):
        return False
    return first.status in {"INTERRUPTED", "RECLAIMED"} or first.exit_code in {137, -9, None}


def _neediest(clues: Sequence[Clues]) -> list[int]:
    """The groups in the order in which workers' logs are worth reading."""
    wanted = [at for at, one in enumerate(clues) if one.session is not None or _needs_worker(one)]
    return sorted(wanted, key=lambda at: not _needs_worker(clues[at]))


def _group(clues: Clues, evidence: Evidence, trouble: str) -> Group:
    seen = traced(clues)
    signatures = [one.signature for one in seen] or [UNKNOWN]
    return Group(
        attempts=tuple(clues.attempts),
        cause=cause_of(signatures[0], clues),
        also=tuple(cause_of(one, clues) for one in signatures[1:] if not one.alone),
        proofs=tuple(_proofs(clues, seen)),
        common=in_common(clues.attempts, evidence.passed),
        trouble=trouble,
    )


def _proofs(clues: Clues, seen: Sequence[Traced]) -> Iterator[Proof]:
    """The lines that show it, of each log that was read."""
    action_id = clues.attempts[0].action_id
    if (read := clues.session) is not None and read.lines:
        yield proof("session", action_id, read, _shown(seen, Seen.SESSION, read.first_error))
    if (read := clues.worker) is not None and read.lines:
        # What a worker writes of itself is long, and most of it the same for whatever it runs: it
        # is shown where it tells something, or is the last of a worker that is gone.
        was_lost = any(one.signature.name == "worker lost" for one in seen[:1])
        telling = _shown(seen, Seen.WORKER)
        if telling is not None or was_lost:
            yield proof("worker", action_id, read, telling, around=(1, 1))


def _shown(seen: Sequence[Traced], where: Seen, otherwise: int | None = None) -> int | None:
    """The line of a log that shows the cause, or else what else was seen."""
    return next((one.lines[where] for one in seen if where in one.lines), otherwise)
