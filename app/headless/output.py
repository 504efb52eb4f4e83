"""Standard output for data, standard error for everything else."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from select import PIPE_BUF

import click

from app.errors import FarmtopError
from app.view import plain

READER_GONE = 141
"""The exit code of a program that SIGPIPE ends: whoever read its output has gone."""
UTF8_BYTES = 4
"""A character takes so many bytes at most."""


def write(lines: Iterable[str]) -> None:
    """Write whole lines to standard output, and let whoever reads it have them at once.

    A pipe gets each whole or not at all, whatever ends the program, unless it is very long. Raises
    SystemExit where nobody reads it any more, and FarmtopError where it cannot be written.
    """
    text = "".join(f"{line}\n" for line in lines)
    try:
        for some in _pieces(text):
            sys.stdout.write(some)
            sys.stdout.flush()
    except OSError as error:
        # The interpreter flushes what is left once more as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise SystemExit(READER_GONE) from None
        raise FarmtopError(f"The output cannot be written: {error.strerror}.") from error


def _pieces(text: str) -> Iterator[str]:
    """The lines, in parts that are no larger than what a pipe takes at once, if they can be."""
    most = PIPE_BUF if text.isascii() else PIPE_BUF // UTF8_BYTES
    start = 0
    while start < len(text):
        stop = (text.rfind("\n", start, start + most) + 1) or (text.find("\n", start) + 1)
        yield text[start:stop]
        start = stop


def warn(text: str) -> None:
    """Tell something that is not data, in one line."""
    with suppress(OSError):  # there is nowhere else to tell it, and the exit code still counts
        click.echo(f"farmtop: {plain(text)}", err=True)
