"""A saved log: its last lines at once, all others soon, and whatever is done to the file."""

import asyncio
import gzip
import json
import os
from contextlib import aclosing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import NotFoundError, UsageError
from app.lines import Splice
from app.logs.files.file_lines import LINE_BYTES, FileLines
from app.logs.files.saved import SavedLog
from app.logs.following.batch import Phase
from app.view import NO_TIME, LogLine, plain
from tests.saved_log import add, delete, followed, messages, move, numbered, put

LONG = 20_000
"""Lines of more than the tail that is read at once."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a log is saved."""
    return tmp_path / "a.log"


async def test_the_last_lines_are_there_at_once(path: Path) -> None:
    lines = numbered(LONG)
    put(path, "\n".join(lines) + "\n")
    log = SavedLog(path)
    assert 0 < len(log.lines) < LONG
    assert messages(log) == lines[-len(log.lines) :]
    assert not log.at_beginning


async def test_the_lines_before_are_found_while_it_is_followed(path: Path) -> None:
    lines = numbered(LONG)
    put(path, "\n".join(lines) + "\n")
    async with followed(path) as follower:
        log = follower.log
        tail, first = len(log.lines), log.lines[0]
        await follower.until(lambda: log.at_beginning)
        assert messages(log) == lines
        assert log.lines.first == tail - LONG
        assert log.lines[-log.lines.first] == first
        follower.check()


async def test_the_lines_before_can_be_asked_for(path: Path) -> None:
    put(path, "\n".join(numbered(LONG)) + "\n")
    log = SavedLog(path)
    known = len(log.lines)
    assert await log.older() == (Splice(0, 0, LONG - known),)
    assert await log.older() == ()


async def test_what_is_written_is_told(path: Path) -> None:
    put(path, "one\n")
    async with followed(path) as follower:
        await follower.until(lambda: follower.log.state.caught_up)
        add(path, "two\nthree\n")
        await follower.until(lambda: len(follower.log.lines) == 3)
        assert messages(follower.log) == ["one", "two", "three"]
        follower.check()


async def test_a_line_without_an_end_is_shown_and_then_whole(path: Path) -> None:
    put(path, "one\ntw")
    async with followed(path) as follower:
        assert messages(follower.log) == ["one", "tw"]
        add(path, "o\nthree\n")
        await follower.until(lambda: len(follower.log.lines) == 3)
        assert messages(follower.log) == ["one", "two", "three"]
        follower.check()


async def test_a_file_that_is_cut_starts_over(path: Path) -> None:
    put(path, "one\ntwo\nthree\n")
    async with followed(path) as follower:
        put(path, "again\n")
        await follower.until(lambda: messages(follower.log) == ["again"])
        follower.check()


async def test_a_file_that_is_replaced_is_read_to_its_end_before_the_new_one(path: Path) -> None:
    put(path, "one\n")
    async with followed(path) as follower:
        seen: list[list[str]] = []

        def look() -> bool:
            seen.append(messages(follower.log))
            return seen[-1] == ["new"]

        await follower.until(lambda: follower.log.state.caught_up)
        add(path, "two\n")
        move(path)
        put(path, "new\n")
        await follower.until(look)
        assert ["one", "two"] in seen
        follower.check()


async def test_a_file_that_is_deleted_is_told_and_its_lines_stay(path: Path) -> None:
    put(path, "one\n")
    async with followed(path) as follower:
        delete(path)
        await follower.until(lambda: bool(follower.log.state.stale))
        assert follower.log.state.phase is Phase.RETRYING
        assert "a.log was deleted" in follower.log.state.stale
        assert messages(follower.log) == ["one"]
        put(path, "back\n")
        await follower.until(lambda: messages(follower.log) == ["back"])
        assert not follower.log.state.stale


async def test_an_empty_file_can_become_a_log_of_events(path: Path) -> None:
    put(path, "")
    async with followed(path) as follower:
        assert messages(follower.log) == []
        put(path, '{"timestamp": 5, "message": "one"}\n')
        await follower.until(lambda: len(follower.log.lines) == 1)
        assert list(follower.log.lines) == [LogLine(5, "one")]
        follower.check()


async def test_of_lines_that_are_too_long_the_beginning_is_here_and_it_says_so(path: Path) -> None:
    put(path, b"first\n" + b"x" * LINE_BYTES + b"\n" + b"y" * (LINE_BYTES + 1) + b"\nlast\n")
    async with followed(path) as follower:
        await follower.until(lambda: follower.log.at_beginning)
        told = follower.log.state.trouble
        assert told == f"{path} has 1 line of which only 16 MiB are here."
        assert [len(message) for message in messages(follower.log)] == [
            len("first"),
            LINE_BYTES,
            LINE_BYTES,
            len("last"),
        ]
        put(path, "again\n")
        await follower.until(lambda: messages(follower.log) == ["again"])
        assert not follower.log.state.trouble


async def test_a_packed_log_is_read_and_ends(path: Path) -> None:
    lines = numbered(LONG)
    put(path, gzip.compress("".join(f"{line}\n" for line in lines).encode(), 1))
    async with followed(path) as follower:
        await follower.until(lambda: follower.log.state.phase is Phase.ENDED)
        assert messages(follower.log) == lines
        follower.check()


async def test_of_a_damaged_packed_log_what_comes_before_is_there(path: Path) -> None:
    lines = numbered(LONG)
    whole = gzip.compress("".join(f"{line}\n" for line in lines).encode(), 1)
    put(path, whole[: len(whole) // 2])
    async with followed(path) as follower:
        await follower.until(lambda: follower.log.state.phase is Phase.ENDED)
        log = follower.log
        assert "is damaged" in log.state.trouble
        assert messages(log)[:-1] == lines[: len(log.lines) - 1]


def test_bytes_that_are_no_text_are_kept(path: Path) -> None:
    put(path, b"caf\xe9\r\n\x1b[31mred\r\n")
    log = SavedLog(path)
    assert [message.encode("utf-8", "surrogateescape") for message in messages(log)] == [
        b"caf\xe9",
        b"\x1b[31mred",
    ]
    assert log.lines.block(0).text() == "caf�\nred"


def test_times_before_the_lines_are_read(path: Path) -> None:
    put(path, "2026-11-22T03:12:07.118Z one\n2026-11-22T04:12:07.119+01:00 two\n  more of it\n")
    lines = SavedLog(path).lines
    began = 1_795_317_127_118
    assert list(lines) == [
        LogLine(began, "one"),
        LogLine(began + 1, "two"),
        LogLine(NO_TIME, "  more of it"),
    ]
    assert lines.block(0).times().tolist() == [began, began + 1, NO_TIME]


def test_logs_that_were_saved_as_one_are_told_apart(path: Path) -> None:
    events = [
        {"timestamp": 1, "message": "a", "log": "session-91c2…"},
        {"timestamp": 2, "message": "b", "log": "worker", "late": True},
    ]
    put(path, "".join(f"{json.dumps(event)}\n" for event in events))
    log = SavedLog(path)
    assert list(log.lines) == [LogLine(1, "a"), LogLine(2, "b", origin=1, late=True)]
    assert [origin.label for origin in log.origins] == ["session-91c2…", "worker"]


async def test_a_line_is_found_by_its_time(path: Path) -> None:
    times = [1_000 + index // 3 for index in range(LONG)]
    put(path, "".join(f'{{"timestamp": {time}, "message": "x"}}\n' for time in times))
    async with followed(path) as follower:
        log = follower.log
        await follower.until(lambda: log.at_beginning)
        for time in (0, 1_000, 1_001, 4_321, times[-1], times[-1] + 1):
            expected = next((at for at, one in enumerate(times) if one >= time), LONG)
            assert log.lines.since(time) == expected


def test_what_is_not_there_is_said(path: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"There is no file .*a\.log"):
        SavedLog(path)
    with pytest.raises(UsageError, match="is a directory"):
        SavedLog(tmp_path)
    os.mkfifo(path)
    with pytest.raises(UsageError, match="farmtop logs -"):
        SavedLog(path)


async def test_a_look_at_a_file_that_nobody_writes_to_tells_nothing(path: Path) -> None:
    put(path, "one\n")
    log = SavedLog(path)
    async with aclosing(log.follow()) as batches:
        await anext(batches)
        log.wake()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await anext(batches)


PARTS = st.lists(st.binary(max_size=12), max_size=12)


@given(parts=PARTS)
async def test_however_a_file_is_written_its_lines_are_what_is_in_it(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("parts") / "a.log"
    put(path, "")
    async with followed(path) as follower:
        log = follower.log
        for index, part in enumerate(parts):
            add(path, part)
            size = sum(map(len, parts[: index + 1]))
            await follower.until(lambda: log.lines.end + log.lines.rest == size)  # noqa: B023
            follower.check()
        whole = b"".join(parts)
        lines = whole.split(b"\n")
        expected = [line.removesuffix(b"\r") for line in (lines if lines[-1] else lines[:-1])]
        assert [line.message.encode("utf-8", "surrogateescape") for line in log.lines] == expected
        assert shown(log.lines) == [plain(message) for message in messages(log)]


def shown(lines: FileLines) -> list[str]:
    """The lines as their blocks have them."""
    found: list[str] = []
    while len(found) < len(lines):
        block = lines.block(len(found))
        assert block.number == lines.first + len(found)
        assert len(block.times()) == block.count
        found += block.text().split("\n")
    return found


def test_a_block_of_a_file_that_was_cut_has_as_many_lines_as_before(path: Path) -> None:
    put(path, "one\ntwo\nthree\n")
    block = SavedLog(path).lines.block(0)
    put(path, "one\nt")
    assert block.text() == "one\nt\n"
    assert block.count == 3
