"""Bytes that are kept on the disk without a name."""

import gc
import os
from errno import EIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.logs.keeping.store import Extent, Store, UnlinkedFile
from tests.log_store import SmallDisk, SmallFile


def kept(store: Store, data: bytes) -> Extent:
    extent = store.write(data)
    assert extent is not None
    return extent


def read(extent: Extent) -> bytes | None:
    return extent.read(0, len(extent))


@given(
    st.lists(st.tuples(st.binary(min_size=1, max_size=300), st.integers(0, 9)), max_size=60),
    st.one_of(st.none(), st.integers(0, 2_000)),
)
def test_what_is_kept_reads_as_it_was_written_while_other_bytes_come_and_go(
    steps: list[tuple[bytes, int]], room: int | None
) -> None:
    disk = SmallDisk(room)
    store = disk.store()
    extents: dict[int, tuple[Extent, bytes]] = {}
    for data, slot in steps:
        extents.pop(slot, None)
        if (extent := store.write(data)) is not None:
            extents[slot] = (extent, data)
        assert extent is not None or (room is not None and store.error is not None)
        extent = None
        assert [read(extent) for extent, _ in extents.values()] == [
            written for _, written in extents.values()
        ]
    extents.clear()
    store.reclaim()
    assert disk.used == 0


def test_what_was_freed_is_used_again_before_a_file_grows() -> None:
    disk = SmallDisk()
    store = disk.store()
    extents = [kept(store, bytes([number]) * 100) for number in range(5)]
    del extents[1:3]
    again = [kept(store, b"x" * 150), kept(store, b"y" * 50)]
    assert disk.used == 500
    assert [read(extent) for extent in again] == [b"x" * 150, b"y" * 50]


def test_the_end_of_a_file_goes_back_to_the_disk() -> None:
    disk = SmallDisk()
    store = disk.store()
    extents = [kept(store, bytes([number]) * 100) for number in range(5)]
    del extents[3], extents[3]
    store.reclaim()
    assert disk.used == 300


def test_one_that_is_longer_than_a_segment_is_kept_all_the_same() -> None:
    store = SmallDisk().store()
    assert read(kept(store, b"x" * 5_000)) == b"x" * 5_000
    full = SmallDisk(room=0).store()
    assert read(kept(full, b"x" * 5_000)) == b"x" * 5_000
    assert full.write(b"x") is None


def test_nothing_of_a_write_that_did_not_fit_stays_on_the_disk() -> None:
    disk = SmallDisk(room=250)
    store = disk.store(segment_bytes=10_000)
    extents = [kept(store, b"x" * 100) for _ in range(3)]
    assert disk.used == 200
    assert [read(extent) for extent in extents] == [b"x" * 100] * 3


def test_bytes_of_a_store_that_was_closed_are_gone_even_for_those_who_hold_them() -> None:
    disk = SmallDisk()
    store = disk.store()
    extents = [kept(store, b"x" * 100) for _ in range(9)]
    store.close()
    assert disk.used == 0
    assert [read(extent) for extent in extents] == [None] * 9
    assert read(kept(store, b"again")) == b"again"


def test_bytes_that_cannot_be_read_are_none() -> None:
    class Broken(SmallFile):
        def read(self, size: int, offset: int) -> bytes:
            raise OSError(EIO, f"No {size} bytes at {offset}")

    assert read(kept(Store(lambda: Broken(SmallDisk())), b"x")) is None


def test_a_folder_that_cannot_be_written_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    store = Store()
    assert read(kept(store, b"x")) == b"x"
    assert store.error is not None


def test_a_file_has_no_name_and_is_closed_with_the_last_who_refers_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    gc.collect()
    before = descriptors()
    store = Store(UnlinkedFile)
    extent = kept(store, b"x")
    assert list(folder.iterdir()) == []
    assert descriptors() == before + 1
    store.close()
    assert read(extent) is None
    del extent
    assert descriptors() == before


def descriptors() -> int:
    """How many this process has open."""
    return len(os.listdir("/dev/fd"))  # noqa: PTH208 - a path would open one more
