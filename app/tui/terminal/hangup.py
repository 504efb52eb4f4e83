"""A terminal that goes away without a word.

Whoever closes a terminal is told of by SIGHUP, but only where it is the controlling one: not in a
container's `exec`, nor under a program that made the terminal for another session. There reading
finds nothing for ever, and writing blocks.
"""

import os
import select
import signal
import threading
import time


def end_with_terminal(descriptor: int, patience: float) -> None:
    """Send this process SIGHUP when the terminal behind `descriptor` has gone.

    Where it is still there `patience` seconds later, it ends at once. Where the system cannot tell
    of terminals, nothing is done.
    """
    thread = threading.Thread(target=_wait, args=(descriptor, patience), daemon=True)
    thread.start()


def _wait(descriptor: int, patience: float) -> None:
    terminal = select.poll()
    # With no event asked for, a hang-up alone ends the wait.
    terminal.register(descriptor, 0)
    if not any(event & select.POLLHUP for _, event in terminal.poll()):
        return
    os.kill(os.getpid(), signal.SIGHUP)
    time.sleep(patience)
    os._exit(128 + signal.SIGHUP)
