"""The lines of a log that prove why something failed."""

from collections.abc import Sequence

import pytest

from app.logs.scanning.signs import Signs
from app.resources.log_place import LogPlace
from app.view import GLYPHS, LogLine, Tone
from app.why.as_text import ENDS, proof_parts
from app.why.excerpt import passage, proof

LINES = (
    "Warning: system memory is almost exhausted (99.2 % used)",
    "Rendering line 12 of 64",
    "could not find a seat",
    "ERROR: could not obtain a licence for /mnt/projects/aurora",
    "openjd_fail: no licence available",
)
WARNED, FAILED = GLYPHS[Tone.WARN], GLYPHS[Tone.BAD]


def marks(signs: Signs, telling: int | None, lines: Sequence[str] = LINES) -> list[str]:
    """What stands before the lines of a proof."""
    read = passage(LogPlace("group", "stream"), [LogLine(0, line) for line in lines], signs)
    shown = proof("session", "action", read, telling)
    return [before[len("session  ")] for before, _ in proof_parts(shown, 0.0)]


def test_lines_around_the_one_that_tells_have_the_signs_that_they_have_in_the_log() -> None:
    assert marks(Signs(), 2) == [WARNED, " ", FAILED, FAILED, FAILED]


@pytest.mark.parametrize(
    ("signs", "mark"),
    [
        (Signs(errors={"seat": "find a seat"}), FAILED),
        (Signs(warnings={"seat": "find a seat"}), WARNED),
        (Signs(), " "),
    ],
    ids=["error", "warning", "neither"],
)
def test_signs_of_ones_own_count_in_a_proof_as_in_the_log(signs: Signs, mark: str) -> None:
    assert marks(signs, 3)[1] == mark


def test_the_last_line_of_a_log_that_tells_of_no_error_is_marked_as_the_end() -> None:
    assert marks(Signs(), None, LINES[:3]) == [WARNED, " ", ENDS]
