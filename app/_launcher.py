"""Where the installed `farmtop` command begins.

The wheel holds the project's folders inside one folder named `farmtop`, so that it installs
nothing named `app`; this module, installed as `farmtop/__main__.py`, puts that folder on the path
of its own process alone.
"""

import sys
from pathlib import Path


def main() -> None:
    """Run the command line and leave with its exit code."""
    here = Path(__file__).resolve().parent
    if (here / "app").is_dir():
        sys.path.insert(0, str(here))
    try:
        from app.cli import main as run  # noqa: PLC0415 - the path must be set first
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
