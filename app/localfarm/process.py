"""The embedded farm as a child process, which is gone when its parent is gone.

The parent holds one end of a pipe that is the child's standard input. However the parent ends,
the pipe is closed, and with it the child ends.
"""

import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO

from app.errors import FarmtopError
from app.localfarm.options import Options
from app.view import plain

ACCESS_KEY = "AKIALOCALFARM0000000"
REGION = "us-west-2"
_SECRET = "the-embedded-farm-checks-no-signature"
_UNSET = frozenset(
    {
        "AWS_DEFAULT_PROFILE",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        "AWS_PROFILE",
        "AWS_SECURITY_TOKEN",
        "AWS_SESSION_TOKEN",
    }
)
_PATIENCE = 5.0
"""Seconds that a child has to end by itself."""
_QUICK_START = {"SSL_CERT_FILE": os.devnull}
"""Importing aiohttp reads every root certificate, 0.1 s for a farm that never speaks TLS."""
_ROOT = Path(__file__).parents[2]
"""The folder that holds the package `app`, in a checkout and in an installed wheel."""


def start(options: Options) -> "Child":
    """Start a farm; it gets ready while the caller does something else.

    Raises `FarmtopError` where no process can be started at all.
    """
    errors = tempfile.TemporaryFile()  # noqa: SIM115 - the child's, closed with it
    # -P keeps the folder that the user happens to be in, which may have an `app`, off the path.
    command = [sys.executable, "-P", "-m", "app.localfarm", "--until-stdin-ends"]
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    try:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
            [*command, *options.arguments()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, **_QUICK_START, "PYTHONPATH": path},
            start_new_session=True,
        )
    except OSError as error:
        errors.close()
        raise FarmtopError(f"The embedded farm could not be started: {error}") from error
    return Child(process, errors)


class Child:
    """A farm in a process of its own; `with start(options) as farm: farm.url()`."""

    def __init__(self, process: subprocess.Popen[bytes], errors: IO[bytes]) -> None:
        self._process = process
        self._errors = errors
        self._url = ""

    def __enter__(self) -> "Child":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    def url(self, timeout: float = 30.0) -> str:
        """Where the farm listens; waits until it does.

        Raises `FarmtopError` where it does not start within `timeout` seconds, saying why.
        """
        if not self._url:
            self._url = self._first_news(timeout)
        return self._url

    def close(self) -> None:
        """End the process, if it has not ended already."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        # A farm that is still getting ready does not look at its input yet.
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()

    def _first_news(self, timeout: float) -> str:
        news = _line(self._process.stdout, timeout)
        if news is None:
            raise FarmtopError(f"The embedded farm was not ready after {timeout:g} seconds.")
        if not news:
            raise FarmtopError(f"The embedded farm ended as it started: {self._last_words()}")
        told = json.loads(news)
        if "error" in told:
            raise FarmtopError(f"The embedded farm could not start: {plain(told['error'])}")
        url: str = told["url"]
        return url

    def _last_words(self) -> str:
        """The last line that the process wrote to its standard error."""
        self._process.wait()
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return plain(lines[-1]) if lines else f"exit code {self._process.returncode}"


def _line(pipe: IO[bytes] | None, timeout: float) -> bytes | None:
    """The next line of a pipe, empty where it was closed; None where none came in time."""
    if pipe is None:
        return b""
    ready, _, _ = select.select([pipe], [], [], timeout)
    return pipe.readline() if ready else None


def variables(url: str) -> dict[str, str]:
    """The environment variables that point any AWS client at a farm."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": _SECRET,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        "DEADLINE_CLOUD_TELEMETRY_OPT_OUT": "true",
    }


def environment(url: str, base: Mapping[str, str]) -> dict[str, str]:
    """An environment whose AWS clients speak to a farm and to nothing else.

    Profiles, tokens and endpoints of single services would win over `variables`, so they are left
    out; a proxy must not stand between.
    """
    kept = {
        name: value
        for name, value in base.items()
        if name not in _UNSET and not name.startswith("AWS_ENDPOINT_URL_")
    }
    past_proxies = dict.fromkeys(("NO_PROXY", "no_proxy"), "127.0.0.1")
    return {**kept, **past_proxies, **variables(url)}
