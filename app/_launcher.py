"""Where the installed `farmtop` command begins.

The wheel holds the project's folders inside one folder named `farmtop`, so that it installs
nothing named `app`; this module, installed as `farmtop/__main__.py`, puts that folder on the path
of its own process alone.
"""

import os
import sys
from pathlib import Path

COMPLETES = "_FARMTOP_COMPLETE"
"""Set where a shell asks how a command can go on, as click has it."""


def main() -> None:
    """Run the command line and leave with its exit code."""
    here = Path(__file__).resolve().parent
    if (here / "app").is_dir():
        sys.path.insert(0, str(here))
    try:
        # The path must be set first; and the bare command does without the command line.
        if sys.argv[1:] or COMPLETES in os.environ:
            from app.cli import main as run  # noqa: PLC0415
        else:
            from app.start import main as run  # noqa: PLC0415
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
