"""How long it takes to start: to the first paint, to the first data, and the embedded farm itself.

    python -m tests.benchmarks.bench_start [--runs 7] [--jobs 250 100000]
        [--deadline PROGRAM] [--toolong PROGRAM]

Times are medians over the runs, from the start of the process. In every run each program runs
once, so that a busy machine is busy for all of them; processor time says more than the clock
where others want the processor too. First paint is when the header's first word is written. First
data is when the header says that what is shown is live, at the earliest with the first farm from
the service: rows that were kept from the last time are part of the first paint. What is written is
read and not drawn, for the monitor waits for a terminal that is slow to draw, as this one would
be. Processor time is that of the measured process alone, memory its peak. Linux.

Beside farmtop stand the `deadline` command and toolong on a log of 100 MB; both are from PyPI, best
in environments of their own. One that is not installed is left out, and so is one that fails, after
a word about it.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from app.localfarm.options import Options
from app.localfarm.process import ACCESS_KEY, REGION, start
from tests.benchmarks.board import READY
from tests.benchmarks.programs import (
    BOARD,
    FARMTOP,
    FIRST_FARM,
    environ,
    farm,
    peer_environ,
)
from tests.benchmarks.report import middle, print_table
from tests.benchmarks.terminal import ROOT, Terminal, cpu_seconds, peak_mib

Figures = Mapping[str, float]
Measure = Callable[[], Figures]
PAINTED, DATA, WALL, CPU, MEMORY = "first paint s", "first data s", "whole s", "CPU s", "peak MiB"
PAINT_CPU = "CPU to paint s"
COMMANDS = {
    "python -c pass": (sys.executable, "-c", "pass"),
    "farmtop --version": (*FARMTOP, "--version"),
    "farmtop --help": (*FARMTOP, "--help"),
}
DEADLINE, TOOLONG, TRIVIAL = "deadline --version", "toolong", "trivial Textual app"
PEERS = frozenset({DEADLINE, TOOLONG})
"""What is not ours, and may fail here for reasons of its own."""
NOTHING_KEPT, ROWS_KEPT = "farmtop, nothing kept", "farmtop, rows kept"
LIVE = "● live"
"""Stands in the header as soon as the rows are from the service."""
LOG_LINES = 1_000_000
PADDING = "." * 80
_SIGNATURE = (
    f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/20260101/{REGION}/deadline/aws4_request, "
    "SignedHeaders=host, Signature=0"
)


def command(arguments: Sequence[str], variables: Mapping[str, str]) -> Figures:
    """Run a command to its end. Raises CalledProcessError where it says that it failed."""
    begun = time.perf_counter()
    process = subprocess.Popen(arguments, cwd=ROOT, env=variables, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    took = time.perf_counter() - begun
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return {WALL: took, CPU: usage.ru_utime + usage.ru_stime}


def screen(arguments: Sequence[str], variables: Mapping[str, str], *texts: str) -> Figures:
    """Run a program until the texts of its first paint and its first data are on the screen."""
    with Terminal(arguments, variables) as terminal:
        painted, *data = texts
        figures = {PAINTED: terminal.first_output_with(painted)[0]}
        figures[PAINT_CPU] = cpu_seconds(terminal.pid)
        for text in data:
            figures[DATA] = terminal.first_output_with(text)[0]
        return {**figures, CPU: cpu_seconds(terminal.pid), MEMORY: peak_mib(terminal.pid)}


def commands(deadline: str) -> dict[str, Measure]:
    """What runs each command."""
    ours = {name: partial(command, ours, environ()) for name, ours in COMMANDS.items()}
    peer = {DEADLINE: partial(command, (deadline, "--version"), peer_environ())}
    return {**ours, **(peer if shutil.which(deadline) else {})}


def screens(variables: Mapping[str, str], toolong: str, folder: Path) -> dict[str, Measure]:
    """What runs each program in a terminal; `folder` is for what they read and write."""
    log = folder / "session.log"
    log.write_text("".join(f"{number:>9} of a log  {PADDING}\n" for number in range(LOG_LINES)))
    keeping = {**variables, "FARMTOP_CACHE": "true", "XDG_CACHE_HOME": str(folder)}
    screen(FARMTOP, keeping, "farmtop", LIVE)
    peer = {TOOLONG: lambda: screen((toolong, str(log)), peer_environ(), "of a log")}
    return {
        TRIVIAL: lambda: screen([*BOARD, "empty"], variables, READY),
        **(peer if shutil.which(toolong) else {}),
        NOTHING_KEPT: lambda: screen(FARMTOP, variables, "farmtop", LIVE),
        ROWS_KEPT: lambda: screen(FARMTOP, keeping, FIRST_FARM, LIVE),
        "farmtop demo": lambda: screen([*FARMTOP, "demo"], environ(), "farmtop", LIVE),
    }


def embedded_farm(jobs: int) -> Figures:
    """Start an embedded farm, and ask it for its farms."""
    begun = time.perf_counter()
    with start(Options(jobs=jobs)) as child:
        url = child.url(timeout=120)
        listening = time.perf_counter() - begun
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        opener.addheaders = [("Authorization", _SIGNATURE)]
        opener.open(f"{url}/2023-10-12/farms").read()
        answered = time.perf_counter() - begun
        return {
            PAINTED: listening,
            DATA: answered,
            CPU: cpu_seconds(child.pid),
            MEMORY: peak_mib(child.pid),
        }


def in_turns(measures: Mapping[str, Measure], runs: int) -> dict[str, list[Figures]]:
    """The figures of each program, without those of a peer that fails.

    Raises what one of our own raises.
    """
    found: dict[str, list[Figures]] = {name: [] for name in measures}
    for _ in range(runs):
        for name in list(found):
            try:
                found[name].append(measures[name]())
            except (EOFError, OSError, subprocess.CalledProcessError) as error:
                if name not in PEERS:
                    raise
                print(f"{name} is left out: {str(error).strip()}", file=sys.stderr)
                del found[name]
    return found


def medians(found: Sequence[Figures]) -> Figures:
    """The median of each figure."""
    return {figure: middle([run[figure] for run in found]) for figure in found[0]}


def show(title: str, head: Sequence[str], figures: Mapping[str, Figures]) -> None:
    """Print a table of these figures."""
    print_table(
        title,
        ("", *head),
        [
            (name, *(_read(found.get(figure), figure) for figure in head))
            for name, found in figures.items()
        ],
    )


def _read(value: float | None, figure: str) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if figure == MEMORY else f"{value:.2f}"


def ratios(figures: Mapping[str, Figures]) -> Iterator[tuple[str, str, str]]:
    """First paints of the monitor as parts of what the others take, by clock and by processor."""
    for own in (NOTHING_KEPT, ROWS_KEPT):
        for peer in (DEADLINE, TOOLONG, TRIVIAL):
            if (other := figures.get(peer)) is not None:
                wall = figures[own][PAINTED] / other.get(PAINTED, other.get(WALL, 0.0))
                cpu = figures[own][PAINT_CPU] / other.get(PAINT_CPU, other[CPU])
                yield f"{own} / {peer}", f"{wall:.2f}", f"{cpu:.2f}"


def measured(given: argparse.Namespace) -> dict[str, Figures]:
    """The medians of each program, which run one after another in each run."""
    with farm(Options()) as variables, tempfile.TemporaryDirectory() as folder:
        measures = commands(given.deadline) | screens(variables, given.toolong, Path(folder))
        found = in_turns(measures, given.runs)
    return {name: medians(figures) for name, figures in found.items()}


def main() -> None:
    """Measure everything, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--jobs", type=int, nargs="*", default=[250, 100_000], help="of a farm")
    parser.add_argument("--deadline", default="deadline", metavar="PROGRAM")
    parser.add_argument("--toolong", default="tl", metavar="PROGRAM")
    given = parser.parse_args()
    figures = measured(given)
    show(
        f"From the command, medians of {given.runs}",
        (WALL, PAINTED, PAINT_CPU, DATA, CPU, MEMORY),
        figures,
    )
    print_table("First paint, as a part of", ("", "wall", "CPU"), list(ratios(figures)))
    farms = {f"{jobs:,} jobs": embedded_farm(jobs) for jobs in given.jobs}
    renamed = {PAINTED: "listens s", DATA: "first answer s"}
    show(
        "The embedded farm, once each",
        ("listens s", "first answer s", CPU, MEMORY),
        {
            name: {renamed.get(figure, figure): value for figure, value in found.items()}
            for name, found in farms.items()
        },
    )


if __name__ == "__main__":
    main()
