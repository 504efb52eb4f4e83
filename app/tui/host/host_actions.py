"""What a worker did in the time for which its machine is looked at."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from app.aws.api import Api
from app.errors import NotFoundError
from app.stuck.suspects import Suspect, suspect_in
from app.timeline import Lane, RowsBy, Run, Seen, Stretch, Subject, chart_of, follow
from app.tui.connection.link import Link
from app.tui.host.host_source import HostSource
from app.tui.host.host_words import CALLS, lanes_of
from app.tui.lists.silence_lookout import SilenceLookout
from widgets.charts.gantt_paint import GanttRow
from widgets.charts.time_axis import Window


class HostActions:
    """Asks what was done, with few calls, and again where another time is looked at."""

    def __init__(
        self,
        source: HostSource,
        link: Link,
        is_seen: asyncio.Event,
        changed: Callable[[], None],
    ) -> None:
        """Nothing is asked while `is_seen` is not set, and before a time is looked at; `changed` is
        called when another action is known to be silent, or no longer is."""
        self.seen = Seen()
        """What is known."""
        self._source = source
        self._link = link
        self._is_seen = is_seen
        self._window: Window | None = None
        self._asked: Window | None = None
        self._begun = asyncio.Event()
        self._again = asyncio.Event()
        self._runs: dict[str, tuple[Run, Lane]] = {}
        self.lookout = SilenceLookout(link, self._suspects, changed)
        """What listens to those that run."""

    def look_at(self, window: Window) -> None:
        """This is the time that is looked at."""
        self._window = window
        self._begun.set()

    @property
    def is_asked(self) -> bool:
        """Whether it was asked what was done in all of the time that is looked at."""
        window, asked = self._window, self._asked
        if window is None or asked is None:
            return window is None
        return asked.start <= window.start and window.end <= asked.end

    def ask(self) -> None:
        """Ask now, where that was not done."""
        if not self.is_asked:
            self._again.set()

    def lanes(self, now: float) -> tuple[GanttRow, ...]:
        """What is known, as it is at `now`, in rows."""
        until = self.seen.until(now)
        chart = chart_of(self.seen.visits, RowsBy.WORKER, until, idles_between=True)
        self._runs = {run.key: (run, lane) for lane in chart.lanes for run in lane.runs}
        running = (run.key for run in chart.runs if run.is_running)
        silent = {key for key in running if self._link.silence_of(key) is not None}
        return lanes_of(chart, silent)

    @property
    def until(self) -> float | None:
        """Until when it is known what runs, in seconds since the epoch; None is now."""
        return self.seen.confirmed_until

    def find(self, key: str) -> tuple[Run, Lane] | None:
        """A run of the chart by its key."""
        return self._runs.get(key)

    async def follow(self) -> AsyncGenerator[None, None]:
        """Yields whenever more is known. Never raises FarmtopError, and never ends by itself."""
        await self._begun.wait()
        subjects = [Subject(self._source.place, self._source.item)]
        subjects += [] if self._source.session is None else [self._source.session]
        while True:
            async with aclosing(self._looks(await self._link.service(), subjects[0])) as looks:
                async for seen in looks:
                    if len(subjects) > 1 and _is_gone(seen):
                        break
                    if not seen.loading or self.seen.loading:
                        before, self.seen = self.seen, seen
                        for visit in seen.read_since(before):
                            self.lookout.look(visit.place, visit.actions)
                        yield
            del subjects[0]

    def _suspects(self) -> list[Suspect]:
        """The running actions of the time that is looked at."""
        window = self._window
        if not self._is_seen.is_set() or window is None:
            return []
        runs = (run for run, _ in self._runs.values() if run.took.end >= window.start)
        seen = (suspect_in(run.place, run.action) for run in runs if run.took.start <= window.end)
        return [suspect for suspect in seen if suspect is not None]

    def _looks(self, service: Api, subject: Subject) -> AsyncGenerator[Seen, None]:
        again, clock = self._again, self._link.clock
        return follow(
            service,
            subject,
            self._is_seen,
            calls=CALLS,
            within=self._time,
            again=again,
            clock=clock,
        )

    def _time(self) -> Stretch:
        self._asked = self._window
        window = self._window or Window(0.0, 0.0)
        return Stretch(window.start, window.end)


def _is_gone(seen: Seen) -> bool:
    """Whether there is no such worker any more: what is known to have run on it is looked at."""
    return seen.trouble is not None and isinstance(seen.trouble.error, NotFoundError)
