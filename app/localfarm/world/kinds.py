"""What is rendered here: the kinds of job, the steps each has and the tasks of each step."""

from collections.abc import Mapping
from dataclasses import dataclass

Parameters = Mapping[str, tuple[str, str]]
"""A task's or a job's parameters: name to (type of OpenJD, value)."""


@dataclass(frozen=True, slots=True)
class StepPlan:
    """A step as a job's template declares it."""

    name: str
    renderer: str
    """A key of the renderers that the log knows to imitate."""
    seconds: tuple[float, float]
    """How long one task takes: at least, at most."""
    chunk: int = 1
    """Frames a task renders; 0 where the step is one task over the whole range."""
    wedges: int = 0
    """Tasks of a step that does not go by frames, such as a simulation's wedges."""
    after: tuple[int, ...] = ()
    """Numbers of the steps that have to succeed before."""
    licensed: bool = False
    """Whether each task takes one of the limited licences."""

    def task_count(self, frames: int) -> int:
        """How many tasks this step has in a job of so many frames."""
        if self.wedges:
            return self.wedges
        return -(-frames // self.chunk) if self.chunk else 1

    def parameters(self, number: int, first: int, frames: int) -> Parameters:
        """The parameters of one task."""
        if self.wedges:
            return {"Wedge": ("INT", str(number)), "Viscosity": ("FLOAT", f"{0.1 * number:.2f}")}
        if self.chunk == 1:
            return {"Frame": ("INT", str(first + number))}
        start = first + number * self.chunk
        end = min(first + frames, start + self.chunk) - 1 if self.chunk else first + frames - 1
        return {"Frames": ("CHUNK_INT", f"{start}-{end}")}


@dataclass(frozen=True, slots=True)
class JobKind:
    """What a job renders: the word in its name and its steps."""

    name: str
    queue: str
    """The display name of the queue that takes it."""
    steps: tuple[StepPlan, ...]
    weight: int
    """How often it is submitted, relative to the others."""

    def task_count(self, frames: int) -> int:
        """How many tasks a job of so many frames has."""
        return sum(plan.task_count(frames) for plan in self.steps)


_DENOISE = StepPlan("denoise", "blender", (8.0, 20.0), after=(0,))

KINDS = (
    JobKind(
        "beauty",
        "lighting",
        (
            StepPlan("render", "maya", (30.0, 90.0), licensed=True),
            _DENOISE,
            StepPlan("comp", "nuke", (20.0, 40.0), chunk=0, after=(1,)),
        ),
        weight=30,
    ),
    JobKind("light", "lighting", (StepPlan("render", "blender", (25.0, 80.0)),), weight=22),
    JobKind(
        "crypto",
        "lighting",
        (StepPlan("render", "maya", (20.0, 45.0), licensed=True),),
        weight=8,
    ),
    JobKind(
        "fx_pyro",
        "fx",
        (
            StepPlan("sim", "houdini", (60.0, 150.0), wedges=2),
            StepPlan("render", "houdini", (35.0, 90.0), after=(0,)),
            StepPlan("denoise", "blender", (8.0, 20.0), after=(1,)),
            StepPlan("comp", "nuke", (20.0, 40.0), chunk=0, after=(2,)),
        ),
        weight=10,
    ),
    JobKind(
        "fx_flip",
        "fx",
        (
            StepPlan("sim", "houdini", (60.0, 150.0), wedges=4),
            StepPlan("mesh", "houdini", (20.0, 60.0), chunk=4, after=(0,)),
        ),
        weight=8,
    ),
    JobKind("comp", "comp", (StepPlan("comp", "nuke", (20.0, 60.0), chunk=10),), weight=16),
    JobKind("layout", "layout", (StepPlan("playblast", "blender", (20.0, 50.0), chunk=24),), 10),
    JobKind("trailer", "trailer", (StepPlan("render", "blender", (30.0, 90.0)),), weight=3),
    JobKind("lookdev", "lookdev", (StepPlan("turntable", "maya", (30.0, 90.0)),), weight=2),
    JobKind("archive", "archive", (StepPlan("transcode", "nuke", (20.0, 40.0), chunk=50),), 1),
)
"""Every kind of job; a job's record holds the index of its own in here."""

FRAMES = (1, 8, 16, 24, 48, 72, 96, 120, 240, 480, 1000)
FRAMES_WEIGHTS = (6, 8, 12, 20, 22, 12, 8, 6, 3, 1, 1)
"""How many frames a job has, and how often."""
