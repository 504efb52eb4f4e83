"""Which causes are seen in what was found out about some failures."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from app.logs.scanning.signs import signs_in
from app.why.attempts import Attempt
from app.why.changes import changed_by
from app.why.excerpt import Passage
from app.why.signatures import SIGNATURES, UNKNOWN, Mark, Seen, Signature
from app.why.spread import Passed, in_one_range, on_one_host

_TELLS = re.compile(r"^openjd_fail:\s*(?P<message>\S.*)")
_STOPPED = "cancelled by somebody, or because the job had too many failures"
"""What is said of a run that was cancelled, where nothing tells who did it."""
_LONGEST = 160
"""Characters of what is told of a message in a sentence."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something failed, in words."""

    name: str
    """That of its signature, for scripts."""
    sentence: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Traced:
    """What was seen of one signature."""

    signature: Signature
    lines: Mapping[Seen, int]
    """The index of a line that shows it, by the log that it stands in."""


@dataclass(frozen=True, slots=True)
class Clues:
    """Everything that is known of failures that are told as one."""

    attempts: Sequence[Attempt]
    """At least one; the first is the one whose logs were read."""
    passed: Sequence[Passed] = ()
    session: Passage | None = None
    """What was read of the session's log."""
    worker: Passage | None = None
    """What was read of the worker's log, each line as one reads it."""
    setup: str = ""
    """Why the service could not set up the log."""
    stopped: str = ""
    """Who or what stopped what they are of, as that tells itself."""

    def texts(self, seen: Seen) -> Iterator[tuple[int, str]]:
        """What there is to see in one place, each with its index."""
        yield from _TEXTS[seen](self)


def traced(clues: Clues) -> list[Traced]:
    """The signatures that are seen, the more certain ones first."""
    return [found for one in SIGNATURES if (found := _trace(one, clues)) is not None]


def cause_of(signature: Signature, clues: Clues) -> Cause:
    """A signature in the words of what was found."""
    first = clues.attempts[0]
    words = {
        "exit": first.exit_code,
        "message": _message(clues),
        "what": first.what,
        "host": on_one_host(clues.attempts, clues.passed),
        "frames": in_one_range(clues.attempts, clues.passed),
        "setup": clues.setup,
        "stopped": clues.stopped or _ended_with_session(first) or _STOPPED,
    }
    sentence = signature.sentence.format_map(words).strip().removesuffix(":")
    if signature is UNKNOWN and first.message:
        sentence = first.message
    has_log = signature is not UNKNOWN or first.span is not None
    return Cause(signature.name, sentence, signature.advice if has_log else "")


def _ended_with_session(attempt: Attempt) -> str:
    """Who ended the session of a run that was cancelled while its task was not; else nothing."""
    session = attempt.session
    is_own = attempt.fate == "CANCELED" or session.get("targetLifecycleStatus") != "ENDED"
    changed = changed_by(session)
    return "" if is_own or not changed else f"its session was ended{changed}"


def _trace(signature: Signature, clues: Clues) -> Traced | None:
    is_seen, lines = False, dict[Seen, int]()
    for way in signature.ways:
        places = [(mark.seen, _place(mark, clues)) for mark in way]
        lines |= {seen: place for seen, place in places if place is not None}
        is_seen = is_seen or all(place is not None for _, place in places)
    return Traced(signature, lines) if is_seen else None


def _place(mark: Mark, clues: Clues) -> int | None:
    """Where a mark is seen first; None where it is not."""
    for index, text in clues.texts(mark.seen):
        if mark.pattern and _expression(mark.pattern).search(text):
            return index
        if mark.signs and not signs_in(text).isdisjoint(mark.signs):
            return index
    return None


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _message(clues: Clues) -> str:
    """What the job said of its failure itself, else what the service says."""
    if clues.session is not None:
        for _, text in _session_lines(clues):
            if told := _TELLS.match(text):
                return told["message"][:_LONGEST]
    return clues.attempts[0].message[:_LONGEST]


def _once(text: object) -> Iterator[tuple[int, str]]:
    if text not in {None, ""}:
        yield 0, str(text)


def _spread(clues: Clues) -> Iterator[tuple[int, str]]:
    if on_one_host(clues.attempts, clues.passed):
        yield 0, "one host"
    if in_one_range(clues.attempts, clues.passed):
        yield 1, "one range"


def _session_lines(clues: Clues) -> Iterator[tuple[int, str]]:
    """From just before the first of the last errors to the end."""
    read = clues.session
    if read is not None and (first := read.first_error) is not None:
        start = max(0, first - 2)
        for index, line in enumerate(read.lines[start:], start):
            yield index, line.message


def _worker_lines(clues: Clues) -> Iterator[tuple[int, str]]:
    """Those first that are the nearest to the end of the action."""
    span = clues.attempts[0].span
    if clues.worker is not None and span is not None:
        lines = enumerate(clues.worker.lines)
        for index, line in sorted(lines, key=lambda one: abs(one[1].timestamp - span[1])):
            yield index, line.message


_TEXTS: Mapping[Seen, Callable[[Clues], Iterator[tuple[int, str]]]] = {
    Seen.SETUP: lambda clues: _once(clues.setup),
    Seen.STATUS: lambda clues: _once(f"{clues.attempts[0].kind} {clues.attempts[0].status}"),
    Seen.FATE: lambda clues: _once(clues.attempts[0].fate),
    Seen.MESSAGE: lambda clues: _once(clues.attempts[0].message),
    Seen.EXIT: lambda clues: _once(clues.attempts[0].exit_code),
    Seen.SPREAD: _spread,
    Seen.SESSION: _session_lines,
    Seen.WORKER: _worker_lines,
}
"""What there is to see in each place."""
