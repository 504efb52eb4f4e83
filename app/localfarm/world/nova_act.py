"""The operations of Nova Act: workflow definitions, their runs, sessions and acts."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from app.localfarm.contract import Handler, Reply, Request, WireError
from app.localfarm.world.paging import page
from app.localfarm.world.views import moment
from app.localfarm.world.workflows import (
    WORKFLOWS,
    Act,
    Run,
    Runs,
    Workflow,
    act_lines,
    definition_arn,
    log_group,
    sessions_begun,
)

_MODEL = "nova-act-v1.0"
_BUCKET = "s3://studio-nova-act-traces"
R = TypeVar("R", Workflow, Run, Act, str)


class NovaAct:
    """Answers Nova Act's lists and gets; everything follows from the seed and the time."""

    def __init__(self, seed: int, opening: float, speed: float) -> None:
        self._opening = opening
        self._runs = Runs(seed, opening, speed)
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
        return [log_group(workflow) for workflow in WORKFLOWS]

    def streams(self, group: str, now: float) -> list[str]:
        """The streams of a group: one a session, the newest first."""
        for workflow in WORKFLOWS:
            if log_group(workflow) == group:
                runs = reversed(self._runs.begun(workflow, now))
                return [session for run in runs for session in sessions_begun(run, now)]
        return []

    def log(self, group: str, stream: str, now: float) -> list[tuple[int, str]] | None:
        """The lines of a session up to now: (milliseconds since the epoch, message)."""
        for workflow in WORKFLOWS:
            if log_group(workflow) == group:
                for run in self._runs.begun(workflow, now):
                    if stream in sessions_begun(run, now):
                        acts = [act for act in run.acts if act.session == stream]
                        return [
                            line for act in acts for line in act_lines(act) if line[0] <= now * 1000
                        ]
        return None

    def _list_definitions(self, request: Request) -> Reply:
        return self._listed(request, "workflowDefinitionSummaries", WORKFLOWS, self._definition)

    def _get_definition(self, request: Request) -> Reply:
        workflow = self._workflow(request)
        return {
            "name": workflow.name,
            "arn": definition_arn(workflow),
            "createdAt": moment(self._founded(workflow)),
            "description": workflow.description,
            "exportConfig": {"s3BucketName": "studio-nova-act-traces"},
            "status": "ACTIVE",
        }

    def _list_runs(self, request: Request) -> Reply:
        runs = self._runs.begun(self._workflow(request), self.now)
        return self._listed(request, "workflowRunSummaries", runs, self._run_summary)

    def _get_run(self, request: Request) -> Reply:
        run = self._run_named(request)
        summary = self._run_summary(run)
        summary.pop("traceLocation")
        return {**summary, "modelId": _MODEL, "logGroupName": log_group(run.workflow)}

    def _list_sessions(self, request: Request) -> Reply:
        sessions = sessions_begun(self._run_named(request), self.now)
        return self._listed(request, "sessionSummaries", sessions, lambda one: {"sessionId": one})

    def _list_acts(self, request: Request) -> Reply:
        workflow, wanted = self._workflow(request), request.parameters
        runs: Sequence[Run] = self._runs.begun(workflow, self.now)
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
            "workflowDefinitionArn": definition_arn(workflow),
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
        for run in self._runs.begun(self._workflow(request), self.now):
            if run.id == wanted:
                return run
        raise _missing("WorkflowRun", wanted)

    def _founded(self, workflow: Workflow) -> float:
        return self._opening - (20 + workflow.number) * 86_400.0


def _trace(*parts: str) -> dict[str, str]:
    return {"locationType": "S3", "location": "/".join((_BUCKET, *parts))}


def _missing(kind: str, identifier: str) -> WireError:
    return WireError(
        "ResourceNotFoundException",
        f"{kind} {identifier} was not found.",
        resourceType=kind,
        resourceId=identifier,
    )
