"""What a real terminal is sent, counted."""

import json
import os
import re
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.localfarm.options import Options
from app.localfarm.process import environment, start
from app.view import CLOCK_STEP
from tests.terminal import Terminal, terminal
from tests.world_service import NOW

STILL = Options(jobs=40, workers=8, speed=1e-9, control=True)
ESCAPES = re.compile(rb"\x1b\[[?\d;]*[a-zA-Z$]+")
REFRESHES = 3
"""So many refreshes later whatever belongs to a change has been sent."""


@pytest.fixture
def farm() -> Iterator[str]:
    """A farm on which no time passes."""
    with start(STILL) as child:
        yield child.url(timeout=120)


@pytest.fixture
def monitor(farm: str) -> Iterator[Terminal]:
    """The monitor on the farms of that account, with the queues of the first beside them.

    Neither of these lists tells seconds. What a queue does without a budget, which is nothing,
    stands nowhere but beside the farms.
    """
    with terminal(environ=environment(farm, os.environ)) as opened:
        opened.shows("Aurora", " NONE ", "● live")
        yield opened


def calls(farm: str) -> int:
    """How often the farms were asked for."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    told = json.load(opener.open(f"{farm}/-/calls"))
    return int(told["calls"].get("deadline.ListFarms", 0))


def refresh(monitor: Terminal, farm: str) -> None:
    """Refresh some times, and wait until the service was asked each time."""
    _refresh(monitor, lambda: calls(farm))


def _refresh(monitor: Terminal, asked: Callable[[], int]) -> None:
    for _ in range(REFRESHES):
        before = asked()
        monitor.press("r")
        while asked() == before:
            monitor.read_on()
    monitor.drain()


def test_a_refresh_that_finds_nothing_new_sends_no_more_than_calls_and_bars(
    monitor: Terminal, farm: str
) -> None:
    monitor.shows("● live <5s")
    refresh(monitor, farm)
    before = len(monitor.bytes)
    refresh(monitor, farm)
    written = ESCAPES.sub(b"", monitor.bytes[before:]).decode()
    assert re.fullmatch(r"[ \d▁-█]*", written)


def test_a_key_sends_less_than_half_a_screen(monitor: Terminal, farm: str) -> None:
    refresh(monitor, farm)
    before = len(monitor.bytes)
    monitor.press("j")
    monitor.shows("▸ Borealis")
    refresh(monitor, farm)
    assert 0 < len(monitor.bytes) - before < before / 2


def test_jobs_that_do_not_change_send_nothing_between_two_steps_of_the_clock(
    tmp_path: Path,
) -> None:
    clock, searches = tmp_path / "clock", tmp_path / "searches"
    clock.touch()
    os.utime(clock, (NOW, NOW))

    def refreshed_at(monitor: Terminal, seconds: float) -> bytes:
        """What is sent as it gets so late, and of some refreshes then."""
        before = len(monitor.bytes)
        os.utime(clock, (NOW + seconds, NOW + seconds))
        _refresh(monitor, lambda: searches.stat().st_size)
        return monitor.bytes[before:]

    with terminal(str(clock), str(searches), program=("-m", "tests.still_monitor")) as opened:
        opened.shows("Aurora", "lighting", "● live")
        opened.press("enter")
        opened.shows("Aurora › queues", "▸ ● SCHEDULING")
        opened.press("enter")
        opened.shows("lighting › jobs", "● live <15s", "2m40")
        refreshed_at(opened, 0)
        for seconds in (1, CLOCK_STEP - 1):
            assert refreshed_at(opened, seconds) == b""
        refreshed = len(opened.bytes)
        os.utime(clock, (NOW + CLOCK_STEP, NOW + CLOCK_STEP))
        opened.shows("2m50")
        refreshed_at(opened, CLOCK_STEP)
        assert len(opened.bytes) - refreshed < refreshed / 40
        assert refreshed_at(opened, CLOCK_STEP + 1) == b""
        opened.press("q")
        assert opened.ended() == 0
