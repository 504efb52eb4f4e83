"""A program in a pseudo-terminal of its own, whose output is timed and counted."""

import ctypes
import fcntl
import os
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

ROOT = Path(__file__).parents[2]
COLUMNS, LINES = 160, 48
PATIENCE = 60.0
"""Seconds after which a program that shows nothing new is given up."""
FAREWELL = 5.0
"""Seconds after which a program is killed that was told to end."""
LOOK = 0.02
"""Seconds between two looks at whether it has."""
TOGETHER = 0.05
"""Seconds without output after which there is time to draw what came."""
_CHUNK = 1 << 16
_UNDERSTOOD_MODE = b"2026"
"""Synchronised output, which today's terminals have."""
_CURSOR_QUERY = b"\x1b[6n"
_MODE_QUERY = re.compile(rb"\x1b\[\?(\d+)\$p")
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=][\d;]*[a-z]|\x1b\[\?\d+\$p")


@dataclass(frozen=True, slots=True)
class Burst:
    """What a program wrote after a key, until it was quiet again."""

    first: float
    """Seconds from the key to the first byte."""
    last: float
    """Seconds from the key to the last byte."""
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What a program did while nobody touched it, a second."""

    size: float
    """Bytes written to the terminal."""
    writes: float
    """Pieces in which they came."""
    cpu: float
    """Seconds of processor time, of the program's own process alone."""


class Terminal:
    """Runs a program on 160×48 cells: `with Terminal(command, environ) as terminal: ...`.

    It answers the questions that Textual asks of a terminal as a modern one does.
    """

    def __init__(
        self, command: Sequence[str], environ: Mapping[str, str], folder: Path = ROOT
    ) -> None:
        """The program runs in `folder`."""
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env={**environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._undrawn = bytearray()
        self._told = b""
        """The end of what was read, in which a question may begin."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        given_up = time.perf_counter() + FAREWELL
        # What still writes ends only once somebody has read that.
        while self._process.poll() is None and time.perf_counter() < given_up:
            self._read_last()
        self._process.kill()
        self._process.wait()
        os.close(self._master)

    def _read_last(self) -> None:
        """Read what a program says that was told to end, if anything."""
        ready, _, _ = select.select([self._master], [], [], LOOK)
        try:
            if ready:
                os.read(self._master, _CHUNK)
        except OSError:  # Linux says so where the program has gone
            time.sleep(LOOK)

    @property
    def pid(self) -> int:
        """The id of the program's process."""
        return self._process.pid

    def first_output_with(self, *texts: str) -> list[float]:
        """Seconds from the program's start to the output in which each text was first whole.

        The output is not drawn meanwhile, so that nothing but the reading slows the program.
        """
        found: dict[str, float] = {}
        output = bytearray()
        while len(found) < len(texts):
            piece = self._read(PATIENCE)
            now = time.perf_counter() - self.started
            if not piece:
                raise TimeoutError(f"None of this showed {texts}: {bytes(output[-2000:])!r}")
            output += piece
            found |= {t: now for t in texts if t not in found and t.encode() in output}
        self._undrawn += output
        return [found[text] for text in texts]

    def wait_for(self, text: str) -> None:
        """Draw what comes until `text` stands on the screen."""
        self.wait_until(lambda shown: text in shown)

    def wait_until(self, holds: Callable[[str], bool]) -> None:
        """Draw what comes until the screen is as it should be."""
        given_up = time.perf_counter() + PATIENCE
        while not holds(self.shown):
            piece = self._read(max(0.0, given_up - time.perf_counter()))
            if not piece:
                raise TimeoutError(f"It never came about:\n{self.shown}")
            self._undrawn += piece

    @property
    def shown(self) -> str:
        """What is on the screen, as far as it was read."""
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", bytes(self._undrawn)))
        self._undrawn.clear()
        return "\n".join(line.rstrip() for line in self._screen.display)

    def pieces(self, seconds: float) -> Iterator[tuple[float, bytes]]:
        """What comes for so many seconds, undrawn, each piece with when it came.

        The time is that of `time.perf_counter`.
        """
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if piece := self._read(left):
                self._undrawn += piece
                yield time.perf_counter(), piece

    def let_be(self, seconds: float) -> None:
        """Read what comes for so many seconds: some programs are never quiet."""
        for _ in self.pieces(seconds):
            pass

    def answer(self, keys: str, text: str, patience: float = PATIENCE) -> float | None:
        """Seconds from some keys to the output after which `text` stands on the screen.

        None where it never does. The screen is drawn, since a program may send only what differs,
        but only while nothing comes: drawing takes longer than what is measured, and would delay
        the reading.
        """
        self.drain()
        begun = time.perf_counter()
        self.send(keys)
        while came := self._gathered(begun + patience):
            first = self._first(came, lambda shown: text in shown)
            if first is not None:
                return first - begun
        return None

    def first_shown(self, keys: str, holds: Callable[[str], bool], seconds: float) -> float | None:
        """Seconds from some keys to the output after which the screen is as it should be.

        None where it is not within so many. They are waited for in any case, and what comes is
        drawn only then.
        """
        self.drain()
        before = self.shown
        begun = time.perf_counter()
        self.send(keys)
        came = list(self.pieces(seconds))
        self._undrawn.clear()
        first = self._first(came, holds)
        if holds(before):
            return 0.0
        return None if first is None else first - begun

    def _gathered(self, end: float) -> list[tuple[float, bytes]]:
        """What comes until there is time to draw it, each piece with when it came.

        Nothing where nothing comes before the `end`, which is a time of `time.perf_counter`.
        """
        came: list[tuple[float, bytes]] = []
        while (left := end - time.perf_counter()) > 0:
            if not (piece := self._read(min(left, TOGETHER) if came else left)):
                break
            came.append((time.perf_counter(), piece))
        return came

    def _first(
        self, came: Iterable[tuple[float, bytes]], holds: Callable[[str], bool]
    ) -> float | None:
        """Draw what came; gives when the screen was first as it should be."""
        first: float | None = None
        for when, piece in came:
            self._undrawn += piece
            if first is None and holds(self.shown):
                first = when
        return first

    def send(self, keys: str) -> None:
        """Send keys, whatever comes of them."""
        os.write(self._master, keys.encode())

    def press(self, keys: str, quiet: float = 0.1, patience: float = PATIENCE) -> Burst | None:
        """Send keys, and read until nothing has come for `quiet` seconds.

        None where nothing came at all within `patience` seconds.
        """
        self.drain()
        begun = time.perf_counter()
        self.send(keys)
        times: list[float] = []
        size = 0
        while piece := self._read(quiet if times else patience):
            times.append(time.perf_counter() - begun)
            size += len(piece)
            self._undrawn += piece
        return Burst(times[0], times[-1], size) if times else None

    def drain(self, quiet: float = 0.0) -> None:
        """Read what there is, until nothing has come for `quiet` seconds."""
        while piece := self._read(quiet):
            self._undrawn += piece

    def rest(self, seconds: float) -> Rest:
        """Read for `seconds` without touching anything."""
        self.drain()
        cpu = cpu_seconds(self.pid)
        size = writes = 0
        begun = time.perf_counter()
        while (left := begun + seconds - time.perf_counter()) > 0:
            piece = self._read(left)
            size += len(piece)
            writes += bool(piece)
            self._undrawn += piece
        took = time.perf_counter() - begun
        return Rest(size / took, writes / took, (cpu_seconds(self.pid) - cpu) / took)

    def _read(self, seconds: float) -> bytes:
        """The next piece of output; empty where none came within `seconds`."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return b""
        try:
            piece = os.read(self._master, _CHUNK)
        except OSError as error:  # Linux says so where the program has gone
            raise EOFError(f"The program has ended. It showed:\n{self.shown}") from error
        for mode in _MODE_QUERY.findall(piece):
            state = 2 if mode == _UNDERSTOOD_MODE else 0
            self.reply(b"\x1b[?%b;%d$y" % (mode, state))
        # What is read may end within the question.
        told = self._told + piece
        for _ in range(told.count(_CURSOR_QUERY)):
            self.reply(b"\x1b[1;1R")
        self._told = told[1 - len(_CURSOR_QUERY) :]
        return piece

    def reply(self, answer: bytes) -> None:
        """Tell the program what it asked."""
        os.write(self._master, answer)


def cpu_seconds(pid: int) -> float:
    """User and system time that a process has used so far, of all its threads.

    From its own clock, which `clock_getcpuclockid(3)` names: `/proc` counts in hundredths of a
    second, and a program that rests uses fewer of them in half a minute than one can compare.
    """
    clock = ctypes.c_int()
    if failed := ctypes.CDLL(None).clock_getcpuclockid(pid, ctypes.byref(clock)):
        raise ProcessLookupError(failed, os.strerror(failed), f"process {pid}")
    return time.clock_gettime(clock.value)


def peak_mib(pid: int) -> float:
    """The most memory that a process ever held, in MiB, from Linux's `/proc`."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
