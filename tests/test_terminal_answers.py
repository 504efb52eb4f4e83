"""Terminals that answer how far they have read, and terminals that never do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal import Terminal, terminal

LAST = 999
FIRST_LINE, LAST_LINE = " 0 aaa", f" {LAST} lll"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Terminal]:
    """A log of many screens, opened in a terminal."""
    saved = tmp_path / "saved.log"
    saved.write_text(
        "".join(f"{number} {chr(97 + number % 26) * 90}\n" for number in range(LAST + 1))
    )
    with terminal("logs", str(saved)) as opened:
        yield opened


def turn(log: Terminal, times: int) -> None:
    """Go to the beginning and to the end, each of which paints the whole screen.

    One sees it half painted too, with the first line and the last.
    """
    for _ in range(times):
        log.press("g")
        log.until(lambda text: FIRST_LINE in text and LAST_LINE not in text)
        log.press("G")
        log.until(lambda text: LAST_LINE in text and FIRST_LINE not in text)


def test_a_terminal_that_never_answers_is_asked_once(log: Terminal) -> None:
    log.shows(LAST_LINE)
    turn(log, times=3)
    assert log.asked == 1


def test_what_a_terminal_answers_is_no_key(log: Terminal) -> None:
    log.answers = True
    log.shows(LAST_LINE)
    turn(log, times=3)
    assert log.asked > 3
    log.answer("/", "42 q")
    log.shows("/42 q", " 42 qqq")
    log.press("q")
    assert log.ended() == 0
