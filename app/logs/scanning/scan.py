"""Reading a log for what stands out in it, while it grows."""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator, Sequence

from app.lines import Lines, Splice
from app.logs.scanning.findings import Findings
from app.logs.scanning.landmarks import Landmark
from app.logs.scanning.passage import passage, read
from app.logs.scanning.pour import Pour
from app.logs.scanning.sections import Outline, outline
from app.logs.scanning.signs import Signs
from app.logs.scanning.stretches import Stretches

PAUSE = 0.25
"""Seconds between two findings at least."""
RESTS = 30
"""While lines pour in it rests so many times as long as it reads, and so takes little of a core:
what is in sight is marked without it, and the rest is read as soon as no more come."""
MOST_LANDMARKS = 200_000
"""A log with more of them is none of a session's; the oldest are forgotten."""


class Scan:
    """Looks through lines for errors and sections, the newest lines first, and keeps up with them.

    Tell it of every splice before the next `await`, and let one consumer iterate `run`, which may
    be left and entered again. Where lines of several sessions are read as one, their sections mean
    nothing: leave them out.
    """

    def __init__(self, lines: Lines, signs: Signs, *, sections: bool = True) -> None:
        self._lines = lines
        self._signs = signs
        self._sections = sections
        self._stretches = Stretches(len(lines))
        self._pour = Pour()
        self._rests_until = 0.0
        """By `time.monotonic`, as all its times."""
        self._finished = self._paused = False
        self._woken = asyncio.Event()
        self._changed = True
        """Whether there is something to tell."""
        self._shifts = 0
        """How often an outline that is being drawn would have to be drawn anew."""
        self._outline: Outline | None = None
        """What the landmarks say; None where they have changed."""

    def splice(self, change: Splice) -> None:
        """The lines have changed."""
        if not change:
            return
        grown = change.at in (0, self._stretches.count) and not change.removed
        self._stretches.splice(change)
        if change.at:
            self._pour.came(change.added, time.monotonic())
        if not grown:
            self._shifts += 1
            self._outline = None
        self._changed = True
        self._woken.set()

    def finish(self) -> None:
        """No more lines will come: what is still open ends with the last line."""
        self._finished = True
        self._shifts += 1
        self._outline = None
        self._changed = True
        self._woken.set()

    def pause(self) -> None:
        """Look at nothing more until `resume`: somebody waits for something else."""
        self._paused = True

    def resume(self) -> None:
        """Look on."""
        self._paused = False
        self._woken.set()

    async def run(self) -> AsyncGenerator[Findings, None]:
        """What is found, at most four times a second, and only where something has changed."""
        due = time.monotonic()
        while True:
            while await self._read_on() and time.monotonic() < due:
                pass
            self._woken.clear()
            if not self._changed or time.monotonic() < due:
                await self._wait(due if self._changed else None)
            elif (findings := await self._findings()) is not None:
                due = time.monotonic() + PAUSE
                yield findings

    async def _wait(self, due: float | None) -> None:
        """Wait until something is told, or to be told, or may be read again."""
        now = time.monotonic()
        rested = self._rests_until if now < self._rests_until else None
        ends = [end for end in (due, rested) if end is not None]
        try:
            async with asyncio.timeout(max(0.0, min(ends) - now) if ends else None):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _read_on(self) -> bool:
        """Read the newest of what has not been read; whether there was anything."""
        began = time.monotonic()
        idles = self._paused or began < self._rests_until
        wanted = None if idles else self._stretches.newest_wanted()
        if wanted is None:
            return False
        text = passage(self._lines, *wanted)
        task = self._stretches.begin(text.start, text.stop)
        reading = await asyncio.to_thread(read, text, self._signs, sections=self._sections)
        if self._stretches.finish(task, reading):
            self._outline = None
        self._changed = True
        now = time.monotonic()
        if self._pour.is_fast(now):
            self._rests_until = now + RESTS * (now - began)
        return True

    async def _findings(self) -> Findings | None:
        """What has been found so far; None where lines have got other numbers meanwhile."""
        first, shifts, drawn = self._lines.first, self._shifts, self._outline
        self._changed = False
        if drawn is None:
            placed = self._stretches.landmarks(first, MOST_LANDMARKS)
            end = self._lines[-1].timestamp if self._finished and len(self._lines) else None
            self._outline = drawn = await asyncio.to_thread(lambda: outline(_numbered(placed), end))
            if shifts != self._shifts:
                self._changed, self._outline = True, None
                return None
        return Findings(
            errors=self._stretches.errors(self._lines.first),
            sections=drawn.sections,
            progress=drawn.progress,
            status=drawn.status,
            complete=self._stretches.complete,
        )


def _numbered(
    placed: Sequence[tuple[int, tuple[Landmark, ...]]],
) -> Iterator[tuple[int, Landmark]]:
    for number, marks in placed:
        for mark in marks:
            yield number + mark.at, mark
