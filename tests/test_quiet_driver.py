"""The driver: it tells of every key, and does nothing while there is none."""

import os
import select
import signal
import tty
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

import pytest
from textual import events
from textual.app import App
from textual.constants import ESCAPE_DELAY
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

import widgets.terminal.quiet_driver
from tests.terminal import terminal
from widgets.terminal.cell_app import CellApp
from widgets.terminal.quiet_driver import QuietDriver

PATIENCE = 60.0
"""Seconds that anything may take on a busy machine."""


class Telling(QuietDriver):
    """Puts the keys that it tells of where a test finds them."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(App[object](), mouse=False)
        self.fileno = descriptor
        self.keys: SimpleQueue[str] = SimpleQueue()

    def process_message(self, message: Message) -> None:
        """Put it there."""
        assert isinstance(message, events.Key)
        self.keys.put(message.key)

    def key(self) -> str:
        """The next key."""
        return self.keys.get(timeout=PATIENCE)


@contextmanager
def reading(driver: QuietDriver) -> Iterator[Thread]:
    """A thread that reads what is typed, and has to end at once with the context."""
    thread = Thread(target=driver.run_input_thread, daemon=True)
    thread.start()
    yield thread
    driver.exit_event.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    driver.exit_event.clear()


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    """Both ends of a terminal: where one types, and where that is read."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    yield ours, theirs
    os.close(ours)
    os.close(theirs)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> "SimpleQueue[float | None]":
    """How long the driver is ready to wait, each time before it does."""
    begun: SimpleQueue[float | None] = SimpleQueue()

    def noted(
        read: Sequence[int], write: Sequence[int], fail: Sequence[int], seconds: float | None
    ) -> object:
        begun.put(seconds)
        return select.select(read, write, fail, seconds)

    monkeypatch.setattr(widgets.terminal.quiet_driver, "select", noted)
    return begun


async def test_it_sleeps_until_somebody_types(
    ends: tuple[int, int], waits: "SimpleQueue[float | None]"
) -> None:
    typed, read = ends
    driver = Telling(read)
    with reading(driver):
        assert waits.get(timeout=PATIENCE) is None
        os.write(typed, b"a")
        assert driver.key() == "a"
        assert waits.get(timeout=PATIENCE) is None


async def test_escape_is_a_key_once_nothing_has_followed_it(
    ends: tuple[int, int], waits: "SimpleQueue[float | None]"
) -> None:
    typed, read = ends
    driver = Telling(read)
    with reading(driver):
        assert waits.get(timeout=PATIENCE) is None
        os.write(typed, b"\x1b")
        assert waits.get(timeout=PATIENCE) == ESCAPE_DELAY
        assert driver.key() == "escape"
        while waits.get(timeout=PATIENCE) is not None:
            pass


async def test_a_key_is_whole_in_however_many_pieces_it_comes(
    ends: tuple[int, int], waits: "SimpleQueue[float | None]"
) -> None:
    typed, read = ends
    driver = Telling(read)
    first, last = "é".encode()
    with reading(driver):
        waits.get(timeout=PATIENCE)
        os.write(typed, bytes([first]))
        waits.get(timeout=PATIENCE)
        os.write(typed, bytes([last]) + b"\x1b[A")
        assert [driver.key(), driver.key()] == ["é", "up"]


async def test_what_is_no_text_is_shown_as_such(ends: tuple[int, int]) -> None:
    typed, read = ends
    driver = Telling(read)
    with reading(driver):
        os.write(typed, b"\xe9x")
        assert [driver.key(), driver.key()] == ["replacement_character", "x"]


async def test_it_reads_again_after_it_was_told_not_to(ends: tuple[int, int]) -> None:
    typed, read = ends
    driver = Telling(read)
    for key in "ab":
        with reading(driver):
            os.write(typed, key.encode())
            assert driver.key() == key


async def test_it_ends_where_there_is_nothing_to_read_from() -> None:
    read, typed = os.pipe()
    with reading(Telling(read)) as thread:
        os.close(typed)
        thread.join(PATIENCE)
        assert not thread.is_alive()
    os.close(read)


def test_a_monitor_that_was_stopped_reads_on_and_ends(tmp_path: Path) -> None:
    saved = tmp_path / "saved.log"
    saved.write_text("".join(f"line {number}\n" for number in range(100)))
    with terminal("logs", str(saved)) as opened:
        opened.shows("line 99")
        os.kill(opened.pid, signal.SIGSTOP)
        os.kill(opened.pid, signal.SIGCONT)
        opened.press("g")
        opened.shows("line 0")
        opened.press("q")
        assert opened.ended() == 0


def test_it_is_what_a_terminal_is_read_with() -> None:
    assert App[None]().get_driver_class() is LinuxDriver
    assert CellApp[None]().get_driver_class() is QuietDriver
