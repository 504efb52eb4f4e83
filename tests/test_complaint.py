"""What is wrong, in three lines."""

import pytest
from rich.console import Console

from app.tui.parts.complaint import MOST_LINES, Complaint

WIDTH = 40
LONG = " ".join(f"word{number}" for number in range(40))


def painted(text: str) -> list[str]:
    """The lines of a complaint."""
    console = Console(width=WIDTH, legacy_windows=False)
    with console.capture() as capture:
        console.print(Complaint(text))
    return [line.rstrip() for line in capture.get().splitlines()]


@pytest.mark.parametrize(
    "text", [LONG, f"{LONG}\n{LONG}", f"It is so. {LONG}"], ids=["one", "two", "advice"]
)
def test_where_a_sentence_is_cut_that_is_seen(text: str) -> None:
    lines = painted(text)
    assert len(lines) == MOST_LINES
    assert lines[-1].endswith("…")


def test_what_is_to_be_done_is_read_whole() -> None:
    *matter, advice = painted(f"{LONG}. Ask them.")
    assert matter[-1].endswith("…")
    assert advice == "Ask them."


def test_what_has_room_is_not_cut() -> None:
    assert painted("It is so.\nDo this.") == ["It is so.", "Do this."]
