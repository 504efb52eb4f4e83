"""What a screen of jobs costs while nobody touches it: bytes to the terminal, and processor time.

    python -m tests.benchmarks.bench_idle [--seconds 30] [--warm-up 10]

The monitor runs in a pseudo-terminal of 160×48 against an embedded farm in another process: once
against a farm that stands still and once against one that lives. The processor time is that of the
monitor's own process. Beside it, in the same run, programs of tests/benchmarks/board.py. Linux.
"""

import argparse

from app.localfarm.options import Options
from tests.benchmarks.board import READY
from tests.benchmarks.programs import BOARD, environ, farm, monitor_on_jobs
from tests.benchmarks.report import print_table
from tests.benchmarks.terminal import Rest, Terminal

FARMS = {
    "farm that stands still": Options(speed=1e-9),
    "farm that lives": Options(),
}
HEAD = ("", "bytes/s", "writes/s", "CPU %")


def main() -> None:
    """Measure everything once, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long each one is watched")
    parser.add_argument("--warm-up", type=float, default=10.0, help="seconds before that")
    given = parser.parse_args()

    def measured(terminal: Terminal) -> Rest:
        terminal.rest(given.warm_up)
        return terminal.rest(given.seconds)

    with Terminal([*BOARD, "empty"], environ()) as terminal:
        terminal.wait_for(READY)
        rests = {"empty Textual app": measured(terminal)}
    for name, options in FARMS.items():
        with farm(options) as variables:
            with monitor_on_jobs(variables) as terminal:
                rests[f"farmtop, {name}"] = measured(terminal)
            for kind, called in (("own", "own table alone"), ("datatable", "Textual's DataTable")):
                with Terminal([*BOARD, kind, "live"], variables) as terminal:
                    terminal.wait_for("SUCCEEDED")
                    rests[f"{called}, {name}"] = measured(terminal)
    print_table(
        f"An idle screen of jobs, {given.seconds:g} s each",
        HEAD,
        [
            (name, f"{rest.size:,.0f}", f"{rest.writes:.2f}", f"{100 * rest.cpu:.2f}")
            for name, rest in rests.items()
        ],
    )


if __name__ == "__main__":
    main()
