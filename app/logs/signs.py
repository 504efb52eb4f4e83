"""What a line means to the reader, by the signs in it."""

from collections.abc import Mapping

from app.logs import openjd
from app.view import LogLine, Tone


class Signs:
    """Reads from a line whether it tells of an error.

    `errors` and `warnings` are the user's own signs: a name, and a pattern that is looked for
    anywhere in a line. They come before all others.
    """

    def __init__(
        self, errors: Mapping[str, str] | None = None, warnings: Mapping[str, str] | None = None
    ) -> None:
        self._errors = errors or {}
        self._warnings = warnings or {}

    def tone_of(self, line: LogLine) -> Tone:
        """What a line means: BAD and WARN call for attention, WAITING opens a section."""
        return openjd.tone_of(line.message)

    def errors_in(self, text: str) -> list[int]:
        """Which lines of a text tell of an error, counted from 0, as `tone_of` says of each."""
        return [
            index
            for index, message in enumerate(text.split("\n"))
            if openjd.tone_of(message) is Tone.BAD
        ]
