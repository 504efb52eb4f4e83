"""The sections of a session's log, from its landmarks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from app.logs.scanning.findings import Section
from app.logs.scanning.landmarks import Landmark, Mark
from app.view import NO_TIME, Tone


class Outline(NamedTuple):
    """What the landmarks of a log say, all in all."""

    sections: tuple[Section, ...] = ()
    progress: float | None = None
    """From 0 to 100."""
    status: str = ""


def outline(placed: Iterable[tuple[int, Landmark]], end: int | None = None) -> Outline:
    """The sections that landmarks make; each landmark comes with the number of its line.

    `end` is the time of the log's last line where nothing more can come, in milliseconds since the
    epoch; None while the last section can go on.
    """
    drawing = _Drawing()
    for number, landmark in placed:
        drawing.add(number, landmark)
    if end is not None:
        drawing.end(end)
    return Outline(
        tuple(part.section() for part in drawing.parts), drawing.progress, drawing.status
    )


_TOLD = {
    Mark.TIMED_OUT: (Tone.BAD, "timed out"),
    Mark.CANCELED: (Tone.MUTED, "canceled"),
}
"""How a section went whatever its process exited with."""


@dataclass(slots=True)
class _Part:
    """A section as far as it is known."""

    depth: int
    number: int
    title: str
    began: int
    banner: range
    stop: int | None = None
    over: int | None = None
    """When it was over at the latest."""
    exited: int | None = None
    """When its process ended."""
    exit_code: int | None = None
    marks: set[Mark] = field(default_factory=set)
    """What it has said of itself."""

    def section(self) -> Section:
        tone, word = self._outcome()
        return Section(
            number=self.number,
            stop=self.stop,
            depth=self.depth,
            title=self.title,
            began=self.began,
            ended=self.over if self.exited is None else self.exited,
            exit_code=self.exit_code,
            tone=tone,
            word=word,
            banner=self.banner,
        )

    def _outcome(self) -> tuple[Tone, str]:
        for mark, outcome in _TOLD.items():
            if mark in self.marks:
                return outcome
        if self.exit_code:
            return Tone.BAD, f"exit {exit_text(self.exit_code)}"
        if Mark.FAILED in self.marks:
            return Tone.BAD, "failed"
        if self.exit_code == 0:
            return Tone.GOOD, "done"
        return self._untold()

    def _untold(self) -> tuple[Tone, str]:
        if self.over is None:
            return Tone.BUSY, "running"
        return (Tone.WARN, "no exit code") if Mark.STARTED in self.marks else (Tone.PLAIN, "")


class _Drawing:
    """An outline while landmarks are added to it, in their order."""

    def __init__(self) -> None:
        self.parts: list[_Part] = []
        self.progress: float | None = None
        self.status = ""
        self._action: _Part | None = None
        self._phase: _Part | None = None

    def add(self, number: int, landmark: Landmark) -> None:
        mark = landmark.mark
        if mark is Mark.SECTION:
            self._close(number, landmark, self._action, self._phase)
            self._action, self._phase = self._opened(number, landmark, 0), None
            self.progress, self.status = None, ""
        elif mark is Mark.PHASE:
            self._close(number, landmark, self._phase)
            self._phase = self._opened(number, landmark, 1)
        elif mark is Mark.PARAMETERS:
            self._name(number, landmark.text)
        elif mark is Mark.PROGRESS:
            self.progress = min(100.0, float(landmark.text))
        elif mark is Mark.STATUS:
            self.status = landmark.text
        else:
            self._note(landmark)

    def end(self, time: int) -> None:
        """Nothing more will come."""
        for part in (self._action, self._phase):
            if part is not None:
                part.over = time

    def _opened(self, number: int, landmark: Landmark, depth: int) -> _Part:
        banner = range(number - landmark.lead, number + landmark.trail + 1)
        part = _Part(depth, banner.start, landmark.text.strip(), landmark.time, banner)
        self.parts.append(part)
        return part

    def _name(self, number: int, parameters: str) -> None:
        """Tell the action by its parameters, which stand right below its banner."""
        if self._action is not None and number == self._action.banner.stop:
            self._action.title += f"  {parameters}"

    def _close(self, number: int, landmark: Landmark, *parts: _Part | None) -> None:
        for part in parts:
            if part is not None:
                part.stop = number - landmark.lead
                part.over = landmark.time if landmark.before == NO_TIME else landmark.before

    def _note(self, landmark: Landmark) -> None:
        for part in (self._action, self._phase):
            if part is None:
                continue
            part.marks.add(landmark.mark)
            if landmark.mark is Mark.EXITED:
                part.exited, part.exit_code = landmark.time, int(landmark.text)


def exit_text(code: int) -> str:
    """An exit code as one looks it up: those of Windows, such as 0xC0000005, in hexadecimal."""
    return f"0x{code:X}" if code > 0x7FFFFFFF else str(code)
