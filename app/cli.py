"""The command line: its commands, and how they end.

    0    done
    1    failed
    2    wrong usage
    3    no or expired credentials
    4    denied
    5    not found
    130  interrupted
    141  whoever read the output has gone

What is imported at the top is what `--help` needs; a command imports its own as it runs.
"""

import gc
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from app import __version__
from app.address_group import AddressGroup
from app.demo_flags import check_faults, demo_options
from app.errors import FarmtopError, UsageError
from app.headless.extent import Extent, extent_options
from app.headless.flags import (
    CONNECTION,
    allow_actions_option,
    animation_option,
    connection_options,
    id_options,
    ids,
    live_tail_option,
    max_rps_option,
    output_option,
)
from app.headless.log_flags import Wanted, log_options
from app.headless.output import warn, write
from app.headless.scope import LISTED_WITHIN, READ_WITHIN
from app.localfarm.options import Options
from app.resources import LEVELS
from app.resources.address import read_address
from app.start import (
    INTERRUPTED,
    ended,
    leave_with,
    open_log,
    open_monitor,
    prepare_terminal,
    show,
)

if TYPE_CHECKING:
    from app.config import Settings

SETTINGS = ("allow_actions", "live_tail", "animation", "max_rps")
"""The flags that stand for settings of the same name."""


def main() -> None:
    """Run the command line and leave with its exit code."""
    # What was imported until here stays; whether a command makes garbage nobody knows.
    gc.freeze()
    gc.enable()
    leave_with(lambda: _run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit code. Whatever goes wrong is told on standard error."""
    return ended(lambda: _run(arguments))


def _run(arguments: Sequence[str]) -> int:
    try:
        return farmtop.main(list(arguments), prog_name="farmtop", standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return INTERRUPTED


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
    return 0 if context.invoked_subcommand else open_monitor(_settings(context))


@farmtop.command(AddressGroup.OPENS, hidden=True)
@click.argument("address")
@connection_options
@live_tail_option
@animation_option
@max_rps_option
@click.pass_context
def open_address(context: click.Context, /, address: str, **_chosen: str | bool | None) -> int:
    """Open the monitor at ADDRESS: an id, farm/queue/job by names or ids, or the URL of a job."""
    read_address(address, {})  # so that what makes no sense is said before there is a screen
    return open_monitor(_settings(context), address)


@farmtop.command()
@click.option("--serve", is_flag=True, help="Only serve, and print what leads AWS clients there.")
@demo_options
@allow_actions_option
@live_tail_option
@animation_option
@max_rps_option
@click.pass_context
def demo(context: click.Context, /, serve: bool, **given: Any) -> int:
    """Open the monitor on a farm that lives on this machine alone, where nothing costs money."""
    before = context.find_root().params
    if any(before[name] for name in CONNECTION):
        raise UsageError(
            "The demo is an account of its own.", "Leave out --profile, --region, --endpoint-url."
        )
    options = Options(**{name: value for name, value in given.items() if name not in SETTINGS})
    check_faults(options.faults)
    return _serve(options) if serve else _monitor_demo(options, _settings(context))


@farmtop.command()
@click.argument("level", type=click.Choice(list(LEVELS)))
@id_options(LISTED_WITHIN)
@extent_options
@output_option(("table", "json", "csv"), "For the eye, a program or a spreadsheet.")
@connection_options
@max_rps_option
@click.pass_context
def ls(context: click.Context, /, level: str, output: str, **flags: Any) -> None:
    """List the items of LEVEL, the first 100 of them unless told otherwise.

    Ids that are not given are the defaults of the `deadline` command, if it has any.
    """
    import asyncio

    from app.headless.listing import ls as list_items

    settings, extent = _settings(context), Extent.of(LEVELS[level], flags)
    asyncio.run(list_items(settings, LEVELS[level], ids(flags), output, extent))


@farmtop.command()
@click.argument("files", nargs=-1, metavar="[FILE]")
@id_options(READ_WITHIN)
@log_options
@connection_options
@live_tail_option
@animation_option
@max_rps_option
@click.pass_context
def logs(context: click.Context, /, files: Sequence[str], **flags: Any) -> int:
    """Print the log of a session, of one of its actions, or of all sessions of a job.

    With FILE, which may be one that is packed or still written to, or - for standard input, it is
    a saved log that is printed. On a terminal a FILE alone opens the log view.
    """
    import asyncio

    wanted, settings = Wanted.of(flags), _settings(context)
    if not files:
        from app.headless.logs import logs as print_logs

        asyncio.run(print_logs(settings, ids(flags), wanted))
        return 0
    if any(ids(flags).values()):
        raise UsageError("A file's log is no job's.", "Give either FILE or ids.")
    if len(files) > 1:
        raise UsageError("Only one FILE is read.", "Join them with: cat FILES | farmtop logs -")
    return _saved(context, settings, files[0], wanted)


@farmtop.command()
@click.argument("address", required=False)
@output_option(("text", "json"), "For the eye or a program.")
@connection_options
@max_rps_option
@click.pass_context
def why(context: click.Context, /, address: str | None, output: str, **_flags: Any) -> None:
    """Tell why a job, step, task, session or worker failed, with the proof.

    ADDRESS is an id, farm/queue/job by names or ids, or the URL of a job; without one it is the
    job that the `deadline` command has chosen. It takes twelve calls at most.
    """
    import asyncio

    from app.headless.why import why as tell_why

    asyncio.run(tell_why(_settings(context), address, output))


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


def _settings(context: click.Context) -> "Settings":
    """Settings in which a command's own flags win over those before its name."""
    from app.config import load

    before = context.find_root().params
    own = {name: context.params.get(name) for name in (*CONNECTION, *SETTINGS)}
    return load(
        os.environ,
        **{name: before.get(name) if value is None else value for name, value in own.items()},
    )


def _monitor_demo(options: Options, chosen: "Settings") -> int:
    """Open the monitor on a farm of its own."""
    prepare_terminal()
    from app.localfarm.process import start

    with start(options) as farm:
        # The farm gets ready while these are imported and the first frame is painted.
        import asyncio

        import msgspec

        from app.aws.quick_import import import_cloud
        from app.tui.app import FarmTop
        from app.tui.link import Service, connect_to_aws

        @asynccontextmanager
        async def connect(settings: "Settings") -> AsyncIterator[Service]:
            _, url = await asyncio.gather(
                asyncio.to_thread(import_cloud), asyncio.to_thread(farm.url)
            )
            _enter(url)
            async with connect_to_aws(settings) as service:
                yield service

        # Each time it is another farm, whose rows nobody has seen yet.
        settings = msgspec.structs.replace(
            chosen, profile=None, region=None, endpoint_url=None, cache=False
        )
        return show(FarmTop(settings, connect=connect))


def _enter(url: str) -> None:
    """Let this process see the farm at `url` and nothing of the user's own accounts."""
    from app.localfarm.process import environment

    nothing = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "DEADLINE_CONFIG_FILE_PATH")
    inside = {**environment(url, os.environ), **dict.fromkeys(nothing, os.devnull)}
    for variable in os.environ.keys() - inside.keys():
        del os.environ[variable]
    os.environ.update(inside)


def _serve(options: Options) -> int:
    """Serve a farm until told to stop."""
    import shlex

    from app.localfarm.process import environment, start, variables

    ends = {signal.SIGCHLD, signal.SIGINT, signal.SIGTERM}
    with start(options) as farm:
        # Blocked before anybody waits for it, so that no end of the farm can be missed.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        url = farm.url()
        signal.pthread_sigmask(signal.SIG_BLOCK, ends)
        inside = environment(url, os.environ)
        exported = {**variables(url), **dict(inside.items() - os.environ.items())}
        write(f"unset {name}" for name in sorted(os.environ.keys() - inside.keys()))
        write(f"export {name}={shlex.quote(value)}" for name, value in exported.items())
        warn("Paste these lines into another shell. Ctrl-C here ends the farm.")
        ended_by = signal.sigwait(ends)
    if ended_by == signal.SIGCHLD:
        raise FarmtopError("The embedded farm has ended by itself.")
    return 128 + ended_by
