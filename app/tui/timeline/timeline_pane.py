"""The chart of what a job, a session or a worker did, which keeps itself fresh."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass

from textual.message import Message

from app.aws.pacing.priority import Priority, asking
from app.poller.snapshot import Snapshot
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.sessions import SESSIONS
from app.stuck.silence import Silence
from app.stuck.suspects import Suspect, suspect_in
from app.timeline import (
    Chart,
    Lane,
    RowsBy,
    Run,
    Seen,
    Spread,
    Subject,
    Visit,
    chart_of,
    follow,
    spreads,
)
from app.tui.connection.link import Link
from app.tui.lists.silence_lookout import SilenceLookout
from app.tui.parts.pane import Pane
from app.tui.parts.words import trouble_line, trouble_words
from app.tui.timeline.timeline_rows import TimelineRows
from app.tui.timeline.timeline_words import not_seen
from widgets.charts.gantt import Gantt
from widgets.charts.gantt_moves import distance
from widgets.charts.gantt_paint import GanttBar
from widgets.charts.time_axis import Window


class TimelinePane(Pane):
    """Lanes over time, laid out anew as answers come and as time passes."""

    @dataclass
    class Charted(Message):
        """The chart shows what is so now."""

        pane: "TimelinePane"

    def __init__(self, subject: Subject, link: Link, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.gantt = Gantt(id="gantt")
        self.by = RowsBy.SESSION if subject.is_session else RowsBy.WORKER
        """What has a row."""
        self.chart = Chart()
        self.spreads: dict[str, Spread] = {}
        """How long tasks take, by their step."""
        self._spread_among: tuple[Visit, ...] | None = None
        """Among what they take as long: time alone changes nothing about that."""
        self.silences: dict[str, Silence] = {}
        """What says nothing any more, by the action's id."""
        self._rows = TimelineRows()
        self._runs: dict[str, tuple[Run, Lane]] = {}
        self._subject = subject
        self._link = link
        self._seen = Seen()
        self._again = asyncio.Event()
        self._lookout = SilenceLookout(link, self._suspects, self.draw)

    def content(self) -> Gantt:
        """The chart."""
        return self.gantt

    @property
    def snapshot(self) -> Snapshot:
        """How fresh it is."""
        seen = self._seen
        return Snapshot(
            self._subject.place,
            loading=seen.loading,
            fetched_at=None if seen.loading else seen.fetched_at,
            interval=seen.interval,
            trouble=seen.trouble,
        )

    @property
    def selected(self) -> tuple[Run, Lane] | None:
        """What the cursor is on."""
        bar = self.gantt.selected
        return None if bar is None else self._runs.get(bar.key)

    @property
    def until(self) -> float | None:
        """Until when it is known what runs, in seconds since the epoch; None is now."""
        return self._seen.confirmed_until

    def knows(self, key: str) -> bool:
        """Whether an action was read, or one of a session; or all were: no key is empty."""
        return not self._seen.loading or key in self._runs or any(self._bars_of(key))

    def stand_at(self, key: str, moment: float | None) -> None:
        """Put the cursor on an action at a moment, or on what a session with that key did then;
        where neither is known on whatever was done then."""
        bar = self.gantt.bars.find(key)
        if bar is None and moment is not None:
            bar = self._near(key, moment) or self.gantt.bars.near(moment)
        if bar is not None and moment is not None:
            moment = min(max(moment, bar.start), bar.end)
        self.gantt.select(bar, moment)

    def _near(self, session_id: str, moment: float) -> GanttBar | None:
        """What a session did at a moment, or what is nearest to it."""
        bars = self._bars_of(session_id)
        return min(bars, key=lambda bar: distance(bar, moment), default=None)

    def _bars_of(self, session_id: str) -> Iterator[GanttBar]:
        """What a session did."""
        for run, _ in self._runs.values():
            if run.place.path[SESSIONS.key] == session_id:
                bar = self.gantt.bars.find(run.key)
                if bar is not None:
                    yield bar

    def words(self) -> str:
        """What stands where there is nothing to draw."""
        if self.chart.runs:
            return ""
        if self._seen.trouble is not None:
            return trouble_words(self._seen.trouble, self._link.clock())
        if self._seen.loading:
            return "Reading sessions and what they did …"
        return "Nothing has been run here yet."

    def complaint(self) -> str:
        """What is not fresh, or was not looked at."""
        if self._seen.trouble is None:
            return not_seen(self._seen)
        # Where there is nothing else to show, the words say so.
        return trouble_line(self._seen.trouble, self._link.clock()) if self.chart.runs else ""

    def pause(self) -> None:
        """Nothing is asked for while `seen` is not set."""

    def resume(self) -> None:
        """Go on."""
        self.draw()

    def on_mount(self) -> None:
        """Begin to read, and to listen."""
        self.run_worker(self._follow())
        self.run_worker(self._lookout.run())

    def refresh_now(self) -> None:
        """Read everything anew, also what is over: it may have been run again."""
        self._again.set()

    def switch_rows(self) -> None:
        """Give each session a row instead of each worker, or the other way round."""
        self.by = RowsBy.WORKER if self.by is RowsBy.SESSION else RowsBy.SESSION
        self.draw()

    def draw(self) -> None:
        """Lay out what is known, as it is now."""
        now, visits = self._link.clock(), self._seen.visits
        until = self._seen.until(now)
        self.chart = chart = chart_of(visits, self.by, until, idles_between=self._idles_between)
        if visits is not self._spread_among:
            self._spread_among, self.spreads = visits, spreads(chart.runs)
        silent = self._link.silences.known(now)
        self.silences = {one.ids[SESSION_ACTIONS.key]: one for one in silent}
        self._runs = {run.key: (run, lane) for lane in chart.lanes for run in lane.runs}
        if (span := chart.span) is not None:
            rows = self._rows.of(chart, self.spreads, self.silences.keys())
            self.gantt.show(rows, span.start, span.end)
        self.speak()
        self.post_message(self.Charted(self))

    @property
    def _idles_between(self) -> bool:
        return self._subject.is_worker and self.by is RowsBy.WORKER

    async def _follow(self) -> None:
        looks = follow(
            await self._link.service(),
            self._subject,
            self.seen,
            again=self._again,
            rereads=True,
            clock=self._link.clock,
        )
        with asking(Priority.VISIBLE):
            async with aclosing(looks) as answers:
                async for seen in answers:
                    for visit in seen.read_since(self._seen):
                        self._lookout.look(visit.place, visit.actions)
                    is_first = self._seen.fetched_at is None and seen.fetched_at is not None
                    self._seen = seen
                    self.draw()
                    if is_first:
                        self._look_at_last_work()

    def _look_at_last_work(self) -> None:
        """Look at the last work alone where a pause would take most of the room, unless somebody
        looks at something else already."""
        last, bar = self.chart.last_work, self.gantt.selected
        if last is not None and bar is not None and self.gantt.is_whole and bar.end >= last.start:
            self.gantt.look_at(Window(last.start, last.end))

    def _suspects(self) -> list[Suspect]:
        """The running actions that can be seen."""
        window = self.gantt.window
        if not self.seen.is_set() or window is None:
            return []
        rows = [self.gantt.bars.rows[place] for place in self.gantt.rows_shown]
        bars = (bar for row in rows for bar in row.bars if bar.end >= window.start)
        runs = (self._runs[bar.key][0] for bar in bars if bar.start <= window.end)
        suspects = (suspect_in(run.place, run.action) for run in runs)
        return [suspect for suspect in suspects if suspect is not None]
