"""The bare command: it opens the monitor, at an address where one stands for a command."""

import click

from app import __version__
from app.cli.choices import settings_of
from app.close_names import close_names
from app.headless.flags import (
    allow_actions_option,
    animation_option,
    connection_options,
    live_tail_option,
    max_rps_option,
)
from app.resources.address import check_address, is_address
from app.start import open_monitor

_FEW = 3
"""So many commands are told at most that are close to a word that is none."""


class AddressGroup(click.Group):
    """Commands by their names; an address stands for the command that opens one."""

    OPENS = "open"

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named, or the one that opens the address."""
        if self.get_command(ctx, args[0]) is None and is_address(args[0]):
            args = [self.OPENS, *args]
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise click.UsageError(self._no_command(ctx, args[0]), ctx) from error

    def _no_command(self, ctx: click.Context, name: str) -> str:
        """What is said of a word that is no command; a hidden one is not held up for it."""
        commands = ((one, self.get_command(ctx, one)) for one in self.list_commands(ctx))
        shown = [one for one, command in commands if command is not None and not command.hidden]
        near = " or ".join(map(repr, close_names(name, shown, _FEW)))
        meant = f" Did you mean {near}?" if near else ""
        hint = f"A name alone is no address: for the farm or workflow definition type {name}/."
        return f"No such command {name!r}.{meant} {hint}"


@click.group(
    cls=AddressGroup,
    invoke_without_command=True,
    subcommand_metavar="[ADDRESS | COMMAND [ARGS]...]",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 1 failed, 2 wrong usage, 3 no or expired credentials, 4 denied, "
    "5 not found.",
)
@click.version_option(__version__, prog_name="farmtop", message="%(prog)s %(version)s")
@connection_options
@allow_actions_option
@live_tail_option
@animation_option
@max_rps_option
@click.pass_context
def farmtop(context: click.Context, /, **_chosen: str | bool | None) -> int:
    """A terminal monitor for AWS Deadline Cloud render farms.

    Without a command it opens the monitor on the account that AWS's variables and files select,
    and with an ADDRESS it goes there: an id, farm/queue/job by names or ids, or the URL of a job.
    """
    return 0 if context.invoked_subcommand else open_monitor(settings_of(context))


@farmtop.command(AddressGroup.OPENS, hidden=True)
@click.argument("address")
@connection_options
@allow_actions_option
@live_tail_option
@animation_option
@max_rps_option
@click.pass_context
def open_address(context: click.Context, /, address: str, **_chosen: str | bool | None) -> int:
    """Open the monitor at ADDRESS: an id, farm/queue/job by names or ids, or the URL of a job."""
    check_address(address)  # so that what makes no sense is said before there is a screen
    return open_monitor(settings_of(context), address)
