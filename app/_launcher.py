"""Where the installed `farmtop` command begins.

The wheel holds the project's folders inside one folder named `farmtop`, so that it installs
nothing named `app`; this module, installed as `farmtop/__main__.py`, puts that folder on the path
of its own process alone.
"""

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

COMPLETES = "_FARMTOP_COMPLETE"
"""Set where a shell asks how a command can go on, as click has it."""


def is_plain(arguments: Sequence[str]) -> bool:
    """Whether nothing is asked for but the monitor, or the log view: `logs` and the name of a file.

    A name that begins with a dash may be a flag, and is left to the command line.
    """
    match arguments:
        case []:
            return True
        case ["logs", file]:
            # What is no file may be an address. An odd name is no error: os.path says no to it.
            is_file = not file.startswith("-") and os.path.exists(file)  # noqa: PTH110
            return is_file and os.isatty(1)
        case _:
            return False


def main() -> None:
    """Run the command line and leave with its exit code.

    Among what is imported there is no garbage, and looking for it takes a tenth of the time.
    """
    gc.disable()
    here = Path(__file__).resolve().parent
    if (here / "app").is_dir():
        sys.path.insert(0, str(here))
    try:
        # The path must be set first; and what opens a screen does without the command line.
        if COMPLETES not in os.environ and is_plain(sys.argv[1:]):
            from app.start import main as run  # noqa: PLC0415
        else:
            from app.cli import main as run  # noqa: PLC0415
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
