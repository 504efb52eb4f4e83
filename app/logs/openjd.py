"""What a line of a session log or of a worker log means to the reader.

The wordings are those of openjd-sessions 0.10.7 and deadline-cloud-worker-agent 0.29.0.
"""

import re

from app.view import Tone

_OPENINGS: dict[Tone, tuple[str, ...]] = {
    Tone.BAD: (
        r"openjd_fail:",
        r"Process pid \d+ exited with code: (?!0\b)-?\d+",
        r"Traceback \(most recent call last\)",
        r"(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception)(?:: |$)",
        r"TIMEOUT\b",
        r"INTERRUPT\b",
        r"Canceling\b",
    ),
    Tone.WAITING: (r"-{3,} (?=\S)",),
    Tone.MUTED: (
        r"[=\-]{8,}$",
        r"\s*$",
        r"Phase: ",
        r"openjd_(?:progress|status|env|unset_env|redacted_env):",
    ),
}
"""What a line opens with."""

_WORDS: dict[str, Tone] = {
    "ERROR": Tone.BAD,
    "FATAL": Tone.BAD,
    "CRITICAL": Tone.BAD,
    "Error:": Tone.BAD,
    "error:": Tone.BAD,
    "Segmentation fault": Tone.BAD,
    "Killed  ": Tone.BAD,
    "WARN": Tone.WARN,
    "WARNING": Tone.WARN,
    "Warning:": Tone.WARN,
    "warning:": Tone.WARN,
    '"type": "Metrics"': Tone.MUTED,
}
"""What a line holds somewhere; the first one decides."""

_OPENING = re.compile("|".join(f"(?P<{tone}>{'|'.join(of)})" for tone, of in _OPENINGS.items()))
# Every alternative begins with a letter of its own, which lets the search skip what is none.
_WORD = re.compile("|".join(rf"{re.escape(word)}(?!\w)" for word in _WORDS))
_REACH = 1000
"""Characters of a line that are looked at; what matters stands at its beginning."""


def tone_of(message: str) -> Tone:
    """What a line means: BAD and WARN call for attention, WAITING opens a section."""
    opening = _OPENING.match(message, 0, _REACH)
    tone = Tone(opening.lastgroup) if opening is not None and opening.lastgroup else Tone.PLAIN
    if tone is Tone.BAD:
        return tone
    word = _WORD.search(message, 0, _REACH)
    return tone if word is None else _WORDS[word.group()]
