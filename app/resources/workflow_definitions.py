"""Workflow definitions of Nova Act: what an agent in a browser is to do."""

from app.resources import fields
from app.resources.level import IdShape, Level
from app.resources.listing import Listing
from app.resources.nova_act import NEWEST_FIRST, SERVICE
from app.resources.status import status_in
from app.view import plain

WORKFLOW_DEFINITIONS = Level(
    name="workflow-definitions",
    noun="workflow definition",
    key="workflowDefinitionName",
    service=SERVICE,
    shape=IdShape(r"[a-zA-Z0-9_-]{1,40}", "order-stock-footage"),
    listing=Listing("ListWorkflowDefinitions", "workflowDefinitionSummaries", always=NEWEST_FIRST),
    get="GetWorkflowDefinition",
    fields=(
        fields.status(status_in("status"), "status"),
        fields.text("workflowDefinitionName", "NAME", 24, grows=True),
        fields.age("createdAt"),
        fields.optional(fields.text("workflowDefinitionArn", "ARN", 32)),
    ),
    status=status_in("status"),
    label=lambda definition: plain(definition["workflowDefinitionName"]),
)
