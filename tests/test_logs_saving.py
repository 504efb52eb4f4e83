"""What is saved is what the log holds, once, in order, and in nobody's way."""

import asyncio
import errno
import os
from collections.abc import Callable, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import overload

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import FarmtopError, UsageError
from app.lines import Block, Splice
from app.logs.files.line_text import SaveForm
from app.logs.files.saved import SavedLog
from app.logs.files.saving import SLICE_LINES, Saving, save
from app.logs.keeping.spool import Spool
from app.view import LogLine, plain

WHEN = 1_795_317_127.0
MESSAGES = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["", " ", "\x1b[31mred", "\r", "a\nb", "\udce9", "\x7f", '{"a": 1}', "- ", "openjd_fail: no"]
)
LINES = st.lists(
    st.builds(LogLine, st.integers(0, 4_000_000_000_000), MESSAGES, late=st.booleans()),
    max_size=20,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a log is to be saved."""
    return tmp_path / "a.log"


def held(*messages: str) -> Spool:
    """A log of some messages."""
    lines = Spool()
    lines.append([LogLine(index, message) for index, message in enumerate(messages)])
    return lines


class Listed:
    """A log in a list; somebody may be told when lines are taken from it."""

    def __init__(self, held: list[LogLine], taken: Callable[[], None] = lambda: None) -> None:
        self.held = held
        self.first = 0
        self._taken = taken

    def __len__(self) -> int:
        return len(self.held)

    @overload
    def __getitem__(self, index: int) -> LogLine: ...
    @overload
    def __getitem__(self, index: slice) -> list[LogLine]: ...
    def __getitem__(self, index: int | slice) -> LogLine | list[LogLine]:
        self._taken()
        return self.held[index]

    def __iter__(self) -> Iterator[LogLine]:
        return iter(self.held)

    def since(self, timestamp: int) -> int:
        """Nobody asks for a time here."""
        raise NotImplementedError(timestamp)

    def block(self, index: int) -> Block:
        """Nobody asks for a block here."""
        raise NotImplementedError(index)


def put(path: Path, text: str) -> None:
    """A file that holds this."""
    path.write_text(text)


def read(path: Path) -> str:
    """What a file holds."""
    return path.read_text()


def names(folder: Path) -> list[str]:
    """What is in a folder, besides the home that every test has."""
    return sorted(one.name for one in folder.iterdir() if one.name != "home")


async def opened(path: Path) -> list[LogLine]:
    """A saved log, read as farmtop reads one."""
    log = SavedLog(path)
    async with aclosing(log.follow()) as batches:
        async for _ in batches:
            if log.at_beginning and log.state.caught_up:
                break
    return list(log.lines)


@given(lines=LINES)
async def test_what_was_saved_as_events_is_read_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, lines: list[LogLine]
) -> None:
    path = tmp_path_factory.mktemp("events") / "a.jsonl"
    held = Spool()
    held.append(lines)
    assert await save(held, path, SaveForm.JSON) == len(lines)
    assert await opened(path) == list(held)


@given(lines=LINES)
async def test_what_was_saved_with_times_is_read_as_it_is_shown(
    tmp_path_factory: pytest.TempPathFactory, lines: list[LogLine]
) -> None:
    path = tmp_path_factory.mktemp("timed") / "a.log"
    held = Spool()
    held.append(lines)
    assert await save(held, path, SaveForm.TIMED) == len(lines)
    assert await opened(path) == [LogLine(one.timestamp, plain(one.message)) for one in held]


@given(lines=LINES)
async def test_what_was_saved_as_text_is_read_as_it_is_shown(
    tmp_path_factory: pytest.TempPathFactory, lines: list[LogLine]
) -> None:
    path = tmp_path_factory.mktemp("text") / "a.log"
    held = Spool()
    held.append(lines)
    assert await save(held, path, SaveForm.TEXT) == len(lines)
    assert [one.message for one in await opened(path)] == [plain(one.message) for one in held]


async def test_what_is_chosen_is_saved_alone(path: Path) -> None:
    lines = held("a", "b", "c", "d", "e")
    lines.prepend([LogLine(0, "before")])
    assert await save(lines, path, SaveForm.TEXT, [range(-1, 1), range(3, 5)]) == 4
    assert read(path) == "before\na\nd\ne\n"


async def test_several_logs_say_which_one_a_line_is_from(path: Path) -> None:
    lines = Listed([LogLine(5, "a"), LogLine(6, "b", origin=1)])
    await save(lines, path, SaveForm.TIMED, labels=["session-91c2", "worker"])
    assert read(path).splitlines() == [
        "1970-01-01T00:00:00.005Z session-91c2 | a",
        "1970-01-01T00:00:00.006Z worker       | b",
    ]


async def test_nothing_is_overwritten_unasked(path: Path, tmp_path: Path) -> None:
    put(path, "precious")
    with pytest.raises(UsageError, match=r"There is a file .*a\.log already"):
        await save(held("a"), path, SaveForm.TEXT)
    assert read(path) == "precious"
    assert await save(held("a"), path, SaveForm.TEXT, overwrite=True) == 1
    assert read(path) == "a\n"
    assert names(tmp_path) == ["a.log"]


async def test_a_file_that_comes_meanwhile_is_not_overwritten(path: Path, tmp_path: Path) -> None:
    lines = Listed([LogLine(0, "a")], taken=lambda: put(path, "precious"))
    with pytest.raises(UsageError, match="already"):
        await save(lines, path, SaveForm.TEXT)
    assert read(path) == "precious"
    assert names(tmp_path) == ["a.log"]


async def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"There is no folder .*shots"):
        await save(held("a"), tmp_path / "shots" / "a.log", SaveForm.TEXT)


async def test_a_full_disk_is_explained_and_leaves_nothing(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FarmtopError, match=r"is full\. Free some space"):
        await save(held("a"), path, SaveForm.TEXT)
    assert names(tmp_path) == []


async def test_without_links_nothing_is_overwritten_either(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_more: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)
    assert await save(held("a"), path, SaveForm.TEXT) == 1
    with pytest.raises(UsageError, match="already"):
        await save(held("b"), path, SaveForm.TEXT)
    assert read(path) == "a\n"
    assert names(tmp_path) == ["a.log"]


async def test_saving_that_is_given_up_leaves_nothing(path: Path, tmp_path: Path) -> None:
    begun = asyncio.Event()
    lines = Listed([LogLine(0, "a")] * 3 * SLICE_LINES, taken=begun.set)
    saving = asyncio.create_task(save(lines, path, SaveForm.TEXT))
    await begun.wait()
    assert names(tmp_path) != []
    saving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await saving
    assert names(tmp_path) == []


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["append", "prepend", "insert", "drop", "truncate"]), st.integers(0, 2_000)
    ),
    max_size=8,
)


@given(changes=CHANGES)
async def test_lines_that_stay_are_saved_once_however_the_log_changes(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, int]]
) -> None:
    path = tmp_path_factory.mktemp("changing") / "a.log"
    lines = Changing([LogLine(0, f"line {index}") for index in range(3 * SLICE_LINES)])
    before = lines.messages
    saving = Saving(lines, path, SaveForm.TEXT)
    task = asyncio.create_task(saving.run())
    for kind, at in changes:
        await asyncio.sleep(0)
        saving.splice(lines.change(kind, at))
    await task
    saved = read(path).splitlines()
    kept = set(lines.messages)
    assert [one for one in saved if one in kept] == [one for one in before if one in kept]
    assert set(saved) <= set(before)
    assert len(set(saved)) == len(saved)


class Changing(Listed):
    """A log that anything may happen to."""

    @property
    def messages(self) -> list[str]:
        return [line.message for line in self.held]

    def change(self, kind: str, at: int) -> Splice:
        """Something happens; what, as a splice."""
        length = len(self)
        at = min(at, length)
        if kind in {"append", "insert", "prepend"}:
            place = {"append": length, "prepend": 0}.get(kind, at)
            self.held[place:place] = [LogLine(0, "new"), LogLine(0, "newer")]
            self.first -= 2 * (place == 0)
            return Splice(place, 0, 2)
        if kind == "drop":
            del self.held[:at]
            self.first += at
            return Splice(0, at)
        del self.held[at:]
        return Splice(at, length - at)


@pytest.mark.parametrize("overwrite", [False, True])
async def test_saving_that_is_given_up_leaves_the_whole_file_or_nothing_of_it(
    tmp_path: Path, *, overwrite: bool
) -> None:
    lines, outcomes = held("a" * 1_000, *["line"] * 2_000), set[str]()
    path = tmp_path / "a.log"
    for turns in range(200):
        put(path, "precious") if overwrite else path.unlink(missing_ok=True)
        saving = asyncio.create_task(save(lines, path, SaveForm.TEXT, overwrite=overwrite))
        for _ in range(turns):
            await asyncio.sleep(0)
        saving.cancel()
        await asyncio.gather(saving, return_exceptions=True)
        assert names(tmp_path) in ([], ["a.log"])
        outcomes.add(read(path) if path.exists() else "")
    whole = "".join(f"{line.message}\n" for line in lines)
    assert outcomes <= {"precious" if overwrite else "", whole}
