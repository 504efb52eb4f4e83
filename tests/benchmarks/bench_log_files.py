"""A log file opened, searched and followed, by farmtop and by what one would use instead.

    python -m tests.benchmarks.bench_log_files [--lines 1000000] [--runs 3] [--seconds 15]
        [--rates 20000 100000] [--presses 20] [--toolong PROGRAM]
        [--only opening finding following keys]

Beside farmtop stand less and lnav (Debian packages `less` and `lnav`) and toolong (from PyPI, best
in an environment of its own; say where with `--toolong`). One that is not installed is left out.
Each runs in a pseudo-terminal of 160×48. Linux.

Opening: seconds from the command to the first line on the screen and to the last line of the file,
and the most memory that the process held. Finding: milliseconds from Enter to the line that
matches, near the end of the file, from its beginning; in lnav, which goes there at the next key, to
the count of matches. Following: how old the oldest line is that is not on
the screen yet, looked at every 20 ms, the processor time of the process, also for each 100,000
lines that were written meanwhile, and the bytes to the terminal. Keys: how long each waits in
farmtop to be answered while the lines come, first with the file at rest.
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.log_files import NEEDLE, Writer, make, name, newest_number, numbered
from tests.benchmarks.log_keys import KEYS, answered
from tests.benchmarks.programs import FARMTOP, environ
from tests.benchmarks.report import middle, milliseconds, p95, print_table
from tests.benchmarks.terminal import ROOT, Terminal, cpu_seconds, peak_mib

ENTER, HOME = "\r", "\x1b[H"
UNIQUE = NEEDLE.split()[-1]
TABLES = ("opening", "finding", "following", "keys")
FINDS = {"literal": "haystack ends", "regex": r"h[a-z]ystack e.ds h"}
LINE_BYTES = 200
"""A line and all that a program sends with it is no longer."""
LOOK = 0.02
"""Seconds between two looks at how far behind a program is."""
WARM_UP = 2.0

Look = Callable[[Terminal, bytes], int]
"""The newest line of what is on the screen, or in what was just sent; -1 where there is none."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program that shows a log file."""

    name: str
    command: tuple[str, ...]
    top: str = HOME
    """The keys that go to the first line."""
    find: str = "/"
    """The key that asks for what to find."""
    found: str = UNIQUE
    """What it shows once it has found that: the line, or its count where it stays where it was."""
    follow: tuple[str, ...] = ()
    """Arguments with which it follows the file."""
    bottom: str = ""
    """The keys with which it goes to the last line, where it does not begin there."""
    repaints: bool = False
    """Whether it sends every line whole, and so many that drawing them would take too long."""


def programs(toolong: str) -> list[Program]:
    """Those that are installed."""
    known = [
        Program("farmtop", (*FARMTOP, "logs"), top="g"),
        Program("toolong", (toolong,), find="\x06"),
        Program("less", ("less",), top="g", follow=("+F",), bottom="G", repaints=True),
        Program("lnav", ("lnav",), top="g", found="1 hits"),
    ]
    return [one for one in known if shutil.which(one.command[0])]


@contextmanager
def opened(program: Program, path: Path, *flags: str) -> Iterator[Terminal]:
    """The program on a file, in an empty home."""
    with tempfile.TemporaryDirectory() as home:
        variables = {**environ(), "HOME": home, "PYTHONPATH": str(ROOT)}
        command = (*program.command, *flags, str(path))
        # Some make folders where they are.
        with Terminal(command, variables, Path(home)) as terminal:
            yield terminal


def opening(program: Program, path: Path, lines: int) -> tuple[float, float, float]:
    """Seconds to the first content and to the last line; MiB."""
    last = name(lines - 1)
    with opened(program, path) as terminal:
        if program.bottom:
            first = terminal.first_output_with("Peak")[0]
            terminal.send(program.bottom)
            end = terminal.first_output_with(last)[0]
        else:
            first, end = terminal.first_output_with("Peak", last)
        terminal.let_be(2.0)
        return first, end, peak_mib(terminal.pid)


def finding(program: Program, path: Path, pattern: str) -> float | None:
    """Seconds until the line that matches is on the screen."""
    with opened(program, path) as terminal:
        terminal.first_output_with("Peak")
        terminal.let_be(3.0)
        for keys in (program.top, program.find):
            terminal.send(keys)
            terminal.let_be(1.0)
        return terminal.answer(pattern + ENTER, program.found)


@dataclass(frozen=True, slots=True)
class Following:
    """How a program kept up."""

    ages: Sequence[float]
    cpu: float
    """Seconds a second."""
    cpu_of_lines: float
    """Seconds for 100,000 lines."""
    size: float
    """Bytes a second."""


def following(program: Program, path: Path, rate: int, seconds: float) -> Following:
    """Follow a file to which so many lines a second are written."""
    path.write_text(numbered(0, 1_000))
    with opened(program, path, *program.follow) as terminal:
        terminal.wait_for(name(999) if not program.bottom else "Peak")
        terminal.send("" if program.follow else program.bottom)
        terminal.let_be(1.0)
        with Writer(path, rate, 1_000).running() as writer:
            look = _numbers_sent if program.repaints else _numbers_shown
            _watched(terminal, writer, WARM_UP, look)
            cpu, written = cpu_seconds(terminal.pid), writer.written
            ages, size = _watched(terminal, writer, seconds, look)
            cpu, written = cpu_seconds(terminal.pid) - cpu, writer.written - written
        return Following(ages, cpu / seconds, cpu / written * 100_000, size / seconds)


def keys(program: Program, path: Path, rate: int, presses: int) -> Mapping[str, Sequence[float]]:
    """Seconds that each key takes while so many lines a second are written to the file."""
    path.write_text(numbered(0, 1_000))
    with opened(program, path) as terminal:
        terminal.wait_for(name(999))
        with Writer(path, rate, 1_000).running() if rate else nullcontext():
            terminal.let_be(WARM_UP)
            return answered(terminal, presses)


def _watched(
    terminal: Terminal, writer: Writer, seconds: float, look: Look
) -> tuple[list[float], int]:
    """How far behind the screen was at each look, and the bytes that came."""
    newest, tail, size = -1, b"", 0
    ages: list[float] = []
    end = time.perf_counter() + seconds
    while (now := time.perf_counter()) < end:
        output = tail + b"".join(piece for _, piece in terminal.pieces(min(LOOK, end - now)))
        size += len(output) - len(tail)
        seen = time.perf_counter()
        newest = max(newest, look(terminal, output))
        tail = output[-LINE_BYTES:]
        ages.append(writer.age(newest, seen))
    return ages, size


def _numbers_sent(_terminal: Terminal, output: bytes) -> int:
    return newest_number(output)


def _numbers_shown(terminal: Terminal, _output: bytes) -> int:
    return newest_number(terminal.shown.encode())


def main() -> None:
    """Measure everything, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--rates", type=int, nargs="*", default=[20_000, 100_000])
    parser.add_argument("--presses", type=int, default=20)
    parser.add_argument("--toolong", default="tl", metavar="PROGRAM")
    parser.add_argument("--only", nargs="+", choices=TABLES, default=TABLES)
    given = parser.parse_args()
    known = programs(given.toolong)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "render.log"
        make(path, given.lines)
        if "opening" in given.only:
            _print_opening(known, path, given.lines, given.runs)
        if "finding" in given.only:
            _print_finding(known, path, given.lines, given.runs)
        if "following" in given.only:
            for rate in given.rates:
                _print_following(known, path, rate, given.seconds)
        if "keys" in given.only:
            _print_keys(known[0], path, (0, *given.rates), given.presses)


def _print_opening(known: Sequence[Program], path: Path, lines: int, runs: int) -> None:
    rows = []
    for program in known:
        took = [opening(program, path, lines) for _ in range(runs)]
        first, last, mib = (middle(column) for column in zip(*took, strict=True))
        rows.append((program.name, f"{first:.2f}", f"{last:.2f}", f"{mib:.0f}"))
    print_table(f"Opening {lines:,} lines", ("", "first s", "last line s", "peak MiB"), rows)


def _print_finding(known: Sequence[Program], path: Path, lines: int, runs: int) -> None:
    rows = []
    for program in known:
        cells = []
        for pattern in FINDS.values():
            took = [finding(program, path, pattern) for _ in range(runs)]
            found = [seconds for seconds in took if seconds is not None]
            cells.append(milliseconds(middle(found)) if len(found) == runs else "never")
        rows.append((program.name, *cells))
    print_table(f"Finding in {lines:,} lines, ms", ("", *FINDS), rows)


def _print_following(known: Sequence[Program], path: Path, rate: int, seconds: float) -> None:
    rows = []
    for program in known:
        kept = following(program, path, rate, seconds)
        rows.append(
            (
                program.name,
                milliseconds(middle(kept.ages)),
                milliseconds(p95(kept.ages)),
                f"{kept.cpu:.0%}",
                f"{kept.cpu_of_lines:.2f}",
                f"{kept.size / 1000:.1f}",
            )
        )
    head = ("", "behind p50", "behind p95 ms", "CPU", "s/100k", "kB/s")
    print_table(f"Following {rate:,} lines a second", head, rows)


def _print_keys(program: Program, path: Path, rates: Sequence[int], presses: int) -> None:
    took = [keys(program, path, rate, presses) for rate in rates]
    rows = [
        (name, *(milliseconds(of(each[name])) for each in took for of in (middle, p95)))
        for name in KEYS
    ]
    head = ("lines a second", *(text for rate in rates for text in (f"{rate:,} p50", "p95 ms")))
    print_table(f"Keys of {program.name} while lines come", head, rows)


if __name__ == "__main__":
    main()
