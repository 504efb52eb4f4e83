"""The monitor on a farm on which no time passes, in a process of its own.

    python -m tests.still_monitor CLOCK SEARCHES

Its time is that at which the file CLOCK was last changed, so that it passes when a test lets it;
the file SEARCHES grows by a byte with each search for jobs. Some of those have names of which not
every character takes one cell.
"""

import os
import sys
from pathlib import Path
from typing import Any

from app.config import load
from app.start import prepare_terminal, show
from app.tui.app import FarmTop
from tests.world_service import WorldService

WIDE = "ショット 🙂 é"
"""With what every fourth job's name begins."""


class Searches:
    """Answers of searches for jobs, changed and counted."""

    def __init__(self, tally: Path) -> None:
        self._tally = tally

    def rename(self, answer: dict[str, Any]) -> None:
        """Give some of the jobs in an answer wider names."""
        for job in answer["jobs"]:
            if job["jobId"][-1] in "048c":
                job["name"] = f"{WIDE} {job['name']}"

    def answer(self, answer: dict[str, Any]) -> None:
        """The same, and count the answer."""
        self.rename(answer)
        with self._tally.open("ab") as tally:
            tally.write(b".")


def main(clock: str, searches: str) -> int:
    """Open the monitor; its exit code."""
    prepare_terminal()
    service, jobs = WorldService(), Searches(Path(searches))
    service.change("SearchJobs", jobs.answer)
    service.change("BatchGetJob", jobs.rename)
    monitor = FarmTop(
        load(os.environ), connect=service.connect, clock=lambda: Path(clock).stat().st_mtime
    )
    return show(monitor)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
