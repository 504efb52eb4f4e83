"""What the service tells of what stands still, or nearly: farms, queues, fleets, budgets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.localfarm.world.job_fields import Fields, Reader
from app.localfarm.world.layout import (
    ACCOUNT,
    ADMIN,
    LICENCE_AMOUNT,
    REGION,
    Budget,
    FleetPlan,
    Queue,
)
from app.localfarm.world.stage import Fleet, Stage
from app.localfarm.world.views import moment

_TEMPLATE = """\
specificationVersion: environment-2023-09
parameterDefinitions:
- name: CondaPackages
  type: STRING
  default: ""
environment:
  name: Conda
  script:
    actions:
      onEnter: {command: conda-queue-env-enter, args: ["{{Session.WorkingDirectory}}/.env"]}
      onExit: {command: conda-queue-env-exit}
"""


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ground(Generic[T]):
    """Something of the layout, with the world in which it stands."""

    stage: Stage
    thing: T


def _made() -> dict[str, Reader]:
    """When and by whom something was made, and changed."""
    return {
        "createdAt": lambda view: moment(view.stage.founded),
        "createdBy": lambda _: ADMIN,
        "updatedAt": lambda _: None,
        "updatedBy": lambda _: None,
    }


def _role(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def _queue_status(view: Ground[Queue]) -> str:
    if view.thing.blocked:
        return "SCHEDULING_BLOCKED"
    number = view.thing.number
    return "SCHEDULING" if any(j.queue == number for j in view.stage.open.values()) else "IDLE"


def _spent(view: Ground[Budget]) -> dict[str, float]:
    budget = view.thing
    hours = (view.stage.agenda.now - view.stage.opening) / 3600
    return {"approximateDollarUsage": round(budget.spent + hours * budget.dollars_per_hour, 2)}


def _actions(_: Ground[Budget]) -> list[dict[str, object]]:
    return [
        {"type": "STOP_SCHEDULING_AND_COMPLETE_TASKS", "thresholdPercentage": 90.0},
        {"type": "STOP_SCHEDULING_AND_CANCEL_TASKS", "thresholdPercentage": 100.0},
    ]


def _configuration(plan: FleetPlan) -> Mapping[str, object]:
    if not plan.market:
        return {
            "customerManaged": {
                "mode": "NO_SCALING",
                "workerCapabilities": {
                    "vCpuCount": {"min": 16, "max": 64},
                    "memoryMiB": {"min": 65_536, "max": 262_144},
                    "osFamily": "LINUX",
                    "cpuArchitectureType": "x86_64",
                },
            }
        }
    capabilities: dict[str, object] = {
        "vCpuCount": {"min": 16, "max": 32},
        "memoryMiB": {"min": 32_768, "max": 131_072},
        "osFamily": "LINUX",
        "cpuArchitectureType": "x86_64",
        "rootEbsVolume": {"sizeGiB": 250, "iops": 3000, "throughputMiB": 125},
    }
    if plan.gpu:
        capabilities["acceleratorCapabilities"] = {
            "selections": [{"name": "a10g"}, {"name": "l4"}],
            "count": {"min": 1, "max": 1},
        }
    return {
        "serviceManagedEc2": {
            "instanceCapabilities": capabilities,
            "instanceMarketOptions": {"type": plan.market},
        }
    }


def _scaling(view: Ground[Fleet]) -> str | None:
    fleet = view.thing
    if not fleet.plan.market:
        return None
    up = len(fleet.up)
    if up == fleet.target:
        return "STEADY"
    return "GROWING" if up < fleet.target else "SHRINKING"


def _fleet_message(view: Ground[Fleet]) -> str | None:
    fleet = view.thing
    if fleet.capacity >= fleet.plan.maximum or fleet.target < fleet.capacity:
        return None
    return "There is not enough Spot capacity for the requested instance types."


def _fleet(member: str) -> Reader:
    """Reads what was set up of a fleet."""
    return lambda view: getattr(view.thing.plan, member)


FARM: Fields = {
    **_made(),
    "farmId": lambda view: view.thing.id,
    "displayName": lambda view: view.thing.name,
    "description": lambda view: view.thing.description,
    "kmsKeyArn": lambda _: (
        f"arn:aws:kms:{REGION}:{ACCOUNT}:key/11112222-3333-4444-5555-666677778888"
    ),
    "costScaleFactor": lambda _: 1.0,
}

QUEUE: Fields = {
    **_made(),
    "farmId": lambda view: view.thing.farm.id,
    "queueId": lambda view: view.thing.id,
    "displayName": lambda view: view.thing.name,
    "description": lambda view: f"Jobs of the {view.thing.name} department",
    "status": _queue_status,
    "blockedReason": lambda view: view.thing.blocked or None,
    "defaultBudgetAction": lambda view: (
        "STOP_SCHEDULING_AND_COMPLETE_TASKS" if view.thing.blocked else "NONE"
    ),
    "jobAttachmentSettings": lambda _: {
        "s3BucketName": "studio-job-attachments",
        "rootPrefix": "DeadlineCloud",
    },
    "roleArn": lambda view: _role(f"DeadlineQueue-{view.thing.name}"),
    "allowedStorageProfileIds": lambda view: [
        profile.id
        for profile in view.stage.layout.storage_profiles
        if profile.farm is view.thing.farm
    ],
    "jobRunAsUser": lambda _: {
        "posix": {"user": "job-user", "group": "job-group"},
        "runAs": "QUEUE_CONFIGURED_USER",
    },
    "schedulingConfiguration": lambda _: {"priorityBalanced": {"renderingTaskBuffer": 1}},
}

FLEET: Fields = {
    **_made(),
    "farmId": lambda view: view.thing.plan.farm.id,
    "fleetId": _fleet("id"),
    "displayName": _fleet("name"),
    "description": lambda view: f"Works for {', '.join(view.thing.plan.queues)}",
    "status": lambda _: "ACTIVE",
    "statusMessage": _fleet_message,
    "autoScalingStatus": _scaling,
    "targetWorkerCount": lambda view: view.thing.target if view.thing.plan.market else None,
    "workerCount": lambda view: len(view.thing.up),
    "minWorkerCount": lambda view: view.thing.plan.minimum if view.thing.plan.market else 0,
    "maxWorkerCount": _fleet("maximum"),
    "configuration": lambda view: _configuration(view.thing.plan),
    "capabilities": lambda _: {"attributes": [{"name": "attr.worker.site", "values": ["main"]}]},
    "roleArn": lambda view: _role(f"DeadlineFleet-{view.thing.plan.name}"),
}

BUDGET: Fields = {
    **_made(),
    "budgetId": lambda view: view.thing.id,
    "displayName": lambda view: view.thing.name,
    "description": lambda view: f"What {view.thing.queue.name} may spend",
    "status": lambda _: "ACTIVE",
    "usageTrackingResource": lambda view: {"queueId": view.thing.queue.id},
    "approximateDollarLimit": lambda view: float(view.thing.dollars),
    "usages": _spent,
    "actions": _actions,
    "schedule": lambda view: {
        "fixed": {
            "startTime": moment(view.stage.opening - 30 * 86_400),
            "endTime": moment(view.stage.opening + 60 * 86_400),
        }
    },
    "queueStoppedAt": lambda view: (
        moment(view.stage.opening - 86_400) if view.thing.queue.blocked else None
    ),
}

LIMIT: Fields = {
    **_made(),
    "farmId": lambda view: view.thing.farm.id,
    "limitId": lambda view: view.thing.id,
    "displayName": lambda view: view.thing.name,
    "description": lambda _: "Floating licences of the renderer",
    "amountRequirementName": lambda _: LICENCE_AMOUNT,
    "currentCount": lambda view: view.stage.licences.get(view.thing.id, 0),
    "maxCount": lambda view: view.thing.maximum,
}

ENVIRONMENT: Fields = {
    **_made(),
    "queueEnvironmentId": lambda view: view.thing.id,
    "name": lambda view: view.thing.name,
    "priority": lambda view: view.thing.priority,
    "templateType": lambda _: "YAML",
    "template": lambda _: _TEMPLATE,
}

STORAGE_PROFILE: Fields = {
    **_made(),
    "storageProfileId": lambda view: view.thing.id,
    "displayName": lambda view: view.thing.name,
    "osFamily": lambda view: view.thing.os_family,
    "fileSystemLocations": lambda view: [
        {"name": name, "path": path, "type": kind} for name, path, kind in view.thing.locations
    ],
}

ASSOCIATION: Fields = {
    **_made(),
    "queueId": lambda view: view.thing.queue.id,
    "fleetId": lambda view: view.thing.other,
    "limitId": lambda view: view.thing.other,
    "status": lambda _: "ACTIVE",
}
