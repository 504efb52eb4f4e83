"""The screen of a worker's machine: its figures over time, what was done meanwhile, the keys."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from app.aws.pacing.priority import Priority, asking
from app.resources.level import Item, Place
from app.tui.boxes.help import open_help
from app.tui.connection.link import Link
from app.tui.host.host_pane import HostPane
from app.tui.host.host_source import HostSource, host_of
from app.tui.host.host_words import summary
from app.tui.keyboard.actions import Scope, bindings
from app.tui.keyboard.active_keys import ActiveKeys
from app.tui.logs.log_source import About
from app.tui.logs.log_words import Reading, freshness
from app.tui.parts.header import Header
from app.tui.parts.running_screen import RunningScreen
from app.tui.parts.standing import Standing, looking_at
from app.tui.timeline.timeline_words import Around, about, about_silence
from widgets.bars.bar import Bar
from widgets.charts.gauges import Gauges


class HostScreen(RunningScreen[HostPane]):
    """Where a wrangler sees what a frame does to the machine that it runs on."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.HOST, Scope.FARM, Scope.EVERYWHERE)]

    def __init__(self, source: HostSource, link: Link) -> None:
        super().__init__()
        self.pane = HostPane(source, link, id="host")
        self._link = link
        self._header = Header(link, self._trail())
        self._summary = Bar(id="summary")
        self._about = Bar(id="about")

    def compose(self) -> ComposeResult:
        """Header, how the machine is doing, the figures, what the cursor is on, and the keys."""
        yield self._header
        yield self._summary
        yield self.pane
        yield self._about
        yield ActiveKeys()

    def stand(self) -> Standing:
        """On the worker."""
        return looking_at(self.pane.source.place, self.pane.item)

    def on_mount(self) -> None:
        """The figures have the keys."""
        self.pane.gauges.focus()

    @on(HostPane.Told)
    def _told(self) -> None:
        pane = self.pane
        self._summary.show(*summary(pane.machine, pane.gauges.window, self._link.clock()))
        run, lane = pane.selected or (None, None)
        itself, _ = about(
            run, lane, None if run is None else run.action, {}, Around(until=pane.actions.until)
        )
        silence = None if run is None else self._link.silence_of(run.key)
        told = [] if silence is None else about_silence(silence, self._link.clock())
        self._about.show([*told, *itself])
        self._tick()

    @on(Gauges.Opened)
    def _opened(self) -> None:
        """Open the log of what was done then; the worker's, where nothing was."""
        if (selected := self.pane.selected) is None:
            self.action_log()
        else:
            run = selected[0]
            self._open(run.place, run.action)

    def action_log(self) -> None:
        """Open the worker's own log at that time."""
        self._open(self.pane.source.place, self.pane.item)

    def action_back(self) -> None:
        """Go back to where one came from."""
        self.app.pop_screen()

    def action_refresh(self) -> None:
        """Look for new figures now."""
        self.pane.refresh_now()

    def action_help(self) -> None:
        """Show every key."""
        open_help(self.app, Scope.HOST)

    def _open(self, place: Place, item: Item) -> None:
        if self.app.screen is not self:
            return
        from app.tui.logs.log_at import log_at  # noqa: PLC0415 - as other screens do

        self.app.push_screen(log_at(self._link, place, item, self.pane.gauges.moment))

    def _trail(self) -> tuple[str, ...]:
        """What leads here, by the names that are known by now."""
        source = self.pane.source
        return (*self._link.trail(source.place)[:-1], self._link.label(source.key), "machine")

    def _tick(self) -> None:
        pane = self.pane
        reading = Reading(
            About(pane.source.key),
            self._link.clock(),
            pane.heard.state,
            pane.finder.trouble,
        )
        self._header.lead(self._trail())
        self._header.show(*freshness(reading))


async def open_host(
    screen: Screen[None], link: Link, place: Place, item: Item, moment: float | None = None
) -> None:
    """Show the machine of whatever worker ran an item. Raises FarmtopError where there is none."""
    with asking(Priority.ASKED):
        source = await host_of(link, place, item, moment)
    link.learn(source.place.level, source.item)
    if screen.is_active:
        screen.app.push_screen(HostScreen(source, link))
