"""The flags of `farmtop logs` that say which lines are printed, and how."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

import click

from app.errors import UsageError
from app.headless.flags import Command, output_option, with_options
from app.headless.log_printing import FORMS
from app.headless.since import EXAMPLES, parse_since
from app.logs.files.time_text import Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be printed of a log."""

    follow: bool = False
    since: int | None = None
    """Milliseconds since the epoch, inclusive."""
    until: int | None = None
    """Milliseconds since the epoch, exclusive."""
    grep: str | None = None
    errors: bool = False
    context: int | None = None
    merge_worker: bool = False
    zone: str | None = None
    """The value of a `Zone`; None writes no times."""
    output: str = FORMS[0]

    @classmethod
    def of(cls, flags: Mapping[str, Any]) -> Self:
        """What the flags of the command say."""
        return cls(**{field.name: flags[field.name] for field in fields(cls)})

    @property
    def clock(self) -> Zone | None:
        """Whose clock the times before the lines are told by."""
        return None if self.zone is None else Zone(self.zone)

    def __post_init__(self) -> None:
        if self.context is not None and self.grep is None and not self.errors:
            raise UsageError("--context needs lines to stand around.", "Add --grep or --errors.")
        if self.since is not None and self.until is not None and self.until <= self.since:
            raise UsageError(
                "Nothing lies between --since and --until.", "Give --since the earlier time."
            )


def log_options(command: Command) -> Command:
    """The flags behind `Wanted`."""
    return with_options(
        (
            click.option("-f", "--follow", is_flag=True, help="Go on until it has ended."),
            _time_option("--since", f"Leave out what is older: {EXAMPLES}."),
            _time_option("--until", "Leave out what is as young as that."),
            click.option(
                "--grep",
                metavar="REGEX",
                help="Only lines that match; case matters where there is a capital.",
            ),
            click.option("--errors", is_flag=True, help="Only lines that tell of an error."),
            click.option(
                "-C",
                "--context",
                type=click.IntRange(0, 10_000),
                metavar="LINES",
                help="So many lines around each of those.",
            ),
            click.option("--merge-worker", is_flag=True, help="Put in what the worker wrote."),
            click.option(
                "--timestamps", "zone", flag_value="utc", help="Write the time before each line."
            ),
            click.option(
                "--local-timestamps", "zone", flag_value="local", help="The same by local time."
            ),
            output_option(FORMS, "A message a line, or exact with its time."),
        )
    )(command)


def _time_option(name: str, text: str) -> Any:
    return click.option(name, metavar="TIME", callback=_time, help=text)


def _time(_context: click.Context, _parameter: click.Parameter, value: str | None) -> int | None:
    try:
        return None if value is None else parse_since(value, time.time())
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
