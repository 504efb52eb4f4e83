"""Runs of a workflow of Nova Act."""

from app.resources import fields
from app.resources.level import Level, Log
from app.resources.listing import Listing
from app.resources.nova_act import NEWEST_FIRST, SERVICE, STREAMS, UUID, trace
from app.resources.status import has_ended, status_in
from app.view import plain, short_id

WORKFLOW_RUNS = Level(
    name="workflow-runs",
    noun="workflow run",
    key="workflowRunId",
    service=SERVICE,
    parent="workflow-definitions",
    within=("workflowDefinitionName",),
    shape=UUID,
    listing=Listing("ListWorkflowRuns", "workflowRunSummaries", always=NEWEST_FIRST),
    get="GetWorkflowRun",
    ended=has_ended,
    fields=(
        fields.status(status_in("status"), "status"),
        fields.identifier("workflowRunId", "RUN", width=10),
        trace(),
        fields.age("startedAt", "AGE", rank=1),
        fields.duration(),
        fields.optional(fields.age("endedAt", "ENDED")),
        fields.optional(fields.text("workflowRunArn", "ARN", 32)),
    ),
    status=status_in("status"),
    label=lambda run: plain(short_id(run["workflowRunId"])),
    log=Log(owner="workflow-runs", search=STREAMS),
)
