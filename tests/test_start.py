"""How farmtop starts: what it imports, and what it does not."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from textual import events
from textual.css.stylesheet import Stylesheet
from textual.theme import Theme

from app._launcher import is_plain
from app.aws.connection.quick_import import import_cloud
from app.config import Settings, load
from app.tui.app import FarmTop
from app.tui.lists.list_pane import ListPane
from app.tui.saved import SavedMonitor
from app.tui.terminal.terminal_app import STYLES, TerminalApp
from app.tui.terminal.themes import THEMES
from tests.benchmarks.terminal import ROOT
from tests.pilots import until
from tests.world_service import NOW, WorldService
from widgets.bars.bar import Bar

AWS = {"aiobotocore", "aiohttp", "boto3", "botocore"}


def told(lines: str) -> str:
    """What a new process prints that runs these lines."""
    return subprocess.run(
        [sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout


def test_nothing_of_aws_and_of_the_command_line_is_imported_for_the_first_frame() -> None:
    names = told("import sys, app.start, app.config, app.tui.app; print(*sys.modules)").split()
    assert "textual" in names
    assert not set(names) & {*AWS, "click", "configparser", "tomlkit", "tomllib"}


@pytest.mark.parametrize("address", ["", f"farm-{'0' * 32}/queue-{'0' * 32}", "Aurora/lighting"])
def test_nothing_of_aws_is_imported_by_the_time_the_first_frame_is_painted(address: str) -> None:
    seen = told(
        "import asyncio, sys\n"
        "from contextlib import asynccontextmanager\n"
        "from app.config import Settings\n"
        "from app.tui.app import FarmTop\n"
        "@asynccontextmanager\n"
        "async def connect(settings):\n"
        "    await asyncio.Event().wait()\n"
        "    yield\n"
        "async def main():\n"
        f"    app = FarmTop(Settings(), address={address!r}, connect=connect)\n"
        "    async with app.run_test() as pilot:\n"
        "        await pilot.pause()\n"
        "        print('Loading' in app.export_screenshot(), *sys.modules)\n"
        "asyncio.run(main())"
    )
    is_painted, *names = seen.split()
    assert is_painted == "True"
    assert "app.tui.levels.level_screen" in names
    assert not AWS & set(names)


def test_few_classes_take_the_time_of_a_dataclass_before_the_first_frame() -> None:
    names = told(
        "import sys, app.start, app.config, app.tui.app\n"
        "modules = [sys.modules[name] for name in sys.modules if name[:3] in ('app', 'wid')]\n"
        "def tell(owner, module):\n"
        "    for name, one in list(vars(owner).items()):\n"
        "        made = isinstance(one, type) and one.__module__ == module and one is not owner\n"
        "        if made and '__dataclass_fields__' in vars(one):\n"
        "            print(name)\n"
        "        if made:\n"
        "            tell(one, module)\n"
        "for module in modules:\n"
        "    tell(module, module.__name__)"
    ).split()
    assert "LogPlace" in names
    assert len(names) <= 1, names


def test_nothing_of_a_farm_is_imported_for_the_first_frame_of_a_saved_log() -> None:
    names = told("import sys, app.start, app.config, app.tui.saved; print(*sys.modules)").split()
    assert "app.tui.logs.log_pane" in names
    assert not {"app.poller", "app.resources", "click", "configparser", "tomllib"} & set(names)
    assert not AWS & set(names)


def test_aws_is_imported_without_the_root_certificates_that_nobody_uses() -> None:
    trusted = told(
        "import ssl\n"
        "made, make = [], ssl.create_default_context\n"
        "ssl.create_default_context = lambda *given: made.append(make(*given)) or made[-1]\n"
        "from app.aws.connection.quick_import import import_cloud\n"
        "import_cloud()\n"
        "print(*(context.cert_store_stats()['x509'] for context in made))"
    )
    assert trusted.split() == ["0"]


@pytest.mark.parametrize("chosen", [None, "/etc/own.pem"])
def test_whoever_has_chosen_certificates_keeps_them(
    chosen: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    if chosen is not None:
        monkeypatch.setenv("SSL_CERT_FILE", chosen)
    assert import_cloud().__name__ == "Cloud"
    assert os.environ.get("SSL_CERT_FILE") == chosen


@pytest.mark.parametrize("name", sorted({*FarmTop.OPENED, *SavedMonitor.OPENED}))
def test_what_keys_open_is_there_to_be_imported(name: str) -> None:
    assert find_spec(name) is not None


async def test_every_style_sheet_is_read_before_a_key_opens_anything() -> None:
    app = TerminalApp(Settings())
    async with app.run_test() as pilot:
        await pilot.pause()
        sheets = {Path(file).name for file, _ in app.stylesheet.source if file.endswith(".tcss")}
    assert sheets == {file.name for file in STYLES.glob("*.tcss")}
    assert len(sheets) > len(app.CSS_PATH)


@pytest.mark.parametrize("theme", THEMES)
async def test_no_style_sheet_is_parsed_again_for_the_theme(
    theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed_again: list[Stylesheet] = []
    monkeypatch.setattr(Stylesheet, "reparse", parsed_again.append)
    async with TerminalApp(Settings(theme=theme.name)).run_test() as pilot:
        assert not parsed_again
        assert pilot.app.screen.styles.background.hex.lower() == theme.background


def test_the_frames_of_a_second_are_those_that_the_environment_says() -> None:
    assert TerminalApp(load({})).flow.interval == 1 / 15
    assert TerminalApp(load({"FARMTOP_FPS": "4"})).flow.interval == 1 / 4


@pytest.mark.parametrize(
    ("line", "chosen", "level"),
    [
        ("", None, "full"),
        ("", False, "none"),
        ("192.0.2.1 50022 192.0.2.2 22", None, "none"),
        ("192.0.2.1 50022 192.0.2.2 22", True, "full"),
    ],
)
def test_nothing_moves_over_ssh_unless_one_wants_it_to(
    line: str, chosen: bool | None, level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", line)
    assert TerminalApp(Settings(animation=chosen)).animation_level == level


@pytest.mark.parametrize("rests", [True, False])
async def test_a_terminal_without_the_focus_rests_unless_it_is_not_to(rests: bool) -> None:
    app = TerminalApp(Settings(rest_without_focus=rests))
    async with app.run_test() as pilot:
        app.post_message(events.AppBlur())
        await pilot.pause()
        assert app.app_focus is not rests


async def test_what_comes_first_does_not_keep_its_distance_to_the_frame_before() -> None:
    app = TerminalApp(Settings(fps=1))
    async with app.run_test():
        app.flow.sent(1)
        before = app.flow.wait
        app.has_data()
        assert before > 0 == app.flow.wait


async def test_the_first_rows_and_the_word_that_they_are_fresh_come_in_one_frame() -> None:
    frames: list[tuple[int, str]] = []

    class Noted(FarmTop):
        def post_display_hook(self) -> None:
            frames.extend(
                (pane.table.row_count, bar.text)
                for pane in self.query(ListPane)
                for bar in self.query("#freshness").results(Bar)
            )

    app = Noted(Settings(), connect=WorldService().connect, clock=lambda: NOW)
    async with app.run_test() as pilot:
        await until(pilot, lambda: frames and frames[-1][0])
    assert "live" in next(freshness for rows, freshness in frames if rows)


@pytest.mark.parametrize(
    ("arguments", "plain"),
    [
        ([], True),
        (["logs", "render.log"], True),
        (["logs", "Aurora/lighting/beauty"], False),
        (["logs", "n" * 5_000], False),
        (["logs", ""], False),
        (["logs", "-"], False),
        (["logs", "--follow"], False),
        (["logs", "render.log", "--follow"], False),
        (["logs"], False),
        (["demo"], False),
        (["--version"], False),
    ],
)
def test_only_what_opens_a_screen_does_without_the_command_line(
    arguments: list[str], plain: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "isatty", lambda number: number == 1)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "render.log").touch()
    assert is_plain(arguments) is plain


def test_a_log_is_printed_where_nobody_would_see_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "isatty", lambda _number: False)
    assert not is_plain(["logs", "render.log"])
