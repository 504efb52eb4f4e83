"""Whatever comes in whichever pieces, its lines are given once each, and long ones are cut."""

import gzip
import io
from itertools import chain
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.headless.incoming import Incoming
from app.logs.files.file_lines import LINE_BYTES

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Pieces(io.RawIOBase):
    """A pipe that brings some bytes at a time, and may fail in the end."""

    def __init__(self, *pieces: bytes, failing: OSError | None = None) -> None:
        self._pieces = list(pieces)
        self._failing = failing

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        if not self._pieces:
            if self._failing:
                raise self._failing
            return 0
        with memoryview(buffer) as view:
            piece, rest = self._pieces[0][: len(view)], self._pieces[0][len(view) :]
            self._pieces[:1] = [rest] if rest else []
            view[: len(piece)] = piece
            return len(piece)


def lines_of(incoming: Incoming) -> list[bytes]:
    return list(chain.from_iterable(incoming))


@given(st.lists(st.binary(min_size=1) | st.sampled_from([b"\n", b"a\n", b"\nb"])))
def test_lines_do_not_depend_on_the_pieces(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    if data.startswith(b"\x1f\x8b"):
        return
    incoming = Incoming(Pieces(*pieces), "it")
    assert lines_of(incoming) == data.removesuffix(b"\n").split(b"\n") * bool(data)
    assert not incoming.trouble


@given(st.binary(), st.integers(1, 40))
def test_packed_lines_are_the_same(data: bytes, size: int) -> None:
    packed = gzip.compress(data)
    parts = [packed[:2], *(packed[at : at + size] for at in range(2, len(packed), size))]
    incoming = Incoming(Pieces(*parts), "it")
    assert lines_of(incoming) == data.removesuffix(b"\n").split(b"\n") * bool(data)
    assert not incoming.trouble


def test_lines_are_given_as_they_come() -> None:
    coming = iter(Incoming(Pieces(b"one\ntw", b"o\n", b"three"), "it"))
    assert list(coming) == [[b"one"], [b"two"], [b"three"]]


def test_of_a_line_that_is_too_long_the_beginning_is_given_and_the_rest_is_told() -> None:
    long = b"x" * LINE_BYTES
    incoming = Incoming(Pieces(long, b"\n", long, b"y", b"y\n", b"z"), "a.log")
    assert lines_of(incoming) == [long, long, b"z"]
    assert incoming.trouble == "a.log has 1 line of which only 16 MiB were printed."


@pytest.mark.parametrize("lacking", [1, 8, 12])
def test_all_is_given_that_comes_before_damage(lacking: int) -> None:
    incoming = Incoming(Pieces(gzip.compress(b"one\ntwo")[:-lacking]), "a.gz")
    assert b"one\ntwo".startswith(b"\n".join(lines_of(incoming)))
    assert incoming.trouble.startswith("a.gz is damaged: ")


def test_where_reading_fails_what_came_is_given() -> None:
    incoming = Incoming(Pieces(b"one\ntw", failing=OSError(5, "Input/output error")), "a.log")
    assert lines_of(incoming) == [b"one", b"tw"]
    assert incoming.trouble == "a.log cannot be read any further: Input/output error."
