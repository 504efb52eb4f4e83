"""What the process of a session action prints while it runs, with the time of each line.

Everything here is a function of the action as it was planned: a process does not know that it
will be killed. Whoever reads stops where the action ends.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from app.localfarm.contract import Action
from app.localfarm.logs import wording
from app.localfarm.logs.renderers import ODDITIES, SAMPLES, Renderer
from app.localfarm.logs.tape import Line

FIRST_OUTPUT = 15
"""Milliseconds from the start of an action to the first line of its process."""

_BEAT = 40
"""Milliseconds for which the figures in a renderer's lines stay as they are."""
_ANNOUNCES, _QUIET = 12, 2_000
"""A renderer says how far it is every so many lines, but not within so many milliseconds."""
_REPEATS, _WARNS, _WONDERS = 61, 211, 499
"""One line in so many is the last one again, a warning, or something odd."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many lines a second a task writes."""

    rate: float
    """Lines a second."""
    since: float = 0.0
    """Seconds since the epoch; what was written earlier is thinned out to `history` lines."""
    history: int = 300
    """Lines at most that a task wrote before `since`."""

    def times(self, start: float, end: float) -> Iterator[int]:
        """The milliseconds at which a task writes that runs from `start` to, as planned, `end`.

        Those of the very millisecond in which it ends are among them.
        """
        end += 0.001
        past = min(end, self.since) - start
        if past > 0:
            rate = min(self.rate, self.history / past)
            yield from _even(start, start + past, rate)
        yield from _even(max(start, self.since), end, self.rate)


def _even(start: float, end: float, rate: float) -> Iterator[int]:
    """Times from `start` to `end` in milliseconds, `rate` a second."""
    first = start * 1000
    gap = 1000 / rate
    for number in range(ceil((end - start) * rate)):
        yield int(first + number * gap)


def planned_end(action: Action) -> float:
    """When an action would end by itself, in seconds since the epoch."""
    start = action.started_at or 0.0
    return action.planned_end if action.planned_end > start else start + 60.0


def spread(action: Action, texts: tuple[str, ...]) -> Iterator[Line]:
    """A few lines spread over the whole of an action."""
    start = (action.started_at or 0.0) * 1000 + FIRST_OUTPUT
    gap = max(planned_end(action) * 1000 - start, 0.0) / (len(texts) + 1)
    for number, text in enumerate(texts, 1):
        yield int(start + number * gap), text


def downloads(action: Action) -> Iterator[Line]:
    """The transfer of job attachments, reported about once a second."""
    start = (action.started_at or 0.0) * 1000 + FIRST_OUTPUT
    planned = max(planned_end(action) * 1000 - start, 1.0)
    files, size = attachments(action)
    yield int(start), wording.BLANK
    yield int(start), "Starting download..."
    reports = max(2, min(120, int(planned / 1000)))
    for number in range(reports):
        moment = int(start + planned * (number + 0.5) / reports)
        percent = round(100 * (number + 0.5) / reports, 1)
        done = f"Downloaded {size * percent / 100:.2f} GB / {size:.2f} GB of {files} files"
        yield moment, f"openjd_progress: {percent}"
        yield moment, f"openjd_status: {done} (Transfer rate: {size * 1e6 / planned:.1f} MB/s)"


def attachments(action: Action) -> tuple[int, float]:
    """How many files an action transfers, and their size in GB."""
    number = wording.seed(action.id)
    return 40 + number % 900, 0.4 + number // 900 % 97 / 10


def rendering(action: Action, renderer: Renderer, pace: Pace) -> Iterator[Line]:
    """What a task's renderer prints: its opening, then work with a word of how far it is.

    When the lines come, and how many, does not depend on the end that is planned: a task that is
    cancelled gets another one, and its log must not change behind what has been read.
    """
    times = pace.times((action.started_at or 0.0) + FIRST_OUTPUT / 1000, planned_end(action))
    figures = Figures(action, renderer)
    opening = iter(renderer.opening)
    announced = 0
    state, beat, text = wording.seed(action.id), -1, ""
    heads: dict[int, str] = {}
    for number, moment in enumerate(times):
        if number % _ANNOUNCES == 0 and moment >= announced:
            announced = moment + _QUIET
            percent = figures.percent(moment)
            yield moment, f"openjd_progress: {percent:g}"
            yield moment, f"openjd_status: {wording.status_text(action, percent)}"
        if moment >= beat:
            beat = moment + _BEAT
            heads = {}
        state = (state * 1_103_515_245 + 12_345) & 0x7FFFFFFF
        if number < len(renderer.opening):
            (text,) = figures.filled((next(opening),), moment)
        elif state % _WARNS == 0:
            text = renderer.warnings[state // _WARNS % len(renderer.warnings)]
        elif state % _WONDERS == 0:
            text = ODDITIES[state // _WONDERS % len(ODDITIES)]
        else:
            which = number % len(renderer.work)
            if which not in heads:
                (heads[which],) = figures.filled((renderer.work[which],), beat - _BEAT)
            text = heads[which] + str(number)
        yield moment, text
        if state % _REPEATS == 0:
            yield moment, text


def renderer_memory(action: Action, moment: float) -> float:
    """MiB that the renderer of a task takes at a time in milliseconds."""
    start = (action.started_at or 0.0) * 1000
    done = min(1.0, (moment - start) / max(planned_end(action) * 1000 - start, 1.0))
    peak = 6_000 + wording.seed(action.id) % 5_000
    return peak * min(1.0, 0.3 + 2 * done)


class Figures:
    """The figures in a renderer's lines: how long, how much memory, how far."""

    def __init__(self, action: Action, renderer: Renderer) -> None:
        self._start = (action.started_at or 0.0) * 1000
        self._planned = max(planned_end(action) * 1000 - self._start, 1.0)
        self._action = action
        self._frame = wording.frame(action)
        self._scene = renderer.scene

    def percent(self, moment: float) -> float:
        """Percent done at a time in milliseconds, in steps of a half and at most 99.5."""
        done = (moment - self._start) / self._planned
        return min(99.5, max(0.0, int(200 * done) / 2))

    def filled(self, templates: tuple[str, ...], moment: float) -> tuple[str, ...]:
        """Templates with the figures of a time, in milliseconds since the epoch, filled in."""
        done = min(1.0, (moment - self._start) / self._planned)
        used = renderer_memory(self._action, moment)
        values = {
            "frame": self._frame,
            "scene": self._scene,
            "elapsed": _clock(moment - self._start),
            "left": _clock(self._planned * (1 - done)),
            "used": f"{used:.2f}",
            "peak": f"{used * 1.01:.2f}",
            "percent": str(int(100 * done)),
            "sample": str(int(SAMPLES * done)),
        }
        return tuple(template.format_map(values) for template in templates)


def _clock(milliseconds: float) -> str:
    """A stretch of time as renderers print it: `00:41.07`, `1:02:03.40`."""
    minutes, seconds = divmod(max(0.0, milliseconds) / 1000, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02}:{seconds:05.2f}" if hours else f"{minutes:02}:{seconds:05.2f}"
