"""The command line: its commands, and how they end.

    0    done
    1    failed
    2    wrong usage
    3    no or expired credentials
    4    denied
    5    not found
    130  interrupted
    141  whoever read the output has gone

What is imported at the top, here and in the modules beside, is what `--help` needs; a command
imports its own as it runs.
"""

import gc
import sys
from collections.abc import Sequence

import click

from app.cli.demo import demo
from app.cli.group import farmtop
from app.cli.reading import logs, ls, why
from app.start import INTERRUPTED, ended, leave_with

for command in (demo, logs, ls, why):
    farmtop.add_command(command)


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
