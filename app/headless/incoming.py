"""The lines of a file or of standard input, read once from the first to the last."""

import gzip
import io
import zlib
from collections.abc import Iterator

from app.logs.files.file_lines import LINE_BYTES
from app.logs.files.line_index import LINE_FEED
from app.logs.files.saved_file import GZIP_MAGIC
from app.view import count_text

READ_BYTES = 262_144


class Incoming:
    """Lines that are given as soon as they are whole, unpacked where gzip has packed them.

    Only what one read brings is in memory, and of the last line no more than `LINE_BYTES`.
    """

    def __init__(self, file: io.RawIOBase, name: str) -> None:
        """`name` is what the file is called where something is wrong with it."""
        self.trouble = ""
        """Why not all of it could be read; empty where it was."""
        self._file = io.BufferedReader(file, READ_BYTES)
        self._name = name
        self._rest = bytearray()
        self._cut = 0
        """Lines that were too long."""

    def __iter__(self) -> Iterator[list[bytes]]:
        """Some lines, without their line feeds; the last one also where it does not end."""
        for data in self._read():
            first, *others = data.split(LINE_FEED)
            self._keep(first)
            if others:
                *whole, last = others
                yield [self._taken(), *whole]
                self._keep(last)
        if self._rest:
            yield [self._taken()]
        if self._cut and not self.trouble:
            lines, limit = count_text(self._cut, "line"), LINE_BYTES // 2**20
            self.trouble = f"{self._name} has {lines} of which only {limit} MiB were printed."

    def _keep(self, part: bytes) -> None:
        """Add to the line that does not end yet."""
        self._rest += part[: LINE_BYTES + 1 - len(self._rest)]

    def _taken(self) -> bytes:
        """The line that ends now."""
        line = bytes(self._rest[:LINE_BYTES])
        self._cut += len(self._rest) > LINE_BYTES
        self._rest.clear()
        return line

    def _read(self) -> Iterator[bytes]:
        """All bytes that there are before any damage."""
        try:
            is_packed = self._file.peek(len(GZIP_MAGIC)).startswith(GZIP_MAGIC)
            source = gzip.GzipFile(fileobj=self._file) if is_packed else self._file
            # Not `read`, which would wait for more, and keep what comes before damage to itself.
            while data := source.read1(READ_BYTES):
                yield data
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            self.trouble = f"{self._name} is damaged: {error}. What comes before was printed."
        except OSError as error:
            self.trouble = f"{self._name} cannot be read any further: {error.strerror}."
