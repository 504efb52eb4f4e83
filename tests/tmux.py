"""Programs in tmux, a terminal that somebody else has written."""

import os
import shlex
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.farm import ROOT

CONFIG = """
set -g status off
set -g remain-on-exit on
"""
"""All lines are the programs', and what one says as it ends can be read."""


class Tmux:
    """A server of its own, and the sessions in it by their names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        config = folder / "config"
        config.write_text(CONFIG)
        self._command = ("tmux", "-u", "-f", str(config), "-S", str(folder / "socket"))

    def open(
        self,
        session: str,
        program: Sequence[str],
        variables: Mapping[str, str],
        columns: int,
        lines: int,
    ) -> None:
        """Run a program in a session of such a size."""
        written = self._written_to(session)
        written.touch()
        self._run(
            *("new-session", "-d", "-s", session, "-c", str(ROOT)),
            *("-x", str(columns), "-y", str(lines)),
            *("env", *(f"{name}={value}" for name, value in variables.items()), *program),
            *(";", "pipe-pane", "-t", session, f"cat > {shlex.quote(str(written))}"),
        )

    def press(self, session: str, *keys: str) -> None:
        """Type keys, by tmux's names for them."""
        self._run("send-keys", "-t", session, *keys)

    def resize(self, session: str, columns: int, lines: int) -> None:
        """Give the terminal another size."""
        self._run("resize-window", "-t", session, "-x", str(columns), "-y", str(lines))

    def screen(self, session: str) -> str:
        """What stands in each cell, with escapes for its colours."""
        return self._run("capture-pane", "-p", "-e", "-N", "-t", session)

    def written(self, session: str) -> int:
        """How many bytes the program has written."""
        return self._written_to(session).stat().st_size

    def end(self) -> None:
        """End all programs."""
        self._run("kill-server")

    def _written_to(self, session: str) -> Path:
        return self._folder / f"{session}.written"

    def _run(self, *arguments: str) -> str:
        command = (*self._command, *arguments)
        # Without these it would pass on what libraries have set without telling Python.
        environ = dict(os.environ)
        ended = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
        return ended.stdout


@contextmanager
def tmux() -> Iterator[Tmux]:
    """A server, ended with the context. The path of its socket must not be long."""
    with TemporaryDirectory(prefix="tmux") as folder:
        server = Tmux(Path(folder))
        try:
            yield server
        finally:
            server.end()
