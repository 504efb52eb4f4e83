"""A log that was saved, or is being written, to a file of this machine."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from app.lines import Splice
from app.logs.files.file_lines import LINE_BYTES, FileLines
from app.logs.files.line_form import HEAD_BYTES, EventForm, LineForm, form_of, plain_line
from app.logs.files.line_index import Run, line_start, runs_after, runs_before
from app.logs.files.saved_file import Look, saved_file
from app.logs.following.batch import LogBatch, LogState, Phase
from app.logs.following.followed import Origin
from app.view import NO_TIME, count_text

TAIL_BYTES = 65_536
"""So much of the end is read at once: enough for any screen."""
BUSY_INTERVAL = 0.1
"""Seconds between two looks while the file grows: what a look finds is painted at once, and that is
most of what following costs."""
IDLE_INTERVAL = 0.25
"""Seconds between two looks that the interval grows to in silence."""
GROWTH = 1.5
STEP_RUNS = 64
"""Runs that are looked for in one go; the lines that they hold are told together."""
RATE_WINDOW = 5.0
"""Seconds over which lines a second are counted."""


@dataclass(frozen=True, slots=True)
class _Step:
    """What one look found: it is made in a thread, and changes nothing."""

    look: Look
    begin: int | None = None
    """Where the lines begin that are to be found anew; None where those that were found stay."""
    form: LineForm = plain_line
    """How they read, where they are found anew."""
    after: tuple[Run, ...] = ()
    before: tuple[Run, ...] = ()
    rest: int = 0
    has_more: bool = False
    """Whether more is known to lie behind `after`."""


class SavedLog:
    """The lines of a file: a `Followed` of what is in it and what is written to it.

    Its last lines are there at once. The others are found while it is followed, the last ones
    first; or all of them in their order where it is read `from_head`. A file that is cut or
    replaced starts over.
    """

    def __init__(
        self,
        path: Path,
        *,
        from_head: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Raises FarmtopError where the file cannot be read."""
        self._path = path
        self._source = saved_file(path)
        self._from_head = from_head
        self._clock = clock
        look = self._source.look()
        self._size = -1 if from_head else look.size
        self._lines = FileLines(look.file, form_of(b""))
        self._state = LogState()
        self._interval = BUSY_INTERVAL
        self._came: deque[tuple[float, int]] = deque()
        self._finished = self._closed = False
        self._woken = asyncio.Event()
        self._visible = asyncio.Event()
        self._visible.set()
        self._lock = asyncio.Lock()
        self._has_more = True
        """Whether there is more to be found than the last look has."""
        if not from_head:
            self._apply(self._opening(look))
            self._state = LogState()

    @property
    def lines(self) -> FileLines:
        """The lines that were found so far."""
        return self._lines

    @property
    def state(self) -> LogState:
        """How the log is doing, as the last batch had it."""
        return self._state

    @property
    def at_beginning(self) -> bool:
        """Whether nothing lies before the first line."""
        return self._lines.begin == 0

    @property
    def origins(self) -> tuple[Origin, ...]:
        """The logs that were saved as one, as far as they have been met; else a single one."""
        form = self._lines.form
        labels = form.labels if isinstance(form, EventForm) else ()
        return tuple(map(Origin, labels)) or (Origin(),)

    async def follow(self) -> AsyncGenerator[LogBatch, None]:
        """What changes, as it changes; it ends only where nothing can be written any more."""
        while True:
            await self._visible.wait()
            if self._closed:
                return
            known = self._state
            splices = await self._look()
            if splices or self._state != known:
                yield LogBatch(splices, self._state)
            if self._finished:
                return
            if self.at_beginning and not self._has_more:
                await self._rest()
            self._woken.clear()

    async def older(self) -> tuple[Splice, ...]:
        """Find some lines before the first one, without waiting for `follow` to do so."""
        if self.at_beginning:
            return ()
        async with self._lock:
            lines = self._lines
            before = await asyncio.to_thread(_before, lines)
            added = lines.prepend(before)
            return (added,) if added else ()

    def wake(self) -> None:
        """Look at the file now."""
        self._interval = BUSY_INTERVAL
        self._woken.set()

    def pause(self) -> None:
        """Look at the file no more until `resume`."""
        self._visible.clear()

    def resume(self) -> None:
        """Look at the file again, and at once."""
        self._visible.set()
        self.wake()

    def close(self) -> None:
        """Nothing more is read; the file is closed with the last block that is kept of it."""
        self._closed = True
        self._visible.set()
        self._woken.set()

    async def _look(self) -> tuple[Splice, ...]:
        async with self._lock:
            step = await asyncio.to_thread(self._step)
            return self._apply(step)

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(self._interval):
                await self._woken.wait()
        except TimeoutError:
            return

    def _step(self) -> _Step:
        look, lines = self._source.look(), self._lines
        if look.file is not lines.file or look.size < lines.end + lines.rest:
            return self._opening(look)
        before = _before(lines)
        if self._state.caught_up and look.size == self._size:
            return _Step(look, before=before, rest=lines.rest)
        if lines.end == 0 and look.size != self._size:
            return self._found(_Step(look, 0, _form(look)), 0)
        return self._found(_Step(look, before=before), lines.end)

    def _opening(self, look: Look) -> _Step:
        """The first step in a file."""
        tail = 0 if self._from_head else max(0, look.size - TAIL_BYTES)
        begin = line_start(look.file, tail)
        return self._found(_Step(look, begin, _form(look)), begin)

    def _found(self, step: _Step, end: int) -> _Step:
        """The step with the lines that lie behind `end`."""
        look = step.look
        after = tuple(islice(runs_after(look.file, end, look.size), STEP_RUNS))
        has_more = look.more or len(after) == STEP_RUNS
        stop = after[-1].stop if after else end
        # A line that is being written is not shown until the writer rests.
        is_shown = look.finished or (look.size == self._size and not has_more)
        rest = look.size - stop if is_shown else 0
        return replace(step, after=after, rest=rest, has_more=has_more)

    def _apply(self, step: _Step) -> tuple[Splice, ...]:
        lines, look = self._lines, step.look
        splices = []
        if step.begin is not None:
            splices.append(lines.restart(look.file, step.form, step.begin))
        grown = lines.append(step.after, step.rest)
        splices += [grown, lines.prepend(step.before)]
        grows = look.size != self._size
        self._interval = BUSY_INTERVAL if grows else min(self._interval * GROWTH, IDLE_INTERVAL)
        self._size = look.size
        self._has_more = step.has_more
        caught_up = not look.more and lines.end + lines.rest == look.size
        self._finished |= look.finished and caught_up and self.at_beginning
        self._state = self._told(look, grown.added - grown.removed, caught_up=caught_up)
        return tuple(splice for splice in splices if splice)

    def _told(self, look: Look, added: int, *, caught_up: bool) -> LogState:
        now = self._clock()
        newest = self._lines[-1].timestamp if len(self._lines) else NO_TIME
        phase = Phase.ENDED if self._finished else Phase.FOLLOWING
        state = LogState(
            phase=phase,
            caught_up=caught_up,
            newest=None if newest == NO_TIME else newest,
            rate=self._rate(now, added),
            way="unpacking" if look.more else "watching the file",
            trouble=look.trouble or self._cut(),
        )
        if not look.gone:
            return state
        since = self._state.since or now
        return replace(
            state,
            phase=Phase.RETRYING,
            stale=look.gone,
            since=since,
            next_try=since + IDLE_INTERVAL,
        )

    def _cut(self) -> str:
        """What is said of lines that are too long; empty where there are none."""
        if not self._lines.cut:
            return ""
        lines, limit = count_text(self._lines.cut, "line"), LINE_BYTES // 2**20
        return f"{self._path} has {lines} of which only {limit} MiB are here."

    def _rate(self, now: float, added: int) -> float:
        """Lines a second that came while somebody looked."""
        if self._state.phase is not Phase.OPENING and added > 0:
            self._came.append((now, added))
        while self._came and self._came[0][0] < now - RATE_WINDOW:
            self._came.popleft()
        return round(sum(count for _, count in self._came) / RATE_WINDOW, 1)


def _before(lines: FileLines) -> tuple[Run, ...]:
    return tuple(islice(runs_before(lines.file, lines.begin), STEP_RUNS))


def _form(look: Look) -> LineForm:
    return form_of(look.file.read(0, min(HEAD_BYTES, look.size)))
