"""How long keys of farmtop's log view wait while lines pour in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import TypeAlias

from tests.benchmarks.log_files import newest_number
from tests.benchmarks.terminal import LINES, Terminal

ESCAPE = "\x1b"
AWAITED = 0.6
"""Seconds for which the answer to a key is looked for; one that comes later counts as so late."""
BETWEEN = 0.4
"""Seconds that the lines are left to themselves before each key."""

Shows: TypeAlias = Callable[[str, str], bool]
"""Whether a screen, given behind what was there before, shows what the key was for."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key, and what shows that it was answered."""

    keys: str
    shows: Shows
    back: str
    """The keys that bring about what was there before."""
    first: str = ""
    """The keys that lead to where it is pressed, from the end of the log that is followed."""


def _shown(text: str) -> Shows:
    return lambda _before, shown: text in shown


def _asks(_before: str, shown: str) -> bool:
    return any(line.lstrip().startswith("/") for line in shown.splitlines()[-2:])


def _is_page_before(before: str, shown: str) -> bool:
    return newest_number(shown.encode()) < newest_number(before.encode()) - LINES // 2


def _is_shifted(before: str, shown: str) -> bool:
    """Whether the messages begin elsewhere, as they do where there is a column of times or none."""
    return _indent(shown) != _indent(before)


def _indent(shown: str) -> int:
    """Where most messages begin: of a frame a part may have come."""
    lines = (line for line in shown.splitlines() if " Fra:" in line)
    return median_low(len(line) - len(line.lstrip()) for line in lines)


KEYS: Mapping[str, Key] = {
    "? help": Key("?", _shown("In a log"), back=ESCAPE),
    "/ ask": Key("/", _asks, back=ESCAPE),
    "k pause": Key("k", _shown("paused"), back="f"),
    "f follow": Key("f", _shown("following"), back="", first="k"),
    "b page up": Key("b", _is_page_before, back="f", first="k"),
    # A file has no times, so that of the modes only the one without a column looks different.
    "t times": Key("t", _is_shifted, back="t", first="tt"),
}


def answered(terminal: Terminal, presses: int) -> dict[str, Sequence[float]]:
    """Seconds that each key took, pressed so often in turn with the others."""
    times: dict[str, list[float]] = {name: [] for name in KEYS}
    for _ in range(presses):
        for name, key in KEYS.items():
            times[name].append(_answered(terminal, key))
    return dict(times)


def _answered(terminal: Terminal, key: Key) -> float:
    terminal.send(key.first)
    terminal.let_be(BETWEEN)
    before = terminal.shown
    took = terminal.first_shown(key.keys, lambda shown: key.shows(before, shown), AWAITED)
    terminal.send(key.back)
    terminal.let_be(BETWEEN)
    return AWAITED if took is None else took
