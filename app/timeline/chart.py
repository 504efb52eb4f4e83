"""Session actions laid out in lanes: in each of them one follows the other, and none overlap.

A worker may have several sessions at once; each of those then has a lane of its own. What a lane
is present for is either taken by runs or a gap, so that nothing of it is unaccounted for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from itertools import pairwise

from app.resources.fields import seconds
from app.timeline.visit import Run, Stretch, Visit, in_a_row
from app.view import plain, short_id

PAUSE = 0.1
"""The part of all the time from which on a pause parts the work before it from that after it."""
SLACK = 1.0
"""Seconds by which a session may begin before another one has ended and still follow on it: the
two times are told by different clocks."""


class RowsBy(Enum):
    """What has a row of its own."""

    WORKER = "worker"
    SESSION = "session"


LEAST_GAP = 1.0
"""Seconds from which on a gap is idleness: a moment passes from each action to the next."""


@dataclass(frozen=True)
class Lane:
    """One row: runs that follow each other."""

    key: str
    label: str
    runs: tuple[Run, ...]
    present: tuple[Stretch, ...]
    """When there was a session that could have worked, in order and without overlaps."""

    @cached_property
    def length(self) -> float:
        """Seconds for which it was present."""
        return sum(stretch.length for stretch in self.present)

    @cached_property
    def gaps(self) -> tuple[Stretch, ...]:
        """When it was present and idle."""
        return tuple(gap for stretch in self.present for gap in self._gaps_in(stretch))

    @cached_property
    def waits(self) -> tuple[Stretch, ...]:
        """The gaps that are more than a moment."""
        return tuple(gap for gap in self.gaps if gap.length >= LEAST_GAP)

    @property
    def idle(self) -> float:
        """Seconds in which it was present and idle, for more than a moment each time."""
        return sum(gap.length for gap in self.waits)

    @property
    def utilisation(self) -> float | None:
        """Which part of its presence was used, 0 to 1; None where it was not there at all."""
        return _used(self.length, self.idle)

    def _gaps_in(self, stretch: Stretch) -> Iterator[Stretch]:
        inside = (r.took for r in self.runs if stretch.start <= r.took.start <= stretch.end)
        ends = Stretch(stretch.start, stretch.start), Stretch(stretch.end, stretch.end)
        for before, after in pairwise((ends[0], *inside, ends[1])):
            if after.start > before.end:
                yield Stretch(before.end, after.start)


@dataclass(frozen=True)
class Chart:
    """All lanes, those that began first on top, so that nothing moves when others come."""

    lanes: tuple[Lane, ...] = ()
    waiting: int = 0
    """Actions that have not begun."""

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Those of all lanes."""
        return tuple(run for lane in self.lanes for run in lane.runs)

    @cached_property
    def span(self) -> Stretch | None:
        """From the beginning of the first to the end of the last; None where there is nothing."""
        present = [stretch for lane in self.lanes for stretch in lane.present]
        if not present:
            return None
        return Stretch(min(one.start for one in present), max(one.end for one in present))

    @cached_property
    def last_work(self) -> Stretch | None:
        """All since work was last taken up again, where for most of the time there was a pause;
        None where there was none."""
        if self.span is None:
            return None
        pauses, end = list[Stretch](), self.span.start
        for took in sorted(run.took for run in self.runs):
            if took.start > end:
                pauses.append(Stretch(end, took.start))
            end = max(end, took.end)
        if sum(pause.length for pause in pauses) <= self.span.length / 2:
            return None
        least = PAUSE * self.span.length
        start = next((one.end for one in reversed(pauses) if one.length >= least), None)
        return None if start is None else Stretch(start, self.span.end)

    @property
    def idle(self) -> float:
        """Seconds that all lanes together were present and idle."""
        return sum(lane.idle for lane in self.lanes)

    @property
    def utilisation(self) -> float | None:
        """Which part of all presence was used, 0 to 1; None where there was none."""
        return _used(sum(lane.length for lane in self.lanes), self.idle)


def _used(length: float, idle: float) -> float | None:
    """Which part of a length was not idle; None where there is no length."""
    return max(0.0, length - idle) / length if length else None


def chart_of(
    visits: Iterable[Visit], by: RowsBy, now: float, *, idles_between: bool = False
) -> Chart:
    """The chart of sessions at `now`, in seconds since the epoch.

    `idles_between` is whether these are all sessions of their workers, so that between two of them
    a worker had nothing to do; of a job's sessions nobody knows what was done between.
    """
    known = sorted(
        (known for visit in visits if (known := _known(visit, now)) is not None),
        key=lambda one: (one.present.start, one.visit.key),
    )
    rows: dict[str, list[_Lane]] = {}
    for one in known:
        lanes = rows.setdefault(_row_of(one.visit, by), [])
        _put(one, lanes, by)
    made = tuple(lane.made(idles_between) for row in rows.values() for lane in row)
    waiting = sum(one.visit.waiting for one in known)
    return Chart(made, waiting)


@dataclass(frozen=True, slots=True)
class _Known:
    """A session of which it is known when it was."""

    visit: Visit
    present: Stretch
    rest: tuple[Run, ...]
    """What it did as far as that is not settled, until now."""

    def runs(self, free_from: float) -> Iterator[Run]:
        """What it did, each once what was before has ended; nothing before a time."""
        settled = self.visit.settled
        if settled and settled[0].took.start < free_from:
            settled = tuple(in_a_row(settled, free_from))
        yield from settled
        yield from in_a_row(self.rest, settled[-1].took.end if settled else free_from)


@dataclass(slots=True)
class _Lane:
    """A lane as it is filled."""

    key: str
    label: str
    runs: list[Run]
    present: list[Stretch]

    @property
    def end(self) -> float:
        return self.present[-1].end

    def made(self, idles_between: bool) -> Lane:
        present = self.present
        if idles_between:
            present = [Stretch(present[0].start, present[-1].end)]
        return Lane(self.key, self.label, tuple(self.runs), tuple(present))


def _row_of(visit: Visit, by: RowsBy) -> str:
    return visit.worker if by is RowsBy.WORKER and visit.worker else visit.key


def _put(one: _Known, lanes: list[_Lane], by: RowsBy) -> None:
    """Put a session behind those of the first lane that is free, or into a new one."""
    free = next((lane for lane in lanes if lane.end <= one.present.start + SLACK), None)
    if free is None:
        key = _row_of(one.visit, by)
        label = _label(one.visit, by)
        number = len(lanes) + 1
        free = _Lane(f"{key}/{number}", label if number == 1 else f"{label} ·{number}", [], [])
        lanes.append(free)
        start = one.present.start
    else:
        start = max(one.present.start, free.end)
    free.present.append(Stretch(start, max(start, one.present.end)))
    free.runs += one.runs(start)


def _label(visit: Visit, by: RowsBy) -> str:
    if by is RowsBy.SESSION:
        return short_id(plain(visit.key))
    return visit.host or short_id(plain(visit.worker or visit.key))


def _known(visit: Visit, now: float) -> _Known | None:
    begun, settled = visit.begun, visit.settled
    rest = tuple(_until(now, run) if run.is_running else run for run in begun[len(settled) :])
    start, end = seconds(visit.session.get("startedAt")), seconds(visit.session.get("endedAt"))
    starts = [run.took.start for run in begun[:1]] + ([] if start is None else [start])
    if not starts:
        return None
    first = min(starts)
    ends = (run.took.end for run in (*settled[-1:], *rest))
    last = max([now if end is None else end, first, *ends])
    return _Known(visit, Stretch(first, last), rest)


def _until(now: float, run: Run) -> Run:
    return replace(run, took=Stretch(run.took.start, max(run.took.start, now)))
