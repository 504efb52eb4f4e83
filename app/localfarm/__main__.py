"""The embedded farm as a process of its own: `python -m app.localfarm`.

The first line of its output is a JSON object: {"url": "http://127.0.0.1:40123"} when it answers, or
{"error": "..."} when it cannot start.
"""

import asyncio
import gc
import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

from app.localfarm.farm import found
from app.localfarm.faults import Fault
from app.localfarm.options import parse
from app.localfarm.server import Endpoint

_STEP = 1.0
"""Seconds after which the farm is brought up to the clock where nobody asks it anything."""


def main() -> int:
    """Serve until told to stop; the exit code."""
    options, ends_with_stdin = parse(sys.argv[1:])
    gc.disable()
    try:
        faults = [Fault.parse(text) for text in options.faults]
        farm = found(options)
        endpoint = Endpoint(farm.handlers, faults, port=options.port, control=options.control)
        asyncio.run(_serve(endpoint, farm.advance, ends_with_stdin))
    except (OSError, ValueError) as error:
        _tell(error=str(error))
        return 1
    return 0


async def _serve(endpoint: Endpoint, advance: Callable[[], None], ends_with_stdin: bool) -> None:
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, over.set)
    if ends_with_stdin:
        # The parent holds the other end: it is closed when the parent ends, however it ends.
        loop.add_reader(sys.stdin.fileno(), over.set)
    async with endpoint:
        # The world is there to stay, so the collector need not look at it again and again.
        gc.freeze()
        gc.enable()
        _tell(url=endpoint.url)
        while not over.is_set():
            # In small steps, so that no request has to wait until hours have been caught up.
            advance()
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), _STEP)


def _tell(**news: str) -> None:
    try:
        sys.stdout.write(json.dumps(news) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Nobody listens; what is left in the buffer must not fail once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
