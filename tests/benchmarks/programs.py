"""The programs that are measured, and what they need around them."""

import json
import os
import re
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from app.localfarm.options import Options
from app.localfarm.process import environment, start
from tests.benchmarks.terminal import Terminal

FARMTOP = (sys.executable, "-m", "app._launcher")
"""The command as it is installed, run from the checkout."""
BOARD = (sys.executable, "-m", "tests.benchmarks.board")
"""Small programs for comparison."""

FIRST_FARM, FIRST_QUEUE = "Aurora", "lighting"
"""What the embedded farm lists first."""

_USERS_FILES = (
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "DEADLINE_CONFIG_FILE_PATH",
    "FARMTOP_SETTINGS",
)
_LOADED = re.compile(r"([\d,]+)\+?(?: of [\d,]+\+?)? jobs")
_LEFT_OUT = frozenset(
    {
        "COLUMNS",
        "LINES",
        "PYTHONDONTWRITEBYTECODE",  # what is installed has its bytecode, and so the others have
    }
)
_OF_THIS_PYTHON = "PYTHONPATH"
"""Leads to the libraries of whoever measures, which come before a program's own."""


def environ(url: str = "http://127.0.0.1:9") -> dict[str, str]:
    """Variables under which AWS clients see the farm at `url` and nothing of the user's own."""
    kept = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
    hidden = {**dict.fromkeys(_USERS_FILES, os.devnull), "FARMTOP_CACHE": "false"}
    return {**environment(url, kept), **hidden}


def peer_environ() -> dict[str, str]:
    """Variables for a program of others, which has libraries of its own in other versions."""
    return {name: value for name, value in environ().items() if name != _OF_THIS_PYTHON}


class Calls:
    """What a farm counts of the calls that it answers."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/-/calls"
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def taken(self) -> Counter[str]:
        """The calls since they were last taken, by service and operation."""
        told = json.load(self._opener.open(self._url))
        self._opener.open(urllib.request.Request(self._url, method="DELETE"))  # noqa: S310 - ours
        return Counter(told["calls"])


@contextmanager
def farm(options: Options) -> Iterator[dict[str, str]]:
    """An embedded farm, as the variables that lead there."""
    with start(options) as child:
        yield environ(child.url(timeout=120))


@contextmanager
def monitor_on_jobs(variables: dict[str, str]) -> Iterator[Terminal]:
    """The monitor, on the jobs of the first queue of the first farm."""
    with Terminal(FARMTOP, variables) as terminal:
        terminal.wait_for(FIRST_FARM)
        terminal.press("\r")
        terminal.wait_for(FIRST_QUEUE)
        terminal.press("\r")
        terminal.wait_for(f"{FIRST_QUEUE} › jobs")
        terminal.wait_until(lambda shown: loaded(shown) > 0)
        yield terminal


def loaded(shown: str) -> int:
    """How many rows the monitor says it has."""
    count = _LOADED.search(shown)
    return int(count[1].replace(",", "")) if count else 0
