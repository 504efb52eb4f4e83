"""farmtop suspended in a real terminal: what others wrote meanwhile is painted over."""

import os
import signal
from pathlib import Path

import pytest

from tests.terminal import terminal

SHELL = "\x1b[2J\x1b[Hjobs at the shell"


def is_stopped(pid: int) -> bool:
    """Whether a process is stopped."""
    status = Path(f"/proc/{pid}/stat").read_text()
    return status.rpartition(")")[2].split()[0] == "T"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux tells who is stopped")
def test_the_whole_screen_is_there_again_after_it_was_suspended(tmp_path: Path) -> None:
    saved = tmp_path / "render.log"
    saved.write_text("".join(f"line {number} of the log\n" for number in range(30)))
    with terminal("logs", str(saved)) as opened:
        opened.shows("line 0 of", "line 29 of", "30 lines", "● following", "watching the file")
        before = opened.text
        os.kill(opened.pid, signal.SIGTSTP)
        opened.until(lambda _: is_stopped(opened.pid))
        opened.scribble(SHELL)
        assert "line 29 of" not in opened.text
        os.kill(opened.pid, signal.SIGCONT)
        opened.until(lambda text: text == before)
        opened.press("q")
        assert opened.ended() == 0
