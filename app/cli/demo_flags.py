"""The flags that say what an embedded farm is like."""

from collections.abc import Sequence
from typing import Any

import click

from app.errors import UsageError
from app.headless.flags import Command, Decorator, with_options
from app.localfarm.options import Options

_DEFAULTS = Options()


def demo_options(command: Command) -> Command:
    """The flags that say what an embedded farm is like."""
    count, positive = click.IntRange(min=0), click.FloatRange(min=0, min_open=True)
    return with_options(
        (
            _demo_option("seed", click.INT, "Another seed is another farm."),
            _demo_option("jobs", count, "Jobs that there are when it starts."),
            _demo_option("workers", count, "Workers that its fleets have room for."),
            _demo_option("speed", positive, "How many times faster than the clock it lives."),
            _demo_option("log_rate", positive, "Lines a second that a session writes."),
            _demo_option("stuck", count, "Tasks that run and say nothing any more.", default=1),
            click.option(
                "--break",
                "faults",
                multiple=True,
                metavar="FAULT",
                help="Break something on purpose, as latency=250ms, lag:Search*=5s, drop:List*.",
            ),
            _demo_option("port", click.IntRange(0, 65_535), "Where it listens; 0 is any port."),
            click.option("--control", is_flag=True, help="Let faults be changed as it runs."),
        )
    )(command)


def _demo_option(
    field: str, kind: "click.ParamType[Any]", text: str, default: float | None = None
) -> Decorator:
    return click.option(
        f"--{field.replace('_', '-')}",
        type=kind,
        default=getattr(_DEFAULTS, field) if default is None else default,
        show_default=True,
        help=text,
    )


def check_faults(faults: Sequence[str]) -> None:
    """Raises UsageError where one of the faults is not known."""
    from app.localfarm.faults import Fault

    try:
        for fault in faults:
            Fault.parse(fault)
    except ValueError as error:
        raise UsageError(f"--break: {error}.") from error
