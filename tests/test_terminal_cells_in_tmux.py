"""The monitor in tmux: the same stands in each cell, be cells compared or everything sent."""

import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pytest

from tests.terminal import PATIENCE
from tests.tmux import Tmux, tmux
from tests.world_service import NOW

WAYS = {"cells": "true", "whole": "false"}
"""Whether the monitor compares cells, by the name of its session."""
LOOK = 0.05
"""Seconds between two looks at the screens: tmux tells nobody that it has drawn."""
COLOURS = re.compile(r"\x1b\[[\d;:]*m|[\x0e\x0f]")


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody does, and what stands on the screen when it is done but not before."""

    keys: str
    """As tmux names them, with blanks between them."""
    shows: str
    """A regular expression."""
    size: tuple[int, int] | None = None
    """Columns and lines that the terminal gets instead."""


def selected(job: str) -> str:
    """A job is selected, and the preview below shows its sessions."""
    return rf"▸ . \w+ +{job}(?s:.*)\n {job} (?s:.*) session-"


SORTED = r"NAME ▲(?s:.*)↵ Open"
"""The list has the screen, and is sorted."""
STEPS = (
    Step("Enter", r"Aurora › queues(?s:.*)\n lighting (?s:.*) sq020"),
    Step("Enter", rf"lighting › jobs(?s:.*){selected('sq020_sh0240_crypto_v012')}"),
    Step("Down Down Down", selected("sq045_sh0020_beauty_v030")),
    Step("NPage", selected("sq045_sh0060_beauty_v032")),
    Step("End", selected("sq010_sh0060_light_v016")),
    Step("Home", selected("sq020_sh0240_crypto_v012")),
    Step("/ b e a u t y Enter", r"filter: beauty"),
    Step("Escape", r"canceled +58 jobs"),
    Step("s 2", r"NAME ▲"),
    Step("?", r"In a list"),
    Step("Escape", SORTED),
    Step("", rf"\A.{{80}}\n(?s:.*){SORTED}", (80, 24)),
    Step("?", r"In a list"),
    Step("", r"\A.{160}\n(?s:.*)In a list", (160, 50)),
    Step("Escape", SORTED),
    Step("L", r" › log(?s:.*) following"),
    Step("Escape", SORTED),
    Step("C-l", SORTED),
    Step("Escape", r"Aurora › queues"),
)

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


@pytest.fixture
def terminals(tmp_path: Path) -> Iterator[Tmux]:
    """The monitor, once in each way."""
    clock = tmp_path / "clock"
    clock.touch()
    os.utime(clock, (NOW, NOW))
    program = (sys.executable, "-m", "tests.still_monitor", str(clock), str(tmp_path / "searches"))
    usual = {"COLORTERM": "truecolor", "LANG": "C.UTF-8", "TZ": "UTC", "FARMTOP_CACHE": "false"}
    with tmux() as server:
        for way, compares in WAYS.items():
            server.open(way, program, {**usual, "FARMTOP_COMPARE_CELLS": compares}, 120, 40)
        yield server


def until_same(terminals: Tmux, shows: str) -> None:
    """Wait until both screens show something, and are the same."""
    end = time.monotonic() + PATIENCE
    while True:
        cells, whole = (terminals.screen(way) for way in WAYS)
        are_there = all(re.search(shows, COLOURS.sub("", screen)) for screen in (cells, whole))
        if are_there and cells == whole:
            return
        if time.monotonic() > end:
            assert are_there, f"{shows!r} never stood on both of these:\n{cells}\n{whole}"
            lines = zip_longest(cells.splitlines(), whole.splitlines())
            assert not [pair for pair in lines if pair[0] != pair[1]], shows
        time.sleep(LOOK)


def test_the_same_stands_in_each_cell_however_it_is_sent(terminals: Tmux) -> None:
    until_same(terminals, r"● live")
    for step in STEPS:
        for way in WAYS:
            if step.size is not None:
                terminals.resize(way, *step.size)
            if step.keys:
                terminals.press(way, *step.keys.split())
        until_same(terminals, step.shows)
    assert terminals.written("cells") < terminals.written("whole")
