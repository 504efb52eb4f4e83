"""A driver that sleeps until somebody types: Textual's own looks ten times a second."""

import os
import threading
from codecs import getincrementaldecoder
from select import select

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.constants import ESCAPE_DELAY
from textual.drivers.linux_driver import LinuxDriver

_CHUNK = 4096
"""Bytes that are read at once."""


class QuietDriver(LinuxDriver):
    """Reads the terminal without a look at the clock, but for where a key may not be whole yet.

    Those looks are all the processor time that an idle application of Textual's takes, and they put
    off its end by up to two tenths of a second.
    """

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._ended = _Bell()
        self.exit_event = self._ended

    def start_application_mode(self) -> None:
        """Take the terminal, unless it was never given back: where the process was stopped without
        a word before, as by SIGSTOP, a second thread would read what is typed, and never end."""
        if self._key_thread is not None and self._key_thread.is_alive():
            return
        super().start_application_mode()  # type: ignore[no-untyped-call]

    # The public method of a class that is not: `pyproject.toml` holds Textual to a major version.
    def run_input_thread(self) -> None:
        """Tell of what is typed until the driver is to read no more."""
        parser, decode = _Parser(self._debug), getincrementaldecoder("utf-8")("replace").decode
        while True:
            patience = ESCAPE_DELAY if parser.is_within_key else None
            ready, _, _ = select([self.fileno, self._ended.descriptor], [], [], patience)
            if self._ended.is_set():
                return
            if ready:
                read = os.read(self.fileno, _CHUNK)
                if not read:  # the terminal has gone, of which somebody else tells
                    return
                typed = decode(read)
                # Nothing at all would be taken for the end; half a character is no news yet.
                for event in parser.feed(typed) if typed else ():
                    self.process_message(event)
            for event in parser.tick():
                self.process_message(event)


class _Parser(XTermParser):
    @property
    def is_within_key(self) -> bool:
        """Whether what was read may go on, as after an escape, which is a key as well."""
        return self._timeout_time is not None


class _Bell(threading.Event):
    """An event that wakes whoever waits for a descriptor, which lives as long as the process."""

    def __init__(self) -> None:
        super().__init__()
        self.descriptor, self._rope = os.pipe()
        """What can be read while it is set."""

    def set(self) -> None:
        if not self.is_set():
            super().set()
            os.write(self._rope, b"\0")

    def clear(self) -> None:
        if self.is_set():
            os.read(self.descriptor, 1)
            super().clear()
