"""Opening a page in the browser of whoever sits at this machine."""

import asyncio
import os
import shlex
import shutil
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import Iterator, Mapping
from contextlib import suppress

_REMOTE = ("SSH_CONNECTION", "SSH_TTY")
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
_CHOSEN = "BROWSER"
"""Names the browsers that a user wants, as `webbrowser` of Python and `xdg-open` read it."""


def browser_commands(
    environ: Mapping[str, str], platform: str, url: str
) -> Iterator[tuple[str, ...]]:
    """The commands that open a page in the user's browser, the best first; none where nobody would
    see that.

    Without a display there may still be a browser for terminals, which would draw over the screen:
    it is opened where the user has chosen it, and then without a terminal.
    """
    if any(environ.get(name) for name in _REMOTE):
        return
    for chosen in filter(None, environ.get(_CHOSEN, "").split(os.pathsep)):
        words = _words(chosen.removesuffix("&"))
        told = [word.replace("%s", url) for word in words]
        yield (*told,) if told != words else (*words, url)
    if platform == "darwin":
        yield "open", url
    elif any(environ.get(name) for name in _DISPLAYS):
        yield "xdg-open", url


def _words(command: str) -> list[str]:
    """The words of a command; all of it is one where its quotes do not match."""
    try:
        return shlex.split(command)
    except ValueError:
        return [command]


async def open_page(url: str) -> bool:
    """Open a page, if there is a browser that can be seen and started; whether there is."""
    for program, *arguments in browser_commands(os.environ, sys.platform, url):
        if (found := shutil.which(program)) is not None:
            with suppress(OSError):
                await _start(found, *arguments)
                return True
    return False


async def _start(program: str, *arguments: str) -> None:
    """Start a program in a session of its own: it stays when farmtop goes, no Ctrl-C reaches it,
    and it has no terminal to draw on. Raises OSError."""
    await asyncio.create_subprocess_exec(
        program, *arguments, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True
    )
