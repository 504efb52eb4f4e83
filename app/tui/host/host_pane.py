"""The figures of a worker's machine over time, which keep themselves fresh."""

import asyncio
from contextlib import aclosing, closing, suppress
from dataclasses import dataclass
from math import ceil

from textual import on, work
from textual.message import Message

from app.aws.pacing.priority import Priority, asking
from app.aws.reading.items import get_item
from app.errors import FarmtopError
from app.host import Heard, Listener, Track, tracks
from app.logs.following.followed import Followed
from app.poller import until_ended
from app.resources.fields import seconds
from app.resources.level import Item
from app.timeline import Lane, Run
from app.tui.connection.link import Link
from app.tui.host.host_actions import HostActions
from app.tui.host.host_source import HostLog, HostSource
from app.tui.host.host_words import (
    Machine,
    gauge_rows,
    not_looked_at,
    notable,
    with_figures,
)
from app.tui.logs.log_finder import LogFinder
from app.tui.logs.log_words import no_lines, what_is_wrong
from app.tui.parts.pane import Pane
from app.tui.parts.words import trouble_words
from app.tui.timeline.timeline_words import clock_text
from widgets.charts.gantt_paint import GanttRow
from widgets.charts.gauge_paint import GaugeRow
from widgets.charts.gauges import Gauges
from widgets.charts.gauges_view import GaugesShown, GaugesView
from widgets.charts.time_axis import HOUR, MINUTE, Window

FIRST_LOOK = 15 * MINUTE
"""Seconds that are looked at first."""
LONGEST = 24 * HOUR
"""Seconds that can be looked at."""
STEP = MINUTE
"""Seconds by which time goes on: everything would else be painted anew with every cell."""
SILENCE = 5 * MINUTE
"""Seconds without a word of the machine after which its time is taken to have ended."""
BEFORE = 2 / 3
"""The part of what is looked at first that lies before a moment in the past."""
SETTLED = 0.3
"""Seconds for which one lets go on through the time before anything is asked about it."""
ITEM_INTERVAL = 30.0
"""Seconds between two looks at what the worker itself is said to be."""


class HostPane(Pane):
    """Figures and what was done meanwhile, laid out anew as answers come and as time passes."""

    @dataclass
    class Told(Message):
        """It shows what is so now."""

        pane: "HostPane"

    def __init__(
        self,
        source: HostSource,
        link: Link,
        *,
        is_preview: bool = False,
        id: str | None = None,  # noqa: A002
    ) -> None:
        """A preview has no keys, and nobody asks what was done meanwhile."""
        super().__init__(id=id)
        self.source = source
        self.item: Item = source.item
        """The worker, as fresh as is known."""
        self.gauges = Gauges(id="gauges")
        self.gauges.can_focus = not is_preview
        self.tracks: tuple[Track, ...] = ()
        self.heard = Heard()
        self._is_preview = is_preview
        self._asked = Priority.PREVIEW if is_preview else Priority.ASKED
        self._usual = Priority.PREVIEW if is_preview else Priority.VISIBLE
        self._link = link
        self._log: Followed | None = None
        self._listener: Listener | None = None
        self._finder = LogFinder(HostLog(source, link), link.clock, self.seen, self.speak)
        self._is_reading_back = False
        self._rows: tuple[GaugeRow, ...] = ()
        self._notable: tuple[float, ...] = ()
        self._lanes: tuple[GanttRow, ...] = ()
        self._now = link.clock()
        """When it was laid out last; what runs ends then."""
        self.actions = HostActions(source, link, self.seen, self.draw)

    def content(self) -> Gauges:
        """The figures."""
        return self.gauges

    @property
    def machine(self) -> Machine:
        """What is known of the worker and its machine."""
        return Machine(self.source.place, self.item, self.heard, self.tracks)

    @property
    def finder(self) -> LogFinder:
        """What looks for the log."""
        return self._finder

    @property
    def selected(self) -> tuple[Run, Lane] | None:
        """What was done at the moment of the cursor."""
        bar = self.gauges.selected
        return None if bar is None else self.actions.find(bar.key)

    def words(self) -> str:
        """Why there are no figures."""
        if self.tracks:
            return ""
        now = self._link.clock()
        if self._finder.trouble is not None:
            return trouble_words(self._finder.trouble, now)
        if self._log is None:
            return "Looking for the worker's log …"
        if not self.heard.state.caught_up or self.heard.state.stale:
            return no_lines(self.heard.state, now)
        return "The worker's log tells nothing of its machine here."

    def complaint(self) -> str:
        """What is not fresh, or was not looked at."""
        if not self.tracks:
            return ""
        wrong = what_is_wrong(self.heard.state, self._link.clock())
        window, reading = self.gauges.window, self._is_reading_back
        return wrong or not_looked_at(self.heard, self.actions.seen, window, reading)

    def pause(self) -> None:
        """Read nothing new."""
        if self._log is not None:
            self._log.pause()

    def resume(self) -> None:
        """Read on."""
        if self._log is not None:
            self._log.resume()
        self.draw()

    def on_mount(self) -> None:
        """Begin to read."""
        self._listen()
        if not self._is_preview:
            self._watch_actions()
            self._keep_item()
            self.run_worker(self.actions.lookout.run())

    def refresh_now(self) -> None:
        """Look for new figures now."""
        self._finder.look_again()
        if self._log is not None:
            self._log.wake()

    def draw(self) -> None:
        """Lay out what is known, as it is now."""
        self._now, gauges = self._link.clock(), self.gauges
        whole = self._whole(self._now)
        if gauges.window is None:
            if self.tracks:
                self._begin(whole)
        else:
            gauges.go_on(whole)
        self._lanes = () if self._is_preview else self.actions.lanes(self._now)
        self._show()

    def _show(self) -> None:
        gauges = self.gauges
        if gauges.window is not None:
            moment = gauges.moment
            since = None if self.heard.at_beginning else self.heard.since
            now = "last" if self._has_ended else "now"
            shown = GaugesShown(
                rows=with_figures(self._rows, self.tracks, gauges.window, moment),
                lanes=self._lanes,
                until=self._now,
                since=since,
                notable=self._notable,
                now=now if moment is None else clock_text(moment),
            )
            gauges.show(shown)
        self.speak()
        self.post_message(self.Told(self))

    @property
    def _has_ended(self) -> bool:
        newest = self._newest
        is_silent = newest is not None and self._link.clock() - newest > SILENCE
        return self.source.until is not None or is_silent

    @property
    def _newest(self) -> float | None:
        return self.heard.samples[-1].moment if self.heard.samples else None

    def _whole(self, now: float) -> Window:
        """All the time that can be looked at, on to the next minute where it goes on."""
        end = (self._newest or now) if self._has_ended else ceil(now / STEP) * STEP
        start = end - LONGEST
        if (created := seconds(self.item.get("createdAt"))) is not None:
            start = max(start, created)
        return Window(min(start, end - FIRST_LOOK), end)

    def _begin(self, whole: Window) -> None:
        """Look at the end, or at the moment that was asked about."""
        gauges, moment = self.gauges, self.source.moment
        if moment is None:
            gauges.look_at(Window(whole.end - FIRST_LOOK, whole.end), whole)
            return
        start = moment - BEFORE * FIRST_LOOK
        gauges.look_at(Window(start, start + FIRST_LOOK).inside(whole), whole)
        gauges.stand_at(min(max(moment, whole.start), whole.end))

    @on(GaugesView.Moved)
    def _moved(self) -> None:
        self._show()
        self._reach()
        if self.gauges.window is not None:
            self.actions.look_at(self.gauges.window)
        if not self.actions.is_asked:
            self.set_timer(SETTLED, self.actions.ask)

    def _reach(self) -> None:
        """Read back as far as one looks, where that was not done yet."""
        window, since = self.gauges.window, self.heard.since
        if window is None or since is None or self._is_reading_back or self._is_preview:
            return
        if since > window.start and not self.heard.is_all:
            self._read_back(window.start)

    @work(exclusive=True, group="back")
    async def _read_back(self, moment: float) -> None:
        if (listener := self._listener) is None:
            return
        self._is_reading_back = True
        try:
            with asking(self._asked):
                async with aclosing(listener.read_back(moment)) as pages:
                    async for heard in pages:
                        self._take(heard)
        except FarmtopError as error:
            self.refuse(str(error), title="The log before cannot be read")
        finally:
            self._is_reading_back = False
        self.draw()
        self._reach()

    @work(exclusive=True, group="log")
    async def _listen(self) -> None:
        with asking(self._asked):
            log = self._log = await self._finder.find()
        with closing(log), asking(self._usual):
            listener = self._listener = Listener(log)
            async with aclosing(listener.follow()) as news:
                async for heard in news:
                    self._take(heard)
                    self._reach()
            await asyncio.Event().wait()  # what has ended may still be read back

    def _take(self, heard: Heard) -> None:
        if heard.samples != self.heard.samples:
            self.tracks = tracks(heard.samples)
            self._rows = gauge_rows(self.tracks)
            self._notable = notable(self.tracks)
        self.heard = heard
        self.draw()

    @work(group="actions")
    async def _watch_actions(self) -> None:
        """Learn what the worker did in the time that is looked at."""
        with asking(self._usual):
            async with aclosing(self.actions.follow()) as news:
                async for _ in news:
                    self.draw()

    @work(group="item")
    async def _keep_item(self) -> None:
        """Keep what is said of the worker itself fresh."""
        service, source = await self._link.service(), self.source
        with asking(self._asked), suppress(FarmtopError):  # the log tells what is the matter
            self.item = await get_item(service, source.place, source.key, self.item)
            self._link.learn(source.place.level, self.item)
        self.draw()
        if source.until is not None:
            return
        looks = until_ended(service, source.place, self.item, interval=ITEM_INTERVAL)
        with asking(self._usual):
            async with aclosing(looks):
                async for item in looks:
                    self.item = item
                    self.draw()
                    await self.seen.wait()
