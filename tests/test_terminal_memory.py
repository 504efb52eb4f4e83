"""When the garbage of farmtop is looked for, in a real terminal."""

import os
import sys

import pexpect

from tests.terminal import PATIENCE, ROOT

PROGRAM = """
import gc

from app.config import Settings
from app.tui import terminal_app

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


def test_garbage_is_looked_for_after_a_while_also_where_no_data_comes() -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-c", PROGRAM],
        cwd=str(ROOT),
        env={**os.environ, "TERM": "xterm-256color"},
        timeout=PATIENCE,
    )
    shown = child.read()
    child.wait()
    assert child.exitstatus == 5, shown.decode(errors="replace")
