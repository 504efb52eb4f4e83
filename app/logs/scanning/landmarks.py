"""The lines of a session's log that say where in the session one is.

The wordings are those of openjd-sessions 0.10.7 and deadline-cloud-worker-agent 0.29.0.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import takewhile
from typing import NamedTuple

from app.logs.scanning.sieve import Sieve
from app.view import NO_TIME

LINES_ABOVE = 3
"""What a line means can hang on so many lines before it."""
LINES_BELOW = 8
"""What a line means can hang on so many lines after it: of a task's parameters no more are told."""


class Mark(StrEnum):
    """What a landmark says."""

    SECTION = "section"
    """An action of the session begins: its `text` is the title."""
    PHASE = "phase"
    """A part of an action begins: its `text` is the title."""
    PARAMETERS = "parameters"
    """The values of the action's parameters follow: its `text` is `Frame=1043  Pass=beauty`."""
    STARTED = "started"
    """The action's process runs."""
    EXITED = "exited"
    """The action's process has ended: its `text` is the exit code."""
    FAILED = "failed"
    CANCELED = "canceled"
    TIMED_OUT = "timed_out"
    PROGRESS = "progress"
    """Its `text` is a percentage."""
    STATUS = "status"


class Landmark(NamedTuple):
    """A line that says where in the session one is."""

    at: int
    """Which line, counted from the first one that was read with it."""
    mark: Mark
    text: str
    time: int
    """In milliseconds since the epoch; `NO_TIME` where it is unknown."""
    lead: int = 0
    """How many lines before it are part of its banner."""
    trail: int = 0
    """How many lines after it are part of its banner."""
    before: int = NO_TIME
    """When the last line before its banner was written."""


_MARK = re.compile(
    r"--------- (?P<section>\S.*)"
    r"|Phase: (?P<phase>\S.*)"
    r"|Parameter values:(?P<parameters>)\s*$"
    r"|Command (?P<started>started) as pid: \d"
    r"|Process pid \d+ exited with code: (?P<exited>-?\d{1,20})\b"
    r"|openjd_fail:(?P<failed>)"
    r"|(?P<canceled>Canceling) subprocess\b"
    r"|(?P<timed_out>TIMEOUT) - "
    r"|openjd_progress:\s*(?P<progress>\d{1,3}(?:\.\d*)?)\s*$"
    r"|openjd_status:\s*(?P<status>.*)"
)
_KIND = re.compile(
    rb"\n(?:$|phase|parametervalues$|commandstartedaspid|processpidexited|openjd(?:fail|progress|status)|canceling|"
    rb"timeout|(?:entering|exiting)environment|runningtask|sessioncleanup|jobattachments)",
    re.MULTILINE,
)
"""What is left of a line of interest when all but its letters is left out, behind a line feed."""
_TITLE = re.compile(
    r"(?:Entering|Exiting) Environment: |Running Task$|Session Cleanup$|Job Attachments "
)
"""Titles that are known to open a section, also where no rules stand around them."""
_DOUBLE_RULE = re.compile(r"={10,}$")
_SINGLE_RULE = re.compile(r"-{10,}$")
_PARAMETER = re.compile(r"(?P<name>[A-Za-z_]\w*)\([A-Z\[\]_]+\) = (?P<value>.*)")
"""How the value of a parameter is told: `Frame(INT) = 1043`."""


def _is_of_interest(kinds: bytes) -> bool:
    """Whether one of some lines, joined by line feeds, is of interest."""
    return _KIND.search(b"\n" + kinds) is not None


_SIEVE = Sieve(_is_of_interest, _is_of_interest)
_LATEST = (Mark.PROGRESS, Mark.STATUS)


def landmarks(
    text: str, kinds: list[bytes], times: Sequence[int], above: int = 0, below: int = 0
) -> list[Landmark]:
    """The landmarks in a text of lines joined by line feeds.

    Its first `above` and last `below` lines are only looked at for the sake of those between;
    `kinds` is what `sieve.kinds_of` makes of it. Of how far an action is, only the last is told.
    """
    places = _SIEVE.passing(kinds)
    if not places:
        return []
    lines = text.split("\n")
    titles = (place + 1 for place in places if _DOUBLE_RULE.match(lines[place]))
    stop = len(lines) - below
    found = [
        landmark
        for place in sorted({*places, *titles})
        if above <= place < stop and (landmark := _landmark(lines, times, place))
    ]
    last = {landmark.mark: landmark for landmark in found if landmark.mark in _LATEST}
    return [
        landmark._replace(at=landmark.at - above)
        for landmark in found
        if last.get(landmark.mark, landmark) is landmark
    ]


def _landmark(lines: Sequence[str], times: Sequence[int], place: int) -> Landmark | None:
    match = _MARK.match(lines[place])
    if match is None or match.lastgroup is None:
        return None
    mark, text, time = Mark(match.lastgroup), match[match.lastgroup], times[place]
    if mark is Mark.SECTION:
        lead, trail = _banner(lines, place, _DOUBLE_RULE)
        if not (lead and trail) and not _TITLE.match(text):
            return None
        if lead and place > 1 and not lines[place - 2].strip():
            lead += 1
    elif mark is Mark.PHASE:
        lead, trail = _banner(lines, place, _SINGLE_RULE)
        if not lead and not trail:
            return None
    elif mark is Mark.PARAMETERS:
        values = _parameters(lines[place + 1 : place + 1 + LINES_BELOW])
        return Landmark(place, mark, values, time) if values else None
    else:
        return Landmark(place, mark, text, time)
    over = place - lead - 1
    return Landmark(place, mark, text, time, lead, trail, times[over] if over >= 0 else NO_TIME)


def _banner(lines: Sequence[str], place: int, rule: re.Pattern[str]) -> tuple[int, int]:
    """How many lines before and after a title are its rules."""
    lead = place > 0 and rule.match(lines[place - 1]) is not None
    trail = place + 1 < len(lines) and rule.match(lines[place + 1]) is not None
    return int(lead), int(trail)


def _parameters(lines: Sequence[str]) -> str:
    """The parameters at the beginning of some lines, as one names a task by them."""
    told = takewhile(lambda match: match is not None, map(_PARAMETER.match, lines))
    return "  ".join(f"{match['name']}={match['value'].strip()}" for match in told if match)
