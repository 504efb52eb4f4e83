"""The lines of one log that were read so far, in memory, on the disk or where that is full."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lines import Lines, Splice
from app.logs.keeping.chunk import CHUNK_CHARACTERS, CHUNK_LINES
from app.logs.keeping.spool import Spool
from app.view import NO_TIME, LogLine, plain
from tests.log_store import SmallDisk

messages = st.one_of(st.text(st.characters(codec=None), max_size=8), st.sampled_from(["plain", ""]))
logs = st.lists(
    st.builds(LogLine, st.integers(-5, 5), messages, st.just(0), st.booleans()), max_size=12
)
changes = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["append", "append", "prepend", "insert"]), logs),
        st.tuples(st.sampled_from(["truncate", "drop"]), st.integers(0, 20)),
    ),
    max_size=30,
)
"""What to do, and with which lines or how many of them."""


def numbered(count: int) -> list[LogLine]:
    return [LogLine(number, f"line {number}") for number in range(count)]


class Model:
    """A list of lines beside a spool; it drops what the spool says that it dropped."""

    def __init__(self, spool: Spool) -> None:
        self.spool = spool
        self.lines: list[LogLine] = []

    def change(self, change: str, value: list[LogLine] | int, where: int) -> None:
        length = len(self.lines)
        if isinstance(value, int):
            at, removed, lines = 0, min(value, length), list[LogLine]()
            if change == "truncate":
                at, removed = value, max(0, length - value)
            told = self.spool.truncate(value) if change == "truncate" else self.spool.drop(value)
        else:
            at, removed, lines = {"append": length, "prepend": 0}.get(change, where), 0, value
            told = self.put(change, at, value)
        self.lines[at : at + removed] = lines
        own = Splice(at, removed, len(lines))
        made = told[1:] if own else told
        assert told == ((own, *made) if own else made)
        for dropped in made:
            assert dropped == Splice(0, dropped.removed, 0)
            del self.lines[: dropped.removed]

    def put(self, change: str, at: int, lines: list[LogLine]) -> tuple[Splice, ...]:
        if change == "append":
            return self.spool.append(iter(lines))
        if change == "prepend":
            return self.spool.prepend(lines)
        return self.spool.insert(at, lines)

    def check(self) -> None:
        assert len(self.spool) == len(self.lines)
        assert list(self.spool) == self.lines
        assert [self.spool[index] for index in range(len(self.lines))] == self.lines
        assert blocks(self.spool) == [(plain(line.message), line.timestamp) for line in self.lines]


def blocks(lines: Lines) -> list[tuple[str, int]]:
    """The texts and times of all lines, read by blocks."""
    told: list[tuple[str, int]] = []
    while len(told) < len(lines):
        block = lines.block(len(told))
        assert block.number == lines.first + len(told)
        told += zip(block.text().split("\n"), block.times(), strict=True)
        assert block.count > 0
    return told


@given(
    changes=changes,
    where=st.integers(0, 100),
    part=st.builds(slice, st.integers(-30, 30), st.integers(-30, 30)),
    room=st.one_of(st.none(), st.integers(0, 1_000)),
    chunk_lines=st.sampled_from([1, 3, 5, CHUNK_LINES]),
)
def test_a_spool_reads_like_a_list_whatever_happens_to_it(
    changes: list[tuple[str, list[LogLine] | int]],
    where: int,
    part: slice,
    room: int | None,
    chunk_lines: int,
) -> None:
    disk = SmallDisk(room)
    spool = Spool(store=disk.store(), chunk_lines=chunk_lines)
    model = Model(spool)
    for change, value in changes:
        model.change(change, value, where % (len(model.lines) + 1))
        model.check()
        assert not spool.dropped or room is not None
    assert spool[part] == model.lines[part]
    assert spool[::-2] == model.lines[::-2]


def test_lines_stay_in_order_across_chunks() -> None:
    lines = numbered(CHUNK_LINES * 3 + 5)
    spool = Spool(lines[CHUNK_LINES + 7 :])
    spool.prepend(lines[: CHUNK_LINES + 7])
    assert list(spool) == lines
    assert spool[CHUNK_LINES + 6 : CHUNK_LINES + 9] == lines[CHUNK_LINES + 6 : CHUNK_LINES + 9]
    assert spool[-1] == lines[-1]


def test_what_is_cut_off_is_gone_and_what_is_left_grows_on() -> None:
    lines = numbered(CHUNK_LINES + 50)
    spool = Spool(lines)
    assert spool.truncate(CHUNK_LINES - 3) == (Splice(CHUNK_LINES - 3, 53, 0),)
    spool.append(lines[:2])
    assert list(spool) == [*lines[: CHUNK_LINES - 3], *lines[:2]]


def test_a_number_stays_with_its_line() -> None:
    spool = Spool(numbered(20), chunk_lines=4)
    spool.prepend(numbered(6))
    assert spool.first == -6
    spool.drop(9)
    assert (spool.first, spool[0]) == (3, LogLine(3, "line 3"))
    spool.insert(2, numbered(5))
    assert (spool.first, spool[7]) == (3, LogLine(5, "line 5"))


def test_a_time_leads_to_the_first_line_that_is_as_young() -> None:
    for chunk_lines in (1, 2, 3, CHUNK_LINES):
        spool = Spool((LogLine(at, "") for at in (10, 20, 20, 20, 30)), chunk_lines=chunk_lines)
        assert [spool.since(at) for at in (0, 10, 15, 20, 21, 30, 31)] == [0, 0, 1, 1, 4, 4, 5]


@pytest.mark.parametrize("index", [-1, 5])
def test_there_is_no_block_where_there_is_no_line(index: int) -> None:
    with pytest.raises(IndexError):
        Spool(numbered(5)).block(index)


def test_a_block_of_long_lines_is_no_larger_than_others() -> None:
    spool = Spool(LogLine(0, "x" * 1_000) for _ in range(5_000))
    assert max(len(spool.block(index).text()) for index in range(0, 5_000, 100)) <= (
        CHUNK_CHARACTERS + CHUNK_LINES
    )


def test_a_block_stays_what_it_was_while_its_lines_are_rewritten_and_dropped() -> None:
    disk = SmallDisk()
    spool = Spool(numbered(100), store=disk.store(), chunk_lines=10)
    block = spool.block(35)
    text = block.text()
    spool.insert(35, numbered(3))
    spool.drop(60)
    for _ in range(30):
        spool.append(numbered(10))
    assert block.text() == text
    assert (block.number, block.count) == (30, 10)
    spool.close()
    assert block.text() == "\n" * 9
    assert list(block.times()) == [NO_TIME] * 10


def test_lines_that_are_put_in_between_again_and_again_do_not_fill_the_disk() -> None:
    disk = SmallDisk()
    spool = Spool(numbered(1_000), store=disk.store(), chunk_lines=10)
    used = disk.used
    for number in range(3_000):
        at = number * 97 % len(spool)
        spool.insert(at, numbered(1))
        spool.truncate(1_000)
    assert disk.used < used * 2.5


def test_a_log_that_is_closed_gives_its_disk_back() -> None:
    disk = SmallDisk()
    spool = Spool(numbered(1_000), store=disk.store(), chunk_lines=10)
    assert disk.used > 10_000
    spool.close()
    assert (disk.used, len(spool)) == (0, 0)


def test_where_the_disk_is_full_the_newest_lines_are_kept_and_it_is_explained() -> None:
    disk = SmallDisk(room=2_000)
    spool = Spool(store=disk.store(), chunk_lines=10)
    told = spool.append(numbered(1_000))
    assert told == (Splice(0, 0, 1_000), Splice(0, spool.dropped, 0))
    assert list(spool) == numbered(1_000)[spool.dropped :]
    assert 50 < len(spool) < 150
    assert spool.first == spool.dropped
    assert "No space left on device" in spool.trouble
    assert f"the oldest {spool.dropped} lines had to be dropped" in spool.trouble
    assert "TMPDIR" in spool.trouble


def test_lines_that_memory_still_takes_are_not_lost_when_the_disk_has_room_again() -> None:
    disk = SmallDisk(room=0)
    spool = Spool(store=disk.store(reserve_bytes=5_000), chunk_lines=10)
    spool.append(numbered(100))
    assert "a few more fit into memory" in spool.trouble
    disk.room = None
    spool.append(numbered(1_000))
    assert (spool.dropped, spool.trouble) == (0, "")
    assert list(spool) == [*numbered(100), *numbered(1_000)]


def test_threads_read_blocks_while_lines_come_and_go() -> None:
    spool = Spool(numbered(400), chunk_lines=10)
    whole = {f"line {number}" for number in range(400)}

    def strange(index: int) -> list[str]:
        """What a block holds that was never written."""
        return [text for text in taken[index].text().split("\n") if text not in whole | {""}]

    with ThreadPoolExecutor(4) as threads:
        for round_ in range(50):
            taken = [spool.block(index) for index in range(0, len(spool), 10)]
            reading = threads.map(strange, range(len(taken)))
            spool.insert(round_ * 7 % len(spool), numbered(3))
            spool.drop(13)
            spool.append(numbered(10))
            assert not [text for texts in reading for text in texts]


WRITER = """
    import resource, sys
    from app.logs.keeping.spool import Spool
    from app.view import LogLine
    limit = int(sys.argv[1])
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    spool = Spool(LogLine(number, "x" * 100) for number in range(300_000))
    assert [line.timestamp for line in spool] == list(range(spool.first, 300_000))
    print(len(spool), spool.dropped, spool.trouble, flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("limit", [0, 2**20])
def test_a_process_that_is_killed_leaves_nothing_behind(tmp_path: Path, limit: int) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", dedent(WRITER), str(limit)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        assert process.stdout is not None
        kept, dropped, *trouble = process.stdout.readline().split(maxsplit=2)
        process.kill()
    assert int(kept) + int(dropped) == 300_000
    assert (int(dropped) > 0) == (limit > 0)
    assert bool(trouble) == (limit > 0)
    assert list(folder.iterdir()) == []
