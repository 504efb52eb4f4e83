"""What the service tells of sessions, session actions and workers, member by member."""

from collections.abc import Mapping

from app.localfarm.contract import Action
from app.localfarm.logs.wording import status_text
from app.localfarm.world.job_fields import Fields, tagged
from app.localfarm.world.layout import ACCOUNT, REGION
from app.localfarm.world.views import ActionView, SessionView, moment

BETWEEN = 0.002
"""Seconds from the end of an action to the beginning of the next."""


def log_configuration(group: str, stream: str) -> dict[str, object]:
    """Where a session or a worker logs."""
    return {
        "logDriver": "awslogs",
        "options": {"logGroupName": group, "logStreamName": stream},
        "parameters": {"interval": "15"},
    }


def host_properties(host: str, ip_address: str, instance_type: str, key: str) -> dict[str, object]:
    """What is known of a worker's host; `key` makes the instance's id."""
    properties: dict[str, object] = {
        "ipAddresses": {"ipV4Addresses": [ip_address], "ipV6Addresses": []},
        "hostName": host,
    }
    if instance_type:
        instance = f"i-0{key[-16:]}"
        properties["ec2InstanceArn"] = f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/{instance}"
        properties["ec2InstanceType"] = instance_type
    return properties


def _worker_log(view: SessionView) -> dict[str, object]:
    session = view.session
    plans = view.row.stage.layout.fleets
    fleet = next(plan for plan in plans if plan.id == session.fleet_id)
    return log_configuration(fleet.log_group, session.worker_id)


def _lifecycle(view: SessionView) -> str:
    if view.session.ended_at is not None:
        return "ENDED"
    return "UPDATE_IN_PROGRESS" if view.session.target else "STARTED"


SESSION: Fields = {
    "farmId": lambda view: view.session.farm_id,
    "queueId": lambda view: view.session.queue_id,
    "jobId": lambda view: view.session.job_id,
    "sessionId": lambda view: view.session.id,
    "fleetId": lambda view: view.session.fleet_id,
    "workerId": lambda view: view.session.worker_id,
    "startedAt": lambda view: moment(view.session.started_at),
    "endedAt": lambda view: moment(view.session.ended_at),
    "lifecycleStatus": _lifecycle,
    "targetLifecycleStatus": lambda view: view.session.target,
    "updatedAt": lambda view: moment(view.session.updated_at),
    "updatedBy": lambda view: view.session.updated_by,
    "log": lambda view: log_configuration(view.row.queue.log_group, view.session.id),
    "workerLog": _worker_log,
    "hostProperties": lambda view: host_properties(
        view.session.host,
        view.session.ip_address,
        view.session.instance_type,
        view.session.worker_id,
    ),
}


def _definition(view: ActionView) -> Mapping[str, object]:
    action = view.action
    members: dict[str, object]
    if action.kind == "taskRun":
        members = {
            "taskId": action.task_id,
            "stepId": action.step_id,
            "parameters": tagged(action.parameters),
        }
    elif action.kind == "syncInputJobAttachments":
        members = {"stepId": action.step_id} if action.step_id else {}
    else:
        members = {"environmentId": action.environment_id}
    return {action.kind: members}


def _began(action: Action) -> float | None:
    """When a worker says that an action began: a moment after the last line of the one before."""
    if action.started_at is None:
        return None
    began = action.started_at + BETWEEN
    return began if action.ended_at is None else min(began, action.ended_at)


def _progress(view: ActionView) -> float | None:
    if view.action.started_at is None:
        return None
    return view.action.progress(view.row.stage.agenda.now)


def _message(view: ActionView) -> str | None:
    action = view.action
    if action.started_at is None:
        return None
    if action.ended_at is None and action.kind == "taskRun":
        return status_text(action, action.progress(view.row.stage.agenda.now))
    return action.message or None


def _updated(view: ActionView) -> float | None:
    """The worker reports every few seconds while an action runs."""
    if view.action.started_at is None or view.action.ended_at is not None:
        return view.action.ended_at
    return view.row.stage.agenda.now


def _acquired(view: ActionView) -> list[dict[str, object]]:
    limit = view.session.limits.get(view.action.id)
    return [] if limit is None else [{"limitId": limit, "count": 1}]


def _manifests(view: ActionView) -> list[dict[str, str]] | None:
    """One for each manifest of a task's job, in their order; empty where nothing was put out."""
    action = view.action
    if action.kind != "taskRun" or action.status != "SUCCEEDED" or view.row.index % 3:
        return None
    path = f"{action.step_id}/{action.task_id}/{action.id}/manifest_output"
    return [{"outputManifestPath": path, "outputManifestHash": view.session.id[8:]}]


ACTION: Fields = {
    "farmId": lambda view: view.session.farm_id,
    "queueId": lambda view: view.session.queue_id,
    "jobId": lambda view: view.session.job_id,
    "sessionActionId": lambda view: view.action.id,
    "sessionId": lambda view: view.session.id,
    "status": lambda view: view.action.status,
    "startedAt": lambda view: moment(_began(view.action)),
    "endedAt": lambda view: moment(view.action.ended_at),
    "workerUpdatedAt": lambda view: moment(_updated(view)),
    "progressPercent": _progress,
    "progressMessage": _message,
    "processExitCode": lambda view: view.action.exit_code,
    "acquiredLimits": _acquired,
    "manifests": _manifests,
    "definition": _definition,
}

WORKER: Fields = {
    "farmId": lambda view: view.worker.farm_id,
    "fleetId": lambda view: view.worker.fleet_id,
    "workerId": lambda view: view.worker.id,
    "status": lambda view: view.worker.status,
    "hostProperties": lambda view: host_properties(
        view.worker.host, view.worker.ip_address, view.worker.instance_type, view.worker.id
    ),
    "log": lambda view: log_configuration(view.fleet.plan.log_group, view.worker.id),
    "createdAt": lambda view: moment(view.worker.started_at),
    "createdBy": lambda _: "deadline.amazonaws.com",
    "updatedAt": lambda view: moment(view.worker.updated_at),
    "updatedBy": lambda view: "deadline.amazonaws.com" if view.worker.updated_at else None,
}
