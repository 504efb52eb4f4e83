"""A run of lines of several logs, read from the blocks of each."""

from array import array
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from threading import Lock
from typing import TypeAlias

from app.lines import Block

MOST_TEXT = 8_000_000
"""Characters of the parts' text that are kept for the run that is read next."""

Key: TypeAlias = tuple[int, int, int, int]
"""Which text it is: the part, how often it was changed, and the block's number and count."""


class Texts:
    """The lines of blocks that were read last; any thread may ask.

    Runs next to each other read the same blocks, as many of them as there are parts.
    """

    def __init__(self, most: int = MOST_TEXT) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[Key, list[str]] = OrderedDict()
        self._lock = Lock()

    def lines(self, key: Key, block: Block) -> list[str]:
        """The messages of a block."""
        with self._lock:
            if (kept := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return kept
        text = block.text()
        lines = text.split("\n")
        with self._lock:
            if key not in self._kept:
                self._kept[key] = lines
                self._size += len(text)
            while self._size > self._most:
                _, dropped = self._kept.popitem(last=False)
                self._size -= sum(map(len, dropped)) + len(dropped) - 1
        return lines


@dataclass(frozen=True, slots=True)
class Source:
    """The lines of one part that a run holds: blocks, and how many lines of the first to skip."""

    part: int
    upheavals: int
    blocks: Sequence[Block]
    skipped: int


@dataclass(frozen=True, slots=True)
class MixedBlock:
    """Lines of several parts in the order that `parts` says: `app.lines.Block`."""

    number: int
    parts: str
    """One character a line, its code the number of the part."""
    sources: Mapping[str, Source]
    texts: Texts

    @property
    def count(self) -> int:
        """How many lines it has."""
        return len(self.parts)

    def text(self) -> str:
        """The messages, joined by line feeds."""
        messages = {letter: self._messages(source) for letter, source in self.sources.items()}
        return "\n".join([next(messages[letter]) for letter in self.parts])

    def times(self) -> "memoryview[int]":
        """Their times, in milliseconds since the epoch."""
        times = {letter: _times(source) for letter, source in self.sources.items()}
        return memoryview(array("q", [next(times[letter]) for letter in self.parts]))

    def _messages(self, source: Source) -> Iterator[str]:
        return islice(
            chain.from_iterable(
                self.texts.lines((source.part, source.upheavals, block.number, block.count), block)
                for block in source.blocks
            ),
            source.skipped,
            None,
        )


@dataclass(frozen=True, slots=True)
class ReadBlock:
    """Lines that were read already: `app.lines.Block`."""

    number: int
    messages: tuple[str, ...]
    stamps: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many lines it has."""
        return len(self.messages)

    def text(self) -> str:
        """The messages, joined by line feeds."""
        return "\n".join(self.messages)

    def times(self) -> "memoryview[int]":
        """Their times, in milliseconds since the epoch."""
        return memoryview(array("q", self.stamps))


def _times(source: Source) -> Iterator[int]:
    return islice(
        chain.from_iterable(block.times() for block in source.blocks), source.skipped, None
    )
