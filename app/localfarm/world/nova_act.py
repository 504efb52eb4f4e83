"""A small world of Nova Act: workflows that run now and then, their sessions and acts."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from app.localfarm.contract import Handler, Reply, Request, WireError
from app.localfarm.world.layout import ACCOUNT
from app.localfarm.world.paging import page
from app.localfarm.world.views import moment

_REGION = "us-east-1"
"""The only Region that Nova Act has an endpoint in."""
_EVERY = 300.0
"""Seconds between two runs of one workflow."""
_RUNS_BEFORE = 24
"""How many runs of each workflow lie before the world began."""
_MODEL = "nova-act-v1.0"
_BUCKET = "s3://studio-nova-act-traces"


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
        return f"{_arn(self.workflow)}/workflow-run/{self.id}"


def _arn(workflow: Workflow) -> str:
    return f"arn:aws:nova-act:{_REGION}:{ACCOUNT}:workflow-definition/{workflow.name}"


def _group(workflow: Workflow) -> str:
    return f"/aws/nova-act/{workflow.name}"


R = TypeVar("R", Workflow, Run, Act, str)


class NovaAct:
    """Answers Nova Act's lists and gets; everything follows from the seed and the time."""

    def __init__(self, seed: int, opening: float, speed: float) -> None:
        self._seed = seed
        self._opening = opening
        self._speed = speed
        self._made: dict[tuple[int, int], Run] = {}
        self.now = opening
        """The time at which requests are answered, in seconds since the epoch."""
        operations = {
            "ListWorkflowDefinitions": self._list_definitions,
            "GetWorkflowDefinition": self._get_definition,
            "ListWorkflowRuns": self._list_runs,
            "GetWorkflowRun": self._get_run,
            "ListSessions": self._list_sessions,
            "ListActs": self._list_acts,
        }
        self.handlers: Mapping[tuple[str, str], Handler] = {
            ("nova-act", operation): handler for operation, handler in operations.items()
        }

    def groups(self) -> list[str]:
        """The log groups of the workflows."""
        return [_group(workflow) for workflow in WORKFLOWS]

    def streams(self, group: str, now: float) -> list[str]:
        """The streams of a group: one a session, the newest first."""
        for workflow in WORKFLOWS:
            if _group(workflow) == group:
                runs = reversed(self._runs(workflow, now))
                return [session for run in runs for session in _begun(run, now)]
        return []

    def log(self, group: str, stream: str, now: float) -> list[tuple[int, str]] | None:
        """The lines of a session up to now: (milliseconds since the epoch, message)."""
        for workflow in WORKFLOWS:
            if _group(workflow) == group:
                for run in self._runs(workflow, now):
                    if stream in _begun(run, now):
                        acts = [act for act in run.acts if act.session == stream]
                        return [
                            line for act in acts for line in _lines(act) if line[0] <= now * 1000
                        ]
        return None

    def _list_definitions(self, request: Request) -> Reply:
        return self._listed(request, "workflowDefinitionSummaries", WORKFLOWS, self._definition)

    def _get_definition(self, request: Request) -> Reply:
        workflow = self._workflow(request)
        return {
            "name": workflow.name,
            "arn": _arn(workflow),
            "createdAt": moment(self._founded(workflow)),
            "description": workflow.description,
            "exportConfig": {"s3BucketName": "studio-nova-act-traces"},
            "status": "ACTIVE",
        }

    def _list_runs(self, request: Request) -> Reply:
        runs = self._runs(self._workflow(request), self.now)
        return self._listed(request, "workflowRunSummaries", runs, self._run_summary)

    def _get_run(self, request: Request) -> Reply:
        run = self._run_named(request)
        summary = self._run_summary(run)
        summary.pop("traceLocation")
        return {**summary, "modelId": _MODEL, "logGroupName": _group(run.workflow)}

    def _list_sessions(self, request: Request) -> Reply:
        sessions = _begun(self._run_named(request), self.now)
        return self._listed(request, "sessionSummaries", sessions, lambda one: {"sessionId": one})

    def _list_acts(self, request: Request) -> Reply:
        workflow, wanted = self._workflow(request), request.parameters
        runs: Sequence[Run] = self._runs(workflow, self.now)
        if "workflowRunId" in wanted:
            runs = [self._run_named(request)]
        session = wanted.get("sessionId")
        acts = [
            act
            for run in runs
            for act in run.acts
            if act.started_at <= self.now and session in {None, act.session}
        ]
        return self._listed(request, "actSummaries", acts, self._act)

    def _listed(
        self, request: Request, listed: str, items: Sequence[R], summary: Any
    ) -> dict[str, Any]:
        """A page of items that are given oldest first; the newest come first unless asked for."""
        ascending = request.parameters.get("sortOrder") == "Ascending"
        order = 1 if ascending else -1
        numbered = list(enumerate(items))[::order]
        ids = sorted(
            (name, str(value))
            for name, value in request.parameters.items()
            if name not in {"nextToken", "maxResults"}
        )
        found = page(
            numbered,
            lambda item: (order * item[0],),
            f"{request.operation}{ids}",
            request.parameters,
        )
        reply = {listed: [summary(item) for _, item in found.items]}
        return reply if found.token is None else {**reply, "nextToken": found.token}

    def _definition(self, workflow: Workflow) -> dict[str, Any]:
        return {
            "workflowDefinitionArn": _arn(workflow),
            "workflowDefinitionName": workflow.name,
            "createdAt": moment(self._founded(workflow)),
            "status": "ACTIVE",
        }

    def _run_summary(self, run: Run) -> dict[str, Any]:
        summary: dict[str, Any] = {
            "workflowRunArn": run.arn,
            "workflowRunId": run.id,
            "status": run.status(self.now),
            "startedAt": moment(run.started_at),
            "traceLocation": _trace(run.workflow.name, run.id),
        }
        return {**summary, "endedAt": moment(run.ends_at)} if run.ended(self.now) else summary

    def _act(self, act: Act) -> dict[str, Any]:
        over = act.ends_at <= self.now
        summary: dict[str, Any] = {
            "workflowRunId": act.run,
            "sessionId": act.session,
            "actId": act.id,
            "status": act.outcome if over else "RUNNING",
            "startedAt": moment(act.started_at),
        }
        if over:
            summary["endedAt"] = moment(act.ends_at)
            summary["traceLocation"] = _trace(act.run, act.session, act.id)
        return summary

    def _workflow(self, request: Request) -> Workflow:
        wanted = request.parameters["workflowDefinitionName"]
        for workflow in WORKFLOWS:
            if workflow.name == wanted:
                return workflow
        raise _missing("WorkflowDefinition", wanted)

    def _run_named(self, request: Request) -> Run:
        wanted = request.parameters["workflowRunId"]
        for run in self._runs(self._workflow(request), self.now):
            if run.id == wanted:
                return run
        raise _missing("WorkflowRun", wanted)

    def _founded(self, workflow: Workflow) -> float:
        return self._opening - (20 + workflow.number) * 86_400.0

    def _runs(self, workflow: Workflow, now: float) -> list[Run]:
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


def _begun(run: Run, now: float) -> list[str]:
    """The sessions of a run that have begun, in order."""
    return list(dict.fromkeys(act.session for act in run.acts if act.started_at <= now))


def _lines(act: Act) -> Iterator[tuple[int, str]]:
    start, end = int(act.started_at * 1000), int(act.ends_at * 1000)
    steps = ("agentClick", "agentType", "agentScroll", "agentThink")
    yield start, f"act {act.id} started: {act.prompt}"
    for number, step in enumerate(steps, 1):
        yield start + (end - start) * number // (len(steps) + 1), f"{act.id} {step} step {number}"
    yield end, f"act {act.id} {act.outcome.lower()}"


def _trace(*parts: str) -> dict[str, str]:
    return {"locationType": "S3", "location": "/".join((_BUCKET, *parts))}


def _uuid(rng: Random) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))


def _missing(kind: str, identifier: str) -> WireError:
    return WireError(
        "ResourceNotFoundException",
        f"{kind} {identifier} was not found.",
        resourceType=kind,
        resourceId=identifier,
    )
