"""How a log looks in each of its modes, on a farm on which no time passes."""

from collections.abc import AsyncGenerator
from pathlib import Path as FilePath

import pytest
from textual.app import App

from app.config import Settings
from app.lines import Splice
from app.logs.following.batch import LogBatch, LogState, Phase
from app.logs.following.followed import Origin
from app.logs.worker.worker_tail import WorkerLog
from app.resources.level import Path
from app.resources.sessions import log_place
from app.tui.logs.log_line_screen import LogLineScreen
from app.tui.logs.log_screen import LogScreen
from app.tui.logs.log_source import About
from app.tui.saved import open_saved
from app.tui.terminal.terminal_app import TerminalApp
from app.view import LogLine
from tests.camera import Camera, is_read, is_told
from tests.listed_lines import ListedLines
from tests.pilots import (
    FarmPilot,
    answer,
    answer_still,
    arrive,
    bar,
    log,
    table,
    until,
    view,
)
from tests.rest import NARROW, Prepare, Size, SnapCompare
from tests.world_service import NOW, WorldService, refused, still_world

LARGE = (160, 48)

at_both_sizes = pytest.mark.parametrize("size", [NARROW, LARGE], ids=["narrow", "large"])


async def read(pilot: FarmPilot) -> None:
    """Wait until the log on the screen was read."""
    await until(pilot, is_read, pilot)


async def open_log(pilot: FarmPilot, level: str, key: str) -> None:
    """Open the log of a row of the list that is on the screen."""
    await arrive(pilot, level)
    await until(pilot, is_told, pilot)
    assert table(pilot).select(key)
    await pilot.press("L")
    await read(pilot)


async def searched(pilot: FarmPilot, pattern: str) -> None:
    """Search, and wait until all lines have been looked at."""
    await answer(pilot, "slash", pattern)
    await until(pilot, lambda: view(pilot).found.count and view(pilot).found.complete)


async def press(pilot: FarmPilot, keys: str) -> None:
    """Press keys one after the other."""
    await pilot.press(*keys.split())


def session_seen(
    camera: Camera, session: Path, size: Size, prepare: Prepare[str] | None = None
) -> bool:
    """Whether the log of a session looks as before."""

    async def opened(pilot: FarmPilot) -> None:
        await open_log(pilot, "sessions", session["sessionId"])
        if prepare is not None:
            await prepare(pilot)

    job = {name: session[name] for name in ("farmId", "queueId", "jobId")}
    return camera.sees("sessions", job, size=size, prepare=opened)


@at_both_sizes
def test_a_log_that_is_followed(camera: Camera, service: WorldService, size: Size) -> None:
    assert session_seen(camera, service.session(), size)


KEYS = {
    "long_lines_wrapped": "w",
    "times_relative": "t t",
    "times_since_the_start": "t t t",
    "lines_marked": "k k x J J",
}


@at_both_sizes
@pytest.mark.parametrize("keys", KEYS.values(), ids=list(KEYS))
def test_a_log_after_keys(camera: Camera, service: WorldService, size: Size, keys: str) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await press(pilot, keys)

    assert session_seen(camera, service.session(), size, prepare)


@at_both_sizes
def test_a_log_with_its_sections_folded(
    camera: Camera, service: WorldService, size: tuple[int, int]
) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await press(pilot, "g")
        await until(pilot, lambda: log(pilot).pane.at_beginning and is_read(pilot))
        await press(pilot, "Z")

    assert session_seen(camera, service.session(), size, prepare)


@at_both_sizes
def test_errors_are_marked(camera: Camera, service: WorldService, size: Size) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await press(pilot, "e")

    assert session_seen(camera, service.failed_session(), size, prepare)


@at_both_sizes
def test_a_log_that_is_searched(camera: Camera, service: WorldService, size: Size) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await searched(pilot, "exited|bucket 1\\d")
        await press(pilot, "N N")

    assert session_seen(camera, service.session(), size, prepare)


@at_both_sizes
def test_only_the_lines_that_match_with_those_around(
    camera: Camera, service: WorldService, size: Size
) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await answer(pilot, "ampersand", "exited")
        await until(pilot, lambda: "only" in bar(pilot, "foot") and "…" not in bar(pilot, "foot"))

    assert session_seen(camera, service.session(), size, prepare)


@at_both_sizes
def test_the_log_of_the_worker_in_that_of_the_session(
    camera: Camera, service: WorldService, size: Size
) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await press(pilot, "m")
        await until(pilot, lambda: "worker" in log(pilot).pane.labels and is_read(pilot))
        await searched(pilot, "^cpu|memory")
        await press(pilot, "N")

    assert session_seen(camera, service.failed_session(), size, prepare)


def test_a_line_whole(camera: Camera, service: WorldService) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await press(pilot, "m")
        await until(pilot, lambda: "worker" in log(pilot).pane.labels and is_read(pilot))
        await searched(pilot, "^cpu|memory")
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LogLineScreen))

    async def opened(pilot: FarmPilot) -> None:
        await open_log(pilot, "sessions", session["sessionId"])
        await prepare(pilot)

    session = service.failed_session()
    job = {name: session[name] for name in ("farmId", "queueId", "jobId")}
    assert camera.sees("sessions", job, size=(100, 40), prepare=opened)


@at_both_sizes
def test_all_running_sessions_of_a_job(camera: Camera, service: WorldService, size: Size) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await open_log(pilot, "jobs", service.job()["jobId"])

    assert camera.sees("jobs", service.queue(), size=size, prepare=prepare)


def test_a_log_that_grows_below_what_one_reads(snap_compare: SnapCompare) -> None:
    service = WorldService(still_world())
    session = service.session()

    async def prepare(pilot: FarmPilot) -> None:
        await press(pilot, "pageup pageup")
        service.put_log_events(log_place(session, session), [f"sample {n}" for n in range(41)])
        await press(pilot, "r")
        await until(pilot, lambda: "41 new below" in bar(pilot, "foot"))

    assert session_seen(Camera(snap_compare, service), session, (120, 30), prepare)


def test_a_log_that_can_be_read_no_longer(camera: Camera, service: WorldService) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        code, words = "ExpiredTokenException", "The security token is expired"
        service.fail("GetLogEvents", refused(code, words, "GetLogEvents", "logs"))
        await press(pilot, "r")
        await until(pilot, lambda: "stale" in bar(pilot, "freshness"))

    assert session_seen(camera, service.session(), (100, 24), prepare)


@pytest.mark.parametrize("key", ["S", "T", "slash", "ampersand"])
def test_what_the_prompt_asks(camera: Camera, service: WorldService, key: str) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await answer_still(pilot, key, {"T": "soon"}.get(key, "sample ("), submit=key != "S")

    assert session_seen(camera, service.session(), NARROW, prepare)


@at_both_sizes
def test_a_saved_log(
    camera: Camera,
    tmp_path: FilePath,
    monkeypatch: pytest.MonkeyPatch,
    size: Size,
) -> None:
    events = FilePath(__file__).with_name("session_log.jsonl").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    FilePath("saved.jsonl").write_text(events, encoding="utf-8")

    monitor: App[str] = open_saved(Settings(), FilePath("saved.jsonl"), clock=lambda: NOW)
    assert camera.sees_app(monitor, size=size, prepare=read)


class FullDisk:
    """A log of which the oldest lines could not be kept: a `LogSource` and a `Followed`."""

    trail = ("Aurora", "lighting", "sq010_sh0050_beauty_v003", "log")
    about = About("sq010_sh0050_beauty_v003")
    is_session, has_worker, at_beginning = True, False, True
    thing = None
    file_names = ("sq010_sh0050_beauty_v003", "")
    origins = (Origin(),)
    state = LogState(
        phase=Phase.FOLLOWING,
        caught_up=True,
        newest=int(NOW * 1000) - 2_000,
        rate=214.0,
        way="polling every 1s",
        dropped=12_288,
        unread=3,
        trouble="The disk under /tmp is full: the oldest 12,288 lines were dropped. Free some "
        "space, or let TMPDIR name another folder.",
    )

    def __init__(self) -> None:
        at = int(NOW * 1000) - 60_000
        sample = "Fra:1043 Mem:14203.11M | Path tracing sample {}/512"
        self.lines = ListedLines(LogLine(at + n * 290, sample.format(n)) for n in range(200))
        self.opened = self

    def writer(self, line: LogLine) -> None:
        """Nobody knows."""

    async def find(self) -> "FullDisk":
        return self

    async def worker(self) -> WorkerLog:
        raise NotImplementedError

    def watches(self) -> tuple[AsyncGenerator[None, None], ...]:
        return ()

    async def follow(self) -> AsyncGenerator[LogBatch, None]:
        yield LogBatch((), self.state)

    async def older(self) -> tuple[Splice, ...]:
        return ()

    def wake(self) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def close(self) -> None: ...


class FullDiskApp(TerminalApp):
    def on_mount(self) -> None:
        self.push_screen(LogScreen(FullDisk(), Settings(), lambda: NOW))


@at_both_sizes
def test_a_disk_that_is_full(camera: Camera, size: Size) -> None:
    assert camera.sees_app(FullDiskApp(Settings()), size=size, prepare=read)
