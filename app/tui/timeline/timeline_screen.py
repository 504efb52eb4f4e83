"""The screen of a timeline: who did what when, what the cursor is on, and the keys."""

import asyncio
from collections.abc import Iterator
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from app.aws.pacing.priority import Priority, asking
from app.aws.reading.items import get_item
from app.errors import FarmtopError
from app.resources.jobs import JOBS
from app.resources.level import Item, Level, Place
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.steps import STEPS
from app.timeline import Chart, Run, Subject
from app.tui.boxes.details_screen import DetailsScreen
from app.tui.boxes.help import open_help
from app.tui.connection.link import Link
from app.tui.keyboard.actions import Scope, bindings
from app.tui.keyboard.active_keys import ActiveKeys
from app.tui.logs.log_at import log_at
from app.tui.logs.log_screen import LogScreen
from app.tui.logs.log_spot import Lead, Spot
from app.tui.parts.header import Header
from app.tui.parts.refusal import refuse
from app.tui.parts.running_screen import RunningScreen
from app.tui.parts.standing import Standing, looking_at
from app.tui.parts.words import freshness
from app.tui.timeline.timeline_pane import TimelinePane
from app.tui.timeline.timeline_words import (
    Around,
    about,
    about_silence,
    cursor_time,
    following,
    looked_at,
    summary,
)
from app.view import LogLine
from widgets.bars.bar import Bar, Part
from widgets.charts.gantt import Gantt

OF_ACTIONS = frozenset(
    {
        *("gantt.zoom-in", "gantt.next"),
        *(f"timeline.{key}" for key in ("log", "why", "machine", "worker", "rows", "details")),
    }
)
"""The keys that are of no use where nothing was run, by the ids of their actions."""
SETTLED = 0.3
"""Seconds for which the cursor is let go on before anything is asked about what it is on."""


class TimelineScreen(RunningScreen[TimelinePane]):
    """Where a wrangler sees how a farm was used."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.TIMELINE, Scope.FARM, Scope.EVERYWHERE)
    ]

    def __init__(
        self, subject: Subject, link: Link, *, begin: tuple[str, float | None] | None = None
    ) -> None:
        """It begins at an action, or in a session, by its key; at whatever was done then where that
        is empty; at a moment in seconds since the epoch, None is the action's end."""
        super().__init__()
        place, item = subject.place, subject.item
        self._subject = subject
        self._begin = begin
        self._log: tuple[Run, LogScreen] | None = None
        """What was opened from here, of which action."""
        self.pane = TimelinePane(subject, link, id="timeline")
        trail = (*link.trail(place)[:-1], place.level.label(item), "timeline")
        self._link = link
        self._header = Header(link, trail)
        self._summary = Bar(id="summary")
        self._about = Bar(id="about")
        self._of_step = Bar(id="of-step")
        self._details: dict[str, Item] = {}
        """What is known of actions beside what was listed."""
        self._told_of: str | None = None
        self._has_runs = False
        """Whether there is anything that keys could be about."""
        self._summed_up: tuple[Chart | None, list[Part], list[Part], bool] = (None, [], [], False)
        """What a chart adds up to, and whether anything in it runs: that of thousands of actions
        takes longer than a key may."""

    def compose(self) -> ComposeResult:
        """Header, what it adds up to, the chart, what the cursor is on, and the keys."""
        yield self._header
        yield self._summary
        yield self.pane
        yield self._about
        yield self._of_step
        yield ActiveKeys(self._is_of_use)

    def _is_of_use(self, action_id: str) -> bool:
        return action_id not in OF_ACTIONS or bool(self.pane.chart.runs)

    def stand(self) -> Standing:
        """On what the timeline is of."""
        return looking_at(self._subject.place, self._subject.item)

    def on_mount(self) -> None:
        """The chart has the keys."""
        self.pane.gantt.focus()

    def on_screen_resume(self) -> None:
        """Go to the time where a log was that was opened from here."""
        if self._log is not None:
            (run, log), self._log = self._log, None
            self.pane.stand_at(run.key, None if log.left_at is None else log.left_at / 1000)

    @on(TimelinePane.Charted)
    def _charted(self) -> None:
        """Go to where one begins as soon as that is read; somewhere near, where it is not."""
        if (has_runs := bool(self.pane.chart.runs)) != self._has_runs:
            self._has_runs = has_runs
            self.refresh_bindings()
        if self._begin is not None and self.pane.knows(self._begin[0]):
            self.pane.stand_at(*self._begin)
            self._begin = None
        self._tick()
        self._changed()

    @on(Gantt.Moved)
    def _changed(self) -> None:
        self._tell()
        selected = self.pane.selected
        if selected is not None and (run := selected[0]).key != self._told_of:
            self._told_of = run.key
            self._ask(run)

    @on(Gantt.NothingNotable)
    def _nothing_notable(self) -> None:
        refuse(self, "Nothing else here failed, is slow or silent.", severity="information")

    @on(Gantt.Opened)
    def _opened(self) -> None:
        self.action_log()

    def action_back(self) -> None:
        """Go back to where one came from."""
        self.app.pop_screen()

    def action_log(self) -> None:
        """Open the log of the action that the cursor is on, at the time of the cursor."""
        if self.app.screen is self and (selected := self.pane.selected) is not None:
            run = selected[0]
            log = log_at(self._link, run.place, run.action, self.pane.gantt.moment)
            self._log = run, log
            self.app.push_screen(log)

    def action_lead(self, way: str) -> None:
        """Go one of `app.tui.going.log_ways`' ways from the action that the cursor is on."""
        if (selected := self.pane.selected) is not None:
            run, moment = selected[0], self.pane.gantt.moment
            line = None if moment is None else LogLine(round(moment * 1000), "")
            self.post_message(Lead(self, way, Spot((run.place, run.action), line)))

    def action_details(self) -> None:
        """Show every field of that action."""
        if (selected := self.pane.selected) is not None:
            run = selected[0]
            self.app.push_screen(DetailsScreen(run.place, run.action, self._link))

    def action_copy(self) -> None:
        """Copy its id."""
        if (selected := self.pane.selected) is not None:
            self.app.copy_to_clipboard(selected[0].key)
            self.notify(f"Copied {selected[0].key}", markup=False)

    def action_rows(self) -> None:
        """Give each session a row, or each worker."""
        self.pane.switch_rows()

    def action_refresh(self) -> None:
        """Read everything anew."""
        self.pane.refresh_now()

    def action_help(self) -> None:
        """Show every key."""
        open_help(self.app, Scope.TIMELINE)

    def _tick(self) -> None:
        self._header.show(freshness(self.pane.snapshot, self._link.clock()))

    def _tell(self) -> None:
        pane = self.pane
        if self._summed_up[0] is not pane.chart:
            sums = summary(pane.chart, pane.by, pane.spreads, pane.silences)
            runs = any(run.is_running for run in pane.chart.runs)
            self._summed_up = pane.chart, *sums, runs
        _, states, use, runs = self._summed_up
        gantt = pane.gantt
        goes_on = [following(is_followed=gantt.is_followed)] if runs and not gantt.is_whole else []
        self._summary.show(states, [*use, looked_at(gantt.window, gantt.whole), *goes_on])
        run, lane = pane.selected or (None, None)
        details = None if run is None else {**run.action, **self._details.get(run.key, {})}
        itself, of_step = about(run, lane, details, pane.spreads, self._around(run))
        if run is not None and (silence := pane.silences.get(run.key)) is not None:
            of_step = [*about_silence(silence, self._link.clock()), *of_step]
        self._about.show(itself, cursor_time(pane.gantt.moment))
        self._of_step.show(of_step)

    def _around(self, run: Run | None) -> Around:
        if run is None:
            return Around()
        subject = self._subject
        among = f"of this {subject.level.noun}" if subject.is_session else ""
        return Around(
            job=self._link.label(run.place.path[JOBS.key]) if self._has_jobs else "",
            step=self._link.label(run.step) if run.step else "",
            among="on this worker" if subject.is_worker else among,
            until=self.pane.until,
        )

    @property
    def _has_jobs(self) -> bool:
        """Whether its actions may be those of several jobs."""
        return JOBS.key not in {*self._subject.place.path, self._subject.level.key}

    @work(exclusive=True)
    async def _ask(self, run: Run) -> None:
        """Learn how an action ended, which no list tells, and what its step and job are called.

        Both are nice to know; where they are refused the screen says as much as the lists do.
        """
        await asyncio.sleep(SETTLED)
        service = await self._link.service()
        try:
            with asking(Priority.ASKED):
                if run.key not in self._details:
                    told = await get_item(service, run.place, run.key, run.action)
                    if SESSION_ACTIONS.ended(told):
                        self._details[run.key] = told
                for level, key in self._unnamed(run):
                    path = {name: run.place.path[name] for name in level.within}
                    self._link.learn(level, await get_item(service, Place(level, path), key))
        except FarmtopError:
            return
        self._tell()

    def _unnamed(self, run: Run) -> Iterator[tuple[Level, str]]:
        """The job and the step of an action, as far as it is to be said and not known what they
        are called."""
        job = run.place.path[JOBS.key] if self._has_jobs else ""
        for level, key in ((JOBS, job), (STEPS, run.step)):
            if key and self._link.names.of(key) is None:
                yield level, key
