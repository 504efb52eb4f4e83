"""Putting a whole file in the place of another, so that nobody ever reads half of it."""

import os
import tempfile
from pathlib import Path

PRIVATE = 0o600
"""The permissions of a file that its owner alone can read."""


def replace_file(path: Path, data: bytes, *, mode: int = PRIVATE, lasts: bool = True) -> None:
    """Put these bytes at `path`, whether there is a file or not; the folder must be there.

    Where it `lasts` it is on the disk when this returns, which a cache can do without. Raises
    OSError, and whatever was there is then as it was.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if lasts:
                file.flush()
                os.fsync(file.fileno())
        if mode != PRIVATE:  # which is how it was made
            beside.chmod(mode)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
