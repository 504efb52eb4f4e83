"""What a line of a session log or of a worker log means to the reader.

The wordings are those of openjd-sessions 0.10.7 and deadline-cloud-worker-agent 0.29.0.
"""

import re

from app.view import Tone

_MEANINGS: dict[Tone, tuple[str, ...]] = {
    Tone.BAD: (
        r"^openjd_fail:",
        r"^Process pid \d+ exited with code: (?!0\b)-?\d+",
        r"^Traceback \(most recent call last\)",
        r"^(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception)(?:: |$)",
        r"\b(?:ERROR|FATAL|CRITICAL)\b",
        r"\b(?:[Ee]rror|[Ff]atal):",
        r"^TIMEOUT\b",
        r"^INTERRUPT\b",
        r"^Canceling\b",
        r"\bSegmentation fault\b",
        r"\bKilled +",
    ),
    Tone.WARN: (r"\bWARN(?:ING)?\b", r"\b[Ww]arning:"),
    Tone.WAITING: (r"^-{3,} (?=\S)",),
    Tone.MUTED: (
        r"^[=\-]{8,}$",
        r"^\s*$",
        r"^Phase: ",
        r"^openjd_(?:progress|status|env|unset_env|redacted_env):",
        r'"type": "Metrics"',
    ),
}
"""What matches furthest to the left decides, and what stands first here among equals."""

_MEANING = re.compile(
    "|".join(f"(?P<{tone}>{'|'.join(patterns)})" for tone, patterns in _MEANINGS.items())
)
_REACH = 1000
"""Characters of a line that are looked at; what matters stands at its beginning."""


def tone_of(message: str) -> Tone:
    """What a line means: BAD and WARN call for attention, WAITING opens a section."""
    found = _MEANING.search(message, 0, _REACH)
    return Tone.PLAIN if found is None or found.lastgroup is None else Tone(found.lastgroup)
