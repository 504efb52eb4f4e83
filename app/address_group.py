"""A command line that takes an address where a command could stand."""

import click

from app.resources.address import is_address


class AddressGroup(click.Group):
    """Commands by their names; an address stands for the command that opens one."""

    OPENS = "open"

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named, or the one that opens the address."""
        if self.get_command(ctx, args[0]) is None and is_address(args[0]):
            args = [self.OPENS, *args]
        return super().resolve_command(ctx, args)
