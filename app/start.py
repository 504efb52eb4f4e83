"""How every run of farmtop begins and ends, and how its screens are opened.

The bare command and `farmtop logs FILE` do without the command line: importing that takes a seventh
of the time to the first frame.
"""

import gc
import io
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from app.errors import FarmtopError, UsageError

if TYPE_CHECKING:
    from app.config import Settings
    from app.tui.terminal.terminal_app import TerminalApp

INTERRUPTED = 130
DEBUG_VARIABLE = "FARMTOP_DEBUG"
"""Set it to have the traceback of an error that nobody foresaw."""


def main() -> None:
    """Open the monitor or the log view, and leave with its exit code.

    That is what the command line does with nothing, and with `logs FILE` on a terminal.
    """
    leave_with(_saved if sys.argv[1:] else _bare)


def leave_with(act: Callable[[], int]) -> NoReturn:
    """Do what the process is for, and leave with its exit code."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, lambda _number, _frame: os._exit(INTERRUPTED))
    _open_standard_streams()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal without the glyphs is no reason to fail.
        sys.stdout.reconfigure(errors="replace")
    sys.exit(ended(act))


def ended(act: Callable[[], int]) -> int:
    """Do something; its exit code. Whatever goes wrong is told on standard error."""
    try:
        return act()
    except FarmtopError as error:
        _warn(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        _warn(
            f"This is a fault of farmtop itself: {type(error).__name__}: {error}. Please report "
            f"it with the traceback, which {DEBUG_VARIABLE}=1 shows."
        )
        return 1


def open_monitor(settings: "Settings", address: str = "") -> int:
    """Open the monitor, at an address where one is given; its exit code. Raises FarmtopError."""
    prepare_terminal()
    from app.tui.app import FarmTop  # noqa: PLC0415

    return show(FarmTop(settings, address=address))


def open_log(settings: "Settings", file: str) -> int:
    """Open the view of a saved log; its exit code. Raises FarmtopError."""
    prepare_terminal()
    from app.tui.saved import open_saved  # noqa: PLC0415

    return show(open_saved(settings, Path(file)))


def prepare_terminal() -> None:
    """Make sure that there is a terminal, before all that is imported which draws on it.

    Until the monitor has settled no garbage is looked for: among what is imported there is none,
    and looking takes a third of the time. Raises UsageError.

    How large the terminal is, it says itself. `LINES` and `COLUMNS`, which programs that read lines
    leave to those that they start, say how large it was once, and would be believed.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            "The monitor needs a terminal.", "Without one use farmtop ls and farmtop logs."
        )
    for name in ("LINES", "COLUMNS"):
        os.environ.pop(name, None)
    gc.disable()


def show(monitor: "TerminalApp") -> int:
    """Run the monitor until it is left; its exit code."""
    # From here on Ctrl-C is a key like others, and the screen must be put back whatever happens.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if message := monitor.run():
        _warn(message)
    return monitor.return_code or 0


def _bare() -> int:
    from app.config import load  # noqa: PLC0415

    return open_monitor(load(os.environ))


def _saved() -> int:
    from app.config import load  # noqa: PLC0415

    return open_log(load(os.environ), sys.argv[-1])


def _warn(text: str) -> None:
    from app.headless.output import warn  # noqa: PLC0415

    warn(text)


def _open_standard_streams() -> None:
    """Open those that the caller has closed, so that no other file is taken for one of them.

    Nothing comes from standard input then, and whatever is for standard output fails.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            # The lowest number that is free is the one that is missing.
            os.open(os.devnull, os.O_RDONLY if name == "stdout" else os.O_RDWR)
            setattr(sys, name, open(number, "w" if number else "r"))  # noqa: SIM115, PTH123
