"""Terminals that answer how far they have read, and terminals that never do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal import Terminal, terminal

LAST = 999


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
    """Go to the beginning and to the end, each of which paints the whole screen."""
    for _ in range(times):
        log.press("g")
        log.shows(" 0 aaa")
        log.press("G")
        log.shows(f" {LAST} lll")


def test_a_terminal_that_never_answers_is_asked_once(log: Terminal) -> None:
    log.shows(f" {LAST} lll")
    turn(log, times=3)
    assert log.asked == 1


def test_what_a_terminal_answers_is_no_key(log: Terminal) -> None:
    log.answers = True
    log.shows(f" {LAST} lll")
    turn(log, times=3)
    assert log.asked > 3
    log.answer("/", "42 q")
    log.shows("/42 q", " 42 qqq")
    log.press("q")
    assert log.ended() == 0
