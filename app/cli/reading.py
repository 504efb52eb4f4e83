"""The commands that read and print: `ls`, `logs` and `why`."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from app.cli.choices import settings_of
from app.errors import UsageError
from app.headless.extent import Extent, extent_options
from app.headless.flags import (
    animation_option,
    connection_options,
    id_options,
    ids,
    live_tail_option,
    max_rps_option,
    output_option,
)
from app.headless.log_flags import Wanted, log_options
from app.headless.scope import LISTED_WITHIN, READ_WITHIN
from app.resources import LEVELS
from app.resources.address import LOG_GROUPS, is_address
from app.start import open_log

if TYPE_CHECKING:
    from app.config import Settings


_PATHS = ("/", "./", "../", "~")
"""How names begin that can be nothing but those of files."""


@click.command(epilog=f"The levels: {', '.join(LEVELS)}.")
@click.argument("level", metavar="LEVEL", type=click.Choice(list(LEVELS)))
@click.argument("address", required=False)
@id_options(LISTED_WITHIN)
@extent_options
@output_option(("table", "json", "csv"), "For the eye, a program or a spreadsheet.")
@connection_options
@max_rps_option
@click.pass_context
def ls(
    context: click.Context, /, level: str, address: str | None, output: str, **flags: Any
) -> None:
    """List the items of LEVEL, the first 100 of them unless told otherwise.

    ADDRESS is what they are within: an id, farm/queue/job by names or ids, or a URL with ids. Its
    parts can be given by flags as well, or its last ones; those that are not given at all are the
    defaults of the `deadline` command, if it has any, or are looked for where ids can tell.
    """
    import asyncio

    from app.headless.listing import ls as list_items

    settings, extent = settings_of(context), Extent.of(LEVELS[level], flags)
    asyncio.run(list_items(settings, LEVELS[level], ids(flags), output, extent, address=address))


@click.command()
@click.argument("files", nargs=-1, metavar="[ADDRESS | FILE]")
@id_options(READ_WITHIN)
@log_options
@connection_options
@live_tail_option
@animation_option
@max_rps_option
@click.pass_context
def logs(context: click.Context, /, files: Sequence[str], **flags: Any) -> int:
    """Print the log of a session, of one of its actions, or of all sessions of a job.

    ADDRESS is which: an id, farm/queue/job by names or ids, or a URL with ids; flags say the same.
    With FILE, which may be one that is packed or still written to, or - for standard input, it is
    a saved log that is printed. On a terminal a FILE alone opens the log view.
    """
    wanted, settings = Wanted.of(flags), settings_of(context)
    if len(files) > 1:
        raise UsageError("Only one FILE is read.", "Join them with: cat FILES | farmtop logs -")
    address = next((one for one in files if _is_no_file(one)), None)
    if address is not None or not files:
        import asyncio

        from app.headless.logs import logs as print_logs

        asyncio.run(print_logs(settings, ids(flags), wanted, address))
        return 0
    if any(ids(flags).values()):
        raise UsageError("A file's log is no job's.", "Give either FILE or ids.")
    return _saved(context, settings, files[0], wanted)


@click.command()
@click.argument("address", required=False)
@output_option(("text", "json"), "For the eye or a program.")
@connection_options
@max_rps_option
@click.pass_context
def why(context: click.Context, /, address: str | None, output: str, **_flags: Any) -> None:
    """Tell why a job, step, task, session or worker failed, with the proof.

    ADDRESS is an id, farm/queue/job by names or ids, or the URL of a job; without one it is the
    job that the `deadline` command has chosen. It takes twelve calls at most with those that
    find it, but for an id alone that many queues have to be asked for.
    """
    import asyncio

    from app.headless.why import why as tell_why

    asyncio.run(tell_why(settings_of(context), address, output))


def _is_no_file(text: str) -> bool:
    """Whether an address is meant where a file could be as well."""
    is_path = text.startswith(_PATHS) and not text.startswith(LOG_GROUPS)
    if is_path or not is_address(text):
        return False
    return not os.path.exists(text)  # noqa: PTH110 - which takes the oddest name for that of no file


def _saved(context: click.Context, settings: "Settings", file: str, wanted: Wanted) -> int:
    """Show a saved log where that is all that is asked for; else print it."""
    if not file:
        raise UsageError("FILE is an empty name.", "Leave it out, or give the name of a log.")
    is_shown = wanted == Wanted(follow=wanted.follow) and file != "-" and sys.stdout.isatty()
    if is_shown and context.get_parameter_source("output") is ParameterSource.DEFAULT:
        return open_log(settings, file)
    import asyncio

    from app.headless.saved_log import print_saved

    asyncio.run(print_saved(settings, file, wanted))
    return 0
