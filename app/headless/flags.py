"""The flags of the commands; those for ids follow from the levels' declarations."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import click

from app.headless.scope import check_flag, flag, has_names, name
from app.resources import LEVELS
from app.resources.level import Level

Command: TypeAlias = Callable[..., Any]
"""The function behind a command."""
Decorator: TypeAlias = Callable[[Command], Command]

CONNECTION = ("profile", "region", "endpoint_url")
"""The settings that flags can override, by their names in Python."""


def connection_options(command: Command) -> Command:
    """The flags that select an account, before a command's name or behind it."""
    options = (
        click.option("--profile", metavar="NAME", help="AWS profile."),
        click.option("--region", metavar="NAME", help="AWS Region."),
        click.option("--endpoint-url", metavar="URL", help="Endpoint of every service."),
    )
    return with_options(options)(command)


def id_options(levels: Sequence[Level]) -> Decorator:
    """A flag for an item of each level, by its id or where it has one by its name."""
    return with_options([_id_option(level) for level in levels])


def output_option(forms: Sequence[str], text: str) -> Decorator:
    """The flag that chooses one of `forms`, the first where it is not given."""
    return click.option(
        "-o",
        "--output",
        type=click.Choice(forms),
        default=forms[0],
        show_default=True,
        help=text,
    )


def live_tail_option(command: Command) -> Command:
    """The flag that lets StartLiveTail, which costs money, tell of new lines."""
    return click.option(
        "--live-tail",
        is_flag=True,
        default=None,
        help="Have StartLiveTail tell at once when a log grows. AWS bills each minute of it, about "
        "0.01 USD: see CloudWatch pricing.",
    )(command)


def allow_actions_option(command: Command) -> Command:
    """The flag that lets jobs, steps, tasks and sessions be changed."""
    return click.option(
        "--allow-actions",
        is_flag=True,
        default=None,
        help="Let jobs, steps, tasks and sessions be changed, each time after a confirmation.",
    )(command)


def animation_option(command: Command) -> Command:
    """The flag that says whether the screen may move where nothing has to."""
    return click.option(
        "--animation/--no-animation",
        default=None,
        help="Let what has changed flash, and lists glide; not over SSH unless asked for.",
    )(command)


def max_rps_option(command: Command) -> Command:
    """The flag that caps the calls of all operations together."""
    return click.option(
        "--max-rps",
        metavar="N",
        type=float,
        help="Make at most so many calls a second; how fast each operation may go is learned.",
    )(command)


def with_options(options: Sequence[Decorator]) -> Decorator:
    """Several options, in the order in which `--help` lists them."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def ids(flags: Mapping[str, str | None]) -> dict[str, str | None]:
    """The ids, or names, among a command's flags, by the levels' keys."""
    return {level.key: flags.get(name(level)) for level in LEVELS.values()}


def _id_option(level: Level) -> Decorator:
    def checked(
        _context: click.Context, _parameter: click.Parameter, value: str | None
    ) -> str | None:
        try:
            return None if value is None else check_flag(level, value)
        except ValueError as error:
            raise click.BadParameter(str(error)) from error

    form = "ID|NAME" if has_names(level) else "ID"
    return click.option(flag(level), metavar=form, callback=checked, help=f"The {level.noun}.")
