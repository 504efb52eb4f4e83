"""How it is said that an action is silent."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.view import Clock, duration_text

if TYPE_CHECKING:  # Until an action is seen that runs, nobody needs it.
    from app.stuck.kin import Usual
    from app.stuck.silence import Silence

GLYPH = "◷"
"""Marks what says nothing any more."""
WORD = "SILENT"
MARK = f"{GLYPH} {WORD}"
"""Stands where a status does, before the time for which it has been so."""


def silent_mark(count: int) -> str:
    """How many are silent: `◷ 2 silent`."""
    return f"{GLYPH} {count:,} silent"


def silent_text(silence: "Silence", now: float) -> str:
    """For how long it has been silent: `◷ SILENT 14m`."""
    return Clock(silence.since, words=MARK).at(now)


def usual_text(usual: "Usual | None") -> str:
    """How long others take: `others take 1m02 (median of 14)`."""
    if usual is None:
        return "how long others take is not known"
    others = "another took" if usual.count == 1 else "others take"
    of = "" if usual.count == 1 else f" (median of {usual.count:,})"
    return f"{others} {duration_text(usual.median)}{of}"


def silent_lines(silence: "Silence", now: float) -> str:
    """The same in whole sentences, with the last line."""
    checked = duration_text(now - silence.heard.asked_at)
    return (
        f"{silent_text(silence, now)}: {usual_text(silence.usual)}; looked {checked} ago.\n"
        f"{last_sentence(silence, now)}"
    )


def last_sentence(silence: "Silence", now: float) -> str:
    """The last line of its log and how old that is: `Last line, 14m ago: Fra:1042 …`."""
    age = duration_text(now - silence.since)
    if silence.heard.line:
        return f"Last line, {age} ago: {silence.heard.line}"
    return f"It has written nothing since it began, {age} ago."


def silent_list(silent: "Sequence[Silence]", now: float, most: int) -> str:
    """A line for each of the first `most`, and how many more there are."""
    lines = [f"{silent_text(one, now)}  {last_line(one)}" for one in silent[:most]]
    more = len(silent) - most
    return "\n".join([*lines, f"and {more:,} more"] if more > 0 else lines)


def last_line(silence: "Silence") -> str:
    """The last line of its log: `last: Fra:1042 …`."""
    line = silence.heard.line
    return f"last: {line}" if line else "it has written nothing yet"
