"""Pictures of the monitor on a farm on which no time passes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from msgspec.structs import replace
from textual.app import App

from app.config import Settings
from app.logs.scanning.histogram import counts
from app.poller import Tempo
from app.resources import LEVELS
from app.resources.level import Path, Place
from app.tui.app import FarmTop
from app.tui.host.host_pane import HostPane
from app.tui.levels.level_screen import LevelScreen
from app.tui.levels.preview import Preview
from app.tui.levels.preview_fields import PreviewFields
from app.tui.lists.list_pane import ListPane
from app.tui.lists.overview_pane import OverviewPane
from app.tui.logs.log_pane import LogPane
from app.tui.logs.log_screen import LogScreen
from tests.pilots import FarmPilot, arrive, has_lines, log, until
from tests.rest import NARROW, Prepare, Size, SnapCompare, handled, rest
from tests.world_service import NOW, WorldService
from widgets.charts.histogram import Histogram
from widgets.charts.histogram import bar as height


@contextmanager
def greenwich() -> Iterator[None]:
    """Times of day are those of Greenwich."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


def is_whole(pane: ListPane) -> bool:
    """Whether a list shows all that it is going to show."""
    snapshot = pane.snapshot
    if snapshot is None or snapshot.loading:
        return False
    if snapshot.rows and pane.table.row_count and not pane.table.visible_keys:
        return False
    shown = snapshot.rows.picked(pane.table.visible_keys)
    return snapshot.trouble is not None or not any(row.partial for row in shown)


def is_read(pilot: FarmPilot) -> bool:
    """Whether the log on the screen was read to its end, looked through, and counted."""
    if not has_lines(pilot):
        return False
    pane, histogram = log(pilot).pane, log(pilot).query_one(Histogram)
    assert pane.lines is not None
    told = counts(pane.lines, pane.findings.errors, histogram.buckets).lines
    bars = "".join(height(count, max(told)) for count in told)
    is_found = pane.view.pattern is None or pane.view.found.complete
    is_counted = bool(told) and histogram.text == bars.rstrip()
    return pane.findings.complete and is_found and is_counted


def is_previewed(screen: LevelScreen) -> bool:
    """Whether the preview, where there is room for one, shows all that is in the selected row."""
    preview, selected = screen.query_one(Preview), screen.pane.table.selected_key
    if not preview.size:
        return True
    wanted = None if selected is None else (screen.place.level.name, selected)
    lists, logs = preview.query(ListPane), preview.query(LogPane)
    is_inside = bool(lists or logs or preview.query(PreviewFields)) or wanted is None
    are_whole = all(map(is_whole, lists)) and all(pane.state.caught_up for pane in logs)
    are_whole = are_whole and all(one.heard.state.caught_up for one in preview.query(HostPane))
    return preview.shown == wanted and is_inside and are_whole


def is_overseen(screen: LevelScreen) -> bool:
    """Whether every farm that is listed has its lines in the overview, where there is one."""
    listed = screen.pane.snapshot.items.keys() if screen.pane.snapshot else frozenset()
    told = (above.overview for above in screen.query(OverviewPane))
    return all(overview is not None and overview.farms.keys() >= listed for overview in told)


def is_told(pilot: FarmPilot) -> bool:
    """Whether the screen knows all that it is going to show."""
    screen = pilot.app.screen
    if isinstance(screen, LogScreen):
        return is_read(pilot)
    if isinstance(screen, LevelScreen):
        return is_whole(screen.pane) and is_previewed(screen) and is_overseen(screen)
    return True


async def list_rests(pilot: FarmPilot, name: str) -> None:
    """Wait until the list of a level shows all that it is going to show, and its preview does."""
    await arrive(pilot, name)
    await until(pilot, is_told, pilot)
    await rest(pilot)


class Camera:
    """Takes pictures of the monitor, at rest, and compares them with those before."""

    def __init__(self, snap_compare: SnapCompare, service: WorldService) -> None:
        self._snap_compare = snap_compare
        self._service = service
        self.now = NOW

    def sees(
        self,
        name: str = "farms",
        path: Path | None = None,
        *,
        size: Size = NARROW,
        prepare: Prepare[str] | None = None,
        loads: bool = True,
        listens: bool = True,
    ) -> bool:
        """Whether the level looks as before, once `prepare` is done.

        `loads` is whether that to which `prepare` leads is ever told whole; `listens`, whether what
        runs is listened to meanwhile.
        """
        settings = Settings(animation=False)

        async def prepared(pilot: FarmPilot) -> None:
            await (arrive(pilot, name) if prepare is None else prepare(pilot))
            if loads:
                await handled(pilot)
                await until(pilot, is_told, pilot)

        monitor = FarmTop(
            settings if listens else replace(settings, stuck_after=0.0),
            place=Place(LEVELS[name], path or {}),
            connect=self._service.connect,
            clock=lambda: self.now,
        )
        return self.sees_app(monitor, size=size, prepare=prepared)

    def sees_app(self, app: App[str], *, size: Size, prepare: Prepare[str]) -> bool:
        """Whether an application looks as before, once `prepare` is done."""
        with greenwich(), pytest.MonkeyPatch.context() as patch:
            # The header tells how often a list is refreshed, which is less often as time passes.
            patch.setattr(Tempo, "after", lambda tempo, _wait, _changed: tempo.quickest)
            return self._snap_compare(app, terminal_size=size, run_before=prepare)
