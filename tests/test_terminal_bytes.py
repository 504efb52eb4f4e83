"""What a real terminal is sent, counted: the lists of farms and of queues tell no seconds."""

import json
import os
import re
import urllib.request
from collections.abc import Iterator

import pytest

from app.localfarm.options import Options
from app.localfarm.process import environment, start
from tests.terminal import Terminal, terminal

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
    """The monitor on the farms of that account, with the queues of the first beside them."""
    with terminal(environ=environment(farm, os.environ)) as opened:
        opened.shows("Aurora", "lighting", "● live")
        yield opened


def calls(farm: str) -> int:
    """How often the farms were asked for."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    told = json.load(opener.open(f"{farm}/-/calls"))
    return int(told["calls"].get("deadline.ListFarms", 0))


def refresh(monitor: Terminal, farm: str) -> None:
    """Refresh some times, and wait until the service was asked each time."""
    for _ in range(REFRESHES):
        before = calls(farm)
        monitor.press("r")
        while calls(farm) == before:
            monitor.until(bool)


def test_a_refresh_that_finds_nothing_new_sends_no_more_than_the_number_of_calls(
    monitor: Terminal, farm: str
) -> None:
    monitor.shows("● live <5s")
    refresh(monitor, farm)
    before = len(monitor.bytes)
    refresh(monitor, farm)
    written = ESCAPES.sub(b"", monitor.bytes[before:])
    assert re.fullmatch(rb"[ \d]*", written)
    assert len(written) <= REFRESHES * len("123")


def test_a_key_sends_less_than_half_a_screen(monitor: Terminal, farm: str) -> None:
    refresh(monitor, farm)
    before = len(monitor.bytes)
    monitor.press("j")
    monitor.shows("▸ Borealis")
    refresh(monitor, farm)
    assert 0 < len(monitor.bytes) - before < before / 2
