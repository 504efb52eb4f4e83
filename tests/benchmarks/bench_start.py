"""How long it takes to start: to the first paint, to the first data, and the embedded farm itself.

    python -m tests.benchmarks.bench_start [--runs 7] [--jobs 250 100000]

Times are medians over the runs, from the start of the process. In every run each program runs
once, so that a busy machine is busy for all of them. First paint is when the header's first word is
written, first data when the name of the first farm is. Processor time is that of the measured
process alone, memory its peak. Linux.
"""

import argparse
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence

from app.localfarm.options import Options
from app.localfarm.process import ACCESS_KEY, REGION, start
from tests.benchmarks.board import READY
from tests.benchmarks.programs import BOARD, FARMTOP, FIRST_FARM, environ, farm
from tests.benchmarks.report import middle, print_table
from tests.benchmarks.terminal import ROOT, Terminal, cpu_seconds, peak_mib

Figures = Mapping[str, float]
PAINTED, DATA, WALL, CPU, MEMORY = "first paint s", "first data s", "whole s", "CPU s", "peak MiB"
COMMANDS = {
    "python -c pass": (sys.executable, "-c", "pass"),
    "farmtop --version": (*FARMTOP, "--version"),
    "farmtop --help": (*FARMTOP, "--help"),
}
_SIGNATURE = (
    f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/20260101/{REGION}/deadline/aws4_request, "
    "SignedHeaders=host, Signature=0"
)


def command(arguments: Sequence[str]) -> Figures:
    """Run a command to its end."""
    begun = time.perf_counter()
    process = subprocess.Popen(arguments, cwd=ROOT, env=environ(), stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    took = time.perf_counter() - begun
    return {WALL: took, CPU: usage.ru_utime + usage.ru_stime}


def screen(arguments: Sequence[str], variables: Mapping[str, str], *texts: str) -> Figures:
    """Run a program until the texts of its first paint and its first data are on the screen."""
    with Terminal(arguments, variables) as terminal:
        times = terminal.first_output_with(*texts)
        return {
            **dict(zip((PAINTED, DATA), times, strict=False)),
            CPU: cpu_seconds(terminal.pid),
            MEMORY: peak_mib(terminal.pid),
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


def medians(runs: Sequence[Mapping[str, Figures]]) -> dict[str, Figures]:
    """The median of each figure of each program."""
    return {
        name: {figure: middle([run[name][figure] for run in runs]) for figure in runs[0][name]}
        for name in runs[0]
    }


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


def main() -> None:
    """Measure everything, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--jobs", type=int, nargs="*", default=[250, 100_000], help="of a farm")
    given = parser.parse_args()
    with farm(Options()) as variables:
        screens: dict[str, Callable[[], Figures]] = {
            "trivial Textual app": lambda: screen([*BOARD, "empty"], variables, READY),
            "farmtop, farm running": lambda: screen(FARMTOP, variables, "farmtop", FIRST_FARM),
            "farmtop demo": lambda: screen([*FARMTOP, "demo"], environ(), "farmtop", FIRST_FARM),
        }
        runs = [
            {
                **{name: command(arguments) for name, arguments in COMMANDS.items()},
                **{name: measure() for name, measure in screens.items()},
            }
            for _ in range(given.runs)
        ]
    show(
        f"From the command, medians of {given.runs}",
        (WALL, PAINTED, DATA, CPU, MEMORY),
        medians(runs),
    )
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
