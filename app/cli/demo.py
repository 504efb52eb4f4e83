"""`farmtop demo`: the monitor on a farm of its own, or the farm alone."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from app.cli.choices import SETTINGS, settings_of
from app.cli.demo_flags import check_faults, demo_options
from app.errors import FarmtopError, UsageError
from app.headless.flags import (
    CONNECTION,
    allow_actions_option,
    animation_option,
    live_tail_option,
    max_rps_option,
)
from app.headless.output import warn, write
from app.localfarm.options import Options
from app.start import prepare_terminal, show

if TYPE_CHECKING:
    from app.config import Settings


@click.command()
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
    return _serve(options) if serve else _monitor_demo(options, settings_of(context))


def _monitor_demo(options: Options, chosen: "Settings") -> int:
    """Open the monitor on a farm of its own."""
    prepare_terminal()
    from app.localfarm.process import start

    with start(options) as farm, TemporaryDirectory(prefix="farmtop-demo-") as folder:
        # The farm gets ready while these are imported and the first frame is painted.
        import asyncio

        import msgspec

        from app.aws.connection.quick_import import import_cloud
        from app.tui.app import FarmTop
        from app.tui.connection.link import Service, connect_to_aws

        @asynccontextmanager
        async def connect(settings: "Settings") -> AsyncIterator[Service]:
            _, url = await asyncio.gather(
                asyncio.to_thread(import_cloud), asyncio.to_thread(farm.url)
            )
            _enter(url)
            async with connect_to_aws(settings) as service:
                yield service

        # Each time it is another farm: nobody has seen its rows yet, and what is done to it is
        # nobody's business when it is gone.
        settings = msgspec.structs.replace(
            chosen, profile=None, region=None, endpoint_url=None, cache=False
        )
        trail = Path(folder) / "actions.jsonl"
        return show(FarmTop(settings, connect=connect, trail=trail))


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
