"""Opening a page in the browser of whoever sits at this machine."""

import asyncio
import os
import shutil
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import Mapping

_REMOTE = ("SSH_CONNECTION", "SSH_TTY")
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


def browser_opener(environ: Mapping[str, str], platform: str) -> str | None:
    """The program that opens a page in the user's browser; None where nobody would see that.

    Without a display there may still be a browser for terminals, which would draw over the screen.
    """
    if any(environ.get(name) for name in _REMOTE):
        return None
    if platform == "darwin":
        return "open"
    return "xdg-open" if any(environ.get(name) for name in _DISPLAYS) else None


async def open_page(url: str) -> bool:
    """Open a page, if there is a browser that can be seen; whether there is."""
    opener = browser_opener(os.environ, sys.platform)
    program = shutil.which(opener) if opener else None
    if program is None:
        return False
    # A session of its own: the browser stays when farmtop goes, and no Ctrl-C reaches it.
    await asyncio.create_subprocess_exec(
        program, url, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True
    )
    return True
