"""Standard output for data, standard error for everything else."""

import os
import sys
from collections.abc import Iterable

import click

from app.errors import FarmtopError
from app.view import plain

READER_GONE = 141
"""The exit code of a program that SIGPIPE ends: whoever read its output has gone."""


def write(lines: Iterable[str]) -> None:
    """Write whole lines to standard output, and let whoever reads it have them at once.

    Raises SystemExit where nobody reads it any more, and FarmtopError where it cannot be written.
    """
    text = "".join(f"{line}\n" for line in lines)
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        # The interpreter flushes what is left once more as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise SystemExit(READER_GONE) from None
        raise FarmtopError(f"The output cannot be written: {error.strerror}.") from error


def warn(text: str) -> None:
    """Tell something that is not data, in one line."""
    click.echo(f"farmtop: {plain(text)}", err=True)
