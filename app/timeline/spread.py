"""How long the tasks of a step take, and which of them took much longer than the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import quantiles

from app.timeline.visit import Run
from app.view import Tone

FEWEST = 5
"""Tasks of a step below which nothing is said of what is usual among them."""
MANY = 20
"""Tasks of a step from which on a twentieth of them is one at least."""
FENCE = 1.5
"""Ranges between the quartiles above the upper one beyond which a value is an outlier. Source:
Tukey, Exploratory Data Analysis, 1977."""
NOTABLE = 1.25
"""Times the median below which nobody calls a task slow, however alike all others are."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How long the tasks of one step took that have succeeded, in seconds."""

    count: int
    median: float
    p95: float
    longest: float
    fence: float
    """What takes longer is an outlier."""

    def is_slow(self, run: Run) -> bool:
        """Whether a run of this step takes, or took, much longer than is usual."""
        return self.count >= FEWEST and run.took.length > self.fence


def spreads(runs: Iterable[Run]) -> dict[str, Spread]:
    """By the id of the step: how long its tasks took, where any has succeeded."""
    lengths: dict[str, list[float]] = {}
    for run in runs:
        has_succeeded = run.status is not None and run.status.tone is Tone.GOOD
        if run.step and has_succeeded:
            lengths.setdefault(run.step, []).append(run.took.length)
    return {step: spread_of(of_step) for step, of_step in lengths.items()}


def spread_of(lengths: list[float]) -> Spread:
    """The spread of one length or more."""
    if len(lengths) == 1:
        lengths = lengths * 2
        count = 1
    else:
        count = len(lengths)
    lower, median, upper = quantiles(lengths, n=4, method="inclusive")
    p95 = quantiles(lengths, n=20, method="inclusive")[-1]
    fence = max(upper + FENCE * (upper - lower), median * NOTABLE)
    return Spread(count, median, p95, max(lengths), fence)
