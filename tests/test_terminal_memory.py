"""When the garbage of farmtop is looked for, in a real terminal."""

import os
import sys

import pexpect
import pytest

from tests.terminal import PATIENCE, ROOT

WITHOUT_DATA = """
import gc

from app.config import Settings
from app.tui.terminal import terminal_app

terminal_app.SETTLED_AFTER = 0.2


class Waiting(terminal_app.TerminalApp):
    def on_mount(self):
        assert not gc.isenabled()
        self.set_interval(0.05, self.look)

    def look(self):
        if gc.isenabled():
            self.exit(return_code=5)


gc.disable()
app = Waiting(Settings())
app.run()
raise SystemExit(app.return_code)
"""
"""An application that never has any data, and ends once garbage is looked for."""


WITH_DATA = """
import gc

from app.config import Settings
from app.tui import app
from app.tui.terminal import terminal_app
from tests.world_service import WorldService

terminal_app.SETTLED_AFTER = 1_000


class Watching(app.FarmTop):
    def on_mount(self):
        self.set_interval(0.05, self.look)

    def look(self):
        if gc.isenabled():
            is_chosen = gc.get_threshold() == terminal_app.GARBAGE_THRESHOLDS
            self.exit(return_code=5 if gc.get_freeze_count() and is_chosen else 6)


gc.disable()
monitor = Watching(Settings(cache=False), connect=WorldService().connect)
monitor.run()
raise SystemExit(monitor.return_code)
"""
"""The monitor, which ends once garbage is looked for, be it so that what is there is left alone."""


@pytest.mark.parametrize("program", [WITHOUT_DATA, WITH_DATA], ids=["no data", "data"])
def test_garbage_is_looked_for_once_there_is_data_or_after_a_while(program: str) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-c", program],
        cwd=str(ROOT),
        env={**os.environ, "TERM": "xterm-256color"},
        timeout=PATIENCE,
    )
    shown = child.read()
    child.wait()
    assert child.exitstatus == 5, shown.decode(errors="replace")
