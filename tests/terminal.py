"""A real pseudo-terminal: a command runs in it, and what it draws can be read and waited for."""

import os
import re
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pexpect
import pyte
import pytest

ROOT = Path(__file__).parents[1]
FARMTOP = ("-m", "app._launcher")
PATIENCE = 120.0
"""Seconds that anything may take on a busy machine."""
LOOK, SILENCE = 0.05, 0.5
"""Seconds for which one reads at a time: while one waits for something, and to learn whether a
command has no more to say."""
COLUMNS, LINES = 120, 40
ALTERNATE_SCREEN, NORMAL_SCREEN = b"\x1b[?1049h", b"\x1b[?1049l"
SHOW_CURSOR, HIDE_CURSOR = b"\x1b[?25h", b"\x1b[?25l"

CURSOR_QUERY, CURSOR_ANSWER = b"\x1b[6n", b"\x1b[40;120R"
"""Where is the cursor? In the corner."""

KEYS = {"enter": "\r", "escape": "\x1b", "ctrl+c": "\x03", "end": "\x1b[F"}
"""What a terminal sends for keys that are no characters."""


def asks(text: str, sign: str) -> bool:
    """Whether a screen that reads so asks for a line at its foot."""
    return any(line.startswith(f" {sign}") for line in text.splitlines()[-2:])


class Terminal:
    """A command in a pseudo-terminal, and the screen that it has drawn so far."""

    def __init__(
        self,
        arguments: tuple[str, ...],
        environ: Mapping[str, str],
        before: Callable[[], None] | None = None,
        program: tuple[str, ...] = FARMTOP,
    ) -> None:
        """`before` is called in the process before the command begins."""
        self.bytes = b""
        """Everything that the command wrote."""
        self.answers = False
        """Whether the command is told where the cursor is as often as it has asked by then."""
        self._answered = 0
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._process: pexpect.spawn[bytes] = pexpect.spawn(
            sys.executable,
            [*program, *arguments],
            cwd=str(ROOT),
            env={**environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"},
            dimensions=(LINES, COLUMNS),
            timeout=PATIENCE,
            preexec_fn=before,
        )
        self._process.delaybeforesend = None  # nobody types a password

    @property
    def pid(self) -> int:
        """The process id of the command."""
        return int(self._process.pid)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def asked(self) -> int:
        """How often the command has asked where the cursor is."""
        return self.bytes.count(CURSOR_QUERY)

    def scribble(self, text: str) -> None:
        """Write on the screen what the command has not written."""
        self._stream.feed(text.encode())

    def press(self, *keys: str) -> None:
        """Type keys."""
        for key in keys:
            self._process.send(KEYS.get(key, key))

    def answer(self, opens: str, line: str) -> None:
        """Open the prompt with a key, and once it asks give it a line."""
        before = self.text
        self.press(opens)
        self.until(lambda text: text != before and asks(text, opens))
        self.press(line, "enter")

    def until(self, holds: Callable[[str], object]) -> None:
        """Read on until what stands on the screen fulfils something."""
        deadline = time.monotonic() + PATIENCE
        while not holds(self.text):
            assert time.monotonic() < deadline, f"It never came about. The screen:\n{self.text}"
            self.read_on()

    def read_on(self) -> None:
        """Take in what the command writes in a moment."""
        assert self._read(LOOK), f"The command has ended. The screen:\n{self.text}"

    def drain(self) -> None:
        """Read on until there is nothing to read."""
        read = -1
        while read < len(self.bytes):
            read = len(self.bytes)
            assert self._read(SILENCE), f"The command has ended. The screen:\n{self.text}"

    def shows(self, *words: str) -> None:
        """Read on until all these words stand on the screen."""
        self.until(lambda text: all(word in text for word in words))

    def ended(self) -> int:
        """Read to the end of the command: its exit code, negative where a signal ended it."""
        deadline = time.monotonic() + PATIENCE
        while self._read(SILENCE):
            assert time.monotonic() < deadline, f"It never ended. The screen:\n{self.text}"
        self._process.wait()
        if self._process.signalstatus is not None:
            return -int(self._process.signalstatus)
        return int(self._process.exitstatus)

    def hang_up(self) -> None:
        """Lose the terminal, as when a line breaks; the command may take its time to end."""
        with suppress(pexpect.ExceptionPexpect):
            self._process.close(force=False)

    def close(self) -> None:
        """End the command, if it has not ended."""
        self._process.close(force=True)

    def _read(self, seconds: float) -> bool:
        """Take in what the command has written, or writes meanwhile; whether it may write more."""
        try:
            written = self._process.read_nonblocking(65_536, timeout=seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.bytes += written
        self._stream.feed(written)
        while self.answers and self._answered < self.asked:
            self._answered += 1
            self._process.send(CURSOR_ANSWER)
        return True


@contextmanager
def terminal(
    *arguments: str,
    environ: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
    program: tuple[str, ...] = FARMTOP,
) -> Iterator[Terminal]:
    """farmtop, or another program, in a terminal of its own, ended with the context."""
    opened = Terminal(arguments, os.environ if environ is None else environ, before, program)
    try:
        yield opened
    finally:
        opened.close()


class Watch:
    """A connection to a server that nobody uses: it is closed when the server's process ends."""

    def __init__(self, address: str) -> None:
        host, _, port = address.partition(":")
        self._at = (host, int(port))
        self._connection = socket.create_connection(self._at, timeout=PATIENCE)

    def until_gone(self) -> None:
        """Wait until the process has ended, and make sure that nobody listens there."""
        with self._connection:
            assert self._connection.recv(1) == b""
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(self._at, timeout=PATIENCE)


def watch_farm(opened: Terminal) -> Watch:
    """A watch on the farm whose address stands on the screen."""
    found = re.search(r"127\.0\.0\.1:\d+", opened.text)
    assert found, opened.text
    return Watch(found[0])
