"""What an embedded farm is like, and the arguments of its process that say so."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, fields

_FASTEST = 1e6
"""The highest speed, and the most lines a second."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a farm is made. The same seed makes the same farm."""

    seed: int = 1
    jobs: int = 250
    workers: int = 40
    speed: float = 1.0
    """How many times faster than the clock on the wall the farm lives."""
    log_rate: float = 4.0
    """Lines a second that a running task of a session writes."""
    stuck: int = 0
    """How many tasks got stuck before it starts: they run, and neither write nor end."""
    faults: tuple[str, ...] = ()
    """What is broken from the start, as `app.localfarm.faults` reads it."""
    port: int = 0
    """0 takes any that is free."""
    control: bool = False
    """Whether faults and counts can be read and changed while the farm runs."""

    def arguments(self) -> list[str]:
        """These options as the arguments that `parse` reads back."""
        given = [
            f"--{field.name.replace('_', '-')}={getattr(self, field.name)}"
            for field in fields(self)
            if field.name not in {"faults", "control"}
        ]
        given.extend(f"--break={fault}" for fault in self.faults)
        return [*given, "--control"] if self.control else given


def parse(arguments: Sequence[str]) -> tuple[Options, bool]:
    """Options from arguments, and whether the process ends with its standard input."""
    parser = argparse.ArgumentParser("python -m app.localfarm", description=__doc__)
    defaults = Options()
    parser.add_argument("--seed", type=int, default=defaults.seed)
    parser.add_argument("--jobs", type=_count, default=defaults.jobs)
    parser.add_argument("--workers", type=_count, default=defaults.workers)
    parser.add_argument("--speed", type=_positive, default=defaults.speed)
    parser.add_argument("--log-rate", type=_positive, default=defaults.log_rate)
    parser.add_argument("--stuck", type=_count, default=defaults.stuck)
    parser.add_argument("--break", dest="faults", action="append", default=[], metavar="FAULT")
    parser.add_argument("--port", type=_port, default=defaults.port)
    parser.add_argument("--control", action="store_true", help="open the control route /-/")
    parser.add_argument(
        "--until-stdin-ends", action="store_true", help="end when standard input is closed"
    )
    given = vars(parser.parse_args(arguments))
    ends_with_stdin = bool(given.pop("until_stdin_ends"))
    return Options(**{**given, "faults": tuple(given["faults"])}), ends_with_stdin


def _count(text: str, most: int = 1_000_000) -> int:
    value = int(text)
    if not 0 <= value <= most:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and {most}")
    return value


def _port(text: str) -> int:
    return _count(text, 65_535)


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value <= _FASTEST:
        raise argparse.ArgumentTypeError(f"{text} is not more than 0 and at most {_FASTEST:,.0f}")
    return value
