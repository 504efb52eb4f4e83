"""The workflows of Nova Act and their runs: everything follows from the seed and the time."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID

from app.localfarm.world.layout import ACCOUNT

_REGION = "us-east-1"
"""The only Region that Nova Act has an endpoint in."""
_EVERY = 300.0
"""Seconds between two runs of one workflow."""
_RUNS_BEFORE = 24
"""How many runs of each workflow lie before the world began."""


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow definition, and what its acts do one after the other."""

    number: int
    name: str
    description: str
    acts: tuple[str, ...]


WORKFLOWS = (
    Workflow(
        0,
        "collect-delivery-notes",
        "Reads the client's review notes and files them by shot",
        ("Open the review portal", "Sign in", "Open the newest delivery", "Copy the notes"),
    ),
    Workflow(
        1,
        "check-licence-portal",
        "Reads how many floating licences the vendor's portal shows",
        ("Open the licence portal", "Sign in", "Read the table of licences"),
    ),
    Workflow(
        2,
        "order-stock-footage",
        "Finds plates in the stock library and puts them in the basket",
        ("Open the stock library", "Search for plates", "Compare prices", "Fill the basket"),
    ),
)


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a session, whole: what of it has happened depends on the time."""

    id: str
    run: str
    session: str
    prompt: str
    started_at: float
    ends_at: float
    outcome: str


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a workflow, whole."""

    number: int
    id: str
    workflow: Workflow
    started_at: float
    acts: tuple[Act, ...]
    sessions: tuple[str, ...]

    @property
    def ends_at(self) -> float:
        """When its last act ends."""
        return self.acts[-1].ends_at

    def ended(self, now: float) -> bool:
        """Whether it is over."""
        return self.ends_at <= now

    def status(self, now: float) -> str:
        """Its status at a time."""
        return self.acts[-1].outcome if self.ended(now) else "RUNNING"

    @property
    def arn(self) -> str:
        """Its ARN."""
        return f"{definition_arn(self.workflow)}/workflow-run/{self.id}"


def definition_arn(workflow: Workflow) -> str:
    """The ARN of a workflow definition."""
    return f"arn:aws:nova-act:{_REGION}:{ACCOUNT}:workflow-definition/{workflow.name}"


def log_group(workflow: Workflow) -> str:
    """The group that its sessions' logs are in."""
    return f"/aws/nova-act/{workflow.name}"


class Runs:
    """Makes the runs of one world, and keeps those that it has made."""

    def __init__(self, seed: int, opening: float, speed: float) -> None:
        self._seed = seed
        self._opening = opening
        self._speed = speed
        self._made: dict[tuple[int, int], Run] = {}

    def begun(self, workflow: Workflow, now: float) -> list[Run]:
        """The runs that have begun, the oldest first."""
        lived = (now - self._opening) * self._speed / _EVERY
        last = _RUNS_BEFORE + math.floor(lived)
        runs = [self._run(workflow, number) for number in range(last + 1)]
        return [run for run in runs if run.started_at <= now]

    def _run(self, workflow: Workflow, number: int) -> Run:
        key = (workflow.number, number)
        if key not in self._made:
            self._made[key] = self._make(workflow, number)
        return self._made[key]

    def _make(self, workflow: Workflow, number: int) -> Run:
        rng = Random(f"{self._seed}/{workflow.number}/{number}")
        pace = self._speed if number >= _RUNS_BEFORE else 1.0
        begin = self._opening + (number - _RUNS_BEFORE) * _EVERY / pace
        run = _uuid(rng)
        outcome = rng.choices(("SUCCEEDED", "FAILED", "TIMED_OUT"), (17, 2, 1))[0]
        sessions = tuple(_uuid(rng) for _ in range(rng.randint(1, 3)))
        acts = _acts(
            rng,
            run,
            sessions,
            prompts=workflow.acts,
            begin=begin + rng.random(),
            pace=pace,
            outcome=outcome,
        )
        return Run(number, run, workflow, begin, tuple(acts), sessions)


def _acts(
    rng: Random,
    run: str,
    sessions: Sequence[str],
    *,
    prompts: Sequence[str],
    begin: float,
    pace: float,
    outcome: str,
) -> Iterator[Act]:
    """The acts of a run; only the last can be anything but a success."""
    moment_ = begin
    for session in sessions:
        for prompt in prompts:
            end = moment_ + rng.uniform(8.0, 40.0) / pace
            final = session == sessions[-1] and prompt == prompts[-1]
            yield Act(
                _uuid(rng), run, session, prompt, moment_, end, outcome if final else "SUCCEEDED"
            )
            moment_ = end + rng.uniform(0.2, 1.5) / pace


def sessions_begun(run: Run, now: float) -> list[str]:
    """The sessions of a run that have begun, in order."""
    return list(dict.fromkeys(act.session for act in run.acts if act.started_at <= now))


def act_lines(act: Act) -> Iterator[tuple[int, str]]:
    """The lines of an act: (milliseconds since the epoch, message)."""
    start, end = int(act.started_at * 1000), int(act.ends_at * 1000)
    steps = ("agentClick", "agentType", "agentScroll", "agentThink")
    yield start, f"act {act.id} started: {act.prompt}"
    for number, step in enumerate(steps, 1):
        yield start + (end - start) * number // (len(steps) + 1), f"{act.id} {step} step {number}"
    yield end, f"act {act.id} {act.outcome.lower()}"


def _uuid(rng: Random) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))
