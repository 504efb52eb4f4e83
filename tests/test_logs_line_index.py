"""Where lines lie in a file is found from any of them, forwards and backwards."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.logs.files.line_index import OpenFile, Run, line_start, runs_after, runs_before

TEXTS = st.lists(st.sampled_from([b"", b"a", b"bc\r", b"d" * 9, b"e" * 40]), max_size=30)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a file can be written."""
    return tmp_path_factory.mktemp("index") / "a.log"


def written(path: Path, data: bytes) -> OpenFile:
    path.write_bytes(data)
    return OpenFile(os.open(path, os.O_RDONLY))


def check(data: bytes, runs: list[Run], start: int, stop: int) -> None:
    """The runs cover everything between two positions, each with its number of lines."""
    edges = [start, *(run.stop for run in runs)]
    assert [run.start for run in runs] == edges[:-1]
    assert edges[-1] == stop
    assert all(data[run.stop - 1 : run.stop] == b"\n" for run in runs)
    assert [run.lines for run in runs] == [data.count(b"\n", *run[:2]) for run in runs]


@given(lines=TEXTS, rest=st.sampled_from([b"", b"f", b"g" * 30]), size=st.integers(1, 20))
def test_runs_forward_hold_every_whole_line_once(
    path: Path, lines: list[bytes], rest: bytes, size: int
) -> None:
    data = b"".join(line + b"\n" for line in lines) + rest
    runs = list(runs_after(written(path, data), 0, len(data), size))
    check(data, runs, 0, len(data) - len(rest))


@given(lines=TEXTS, size=st.integers(1, 20), at=st.integers(0, 30))
def test_runs_backward_hold_every_line_before_once(
    path: Path, lines: list[bytes], size: int, at: int
) -> None:
    data = b"".join(line + b"\n" for line in lines)
    stop = sum(len(line) + 1 for line in lines[:at])
    runs = list(runs_before(written(path, data), stop, size))
    check(data, runs[::-1], 0, stop)


@given(lines=TEXTS, size=st.integers(1, 20))
def test_a_line_that_is_longer_than_a_run_is_one_by_itself(
    path: Path, lines: list[bytes], size: int
) -> None:
    data = b"".join(line + b"\n" for line in lines)
    file = written(path, data)
    forward, backward = runs_after(file, 0, len(data), size), runs_before(file, len(data), size)
    for run in [*forward, *backward]:
        assert run.lines == 1 or run.stop - run.start <= 3 * size


@given(lines=TEXTS, at=st.integers(0, 400))
def test_a_line_begins_behind_the_line_feed_before_it(
    path: Path, lines: list[bytes], at: int
) -> None:
    data = b"".join(line + b"\n" for line in lines)
    position = min(at, len(data))
    assert line_start(written(path, data), position) == data.rfind(b"\n", 0, position) + 1
