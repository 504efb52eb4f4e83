"""What the service tells of jobs, steps and tasks, member by member."""

from collections.abc import Callable, Mapping
from typing import Any

from app.localfarm.world.ids import task_id
from app.localfarm.world.kinds import Parameters, StepPlan
from app.localfarm.world.layout import LICENCE_AMOUNT
from app.localfarm.world.views import JobView, StepView, moment

Reader = Callable[[Any], object]
"""Reads a member of a record from its view; None where the service leaves the member out."""
Fields = Mapping[str, Reader]
"""Every member that any of the service's shapes of one resource has."""

_TYPES = {
    "INT": "int",
    "FLOAT": "float",
    "STRING": "string",
    "PATH": "path",
    "CHUNK_INT": "chunkInt",
}


def tagged(parameters: Parameters) -> dict[str, dict[str, str]]:
    """Parameters as the service's tagged unions: name to {type: value}."""
    return {name: {_TYPES[kind]: value} for name, (kind, value) in parameters.items()}


def _shot(row: JobView) -> str:
    return row.stage.table.name[row.index].rsplit("_v", 1)[0]


def _scene(row: JobView) -> str:
    return f"/mnt/projects/aurora/{_shot(row)}/{row.stage.table.name[row.index]}.scene"


def _frame_range(row: JobView) -> str:
    table, index = row.stage.table, row.index
    first, frames = table.first_frame[index], table.frames[index]
    return f"{first}-{first + frames - 1}" if frames > 1 else str(first)


JOB_PARAMETERS: Mapping[str, tuple[str, Callable[[JobView], str]]] = {
    "SceneFile": ("PATH", _scene),
    "Frames": ("STRING", _frame_range),
    "OutputDir": ("PATH", lambda row: f"/mnt/renders/aurora/{_shot(row)}"),
    "Samples": ("INT", lambda row: str(128 << row.stage.table.kind[row.index] % 3)),
}
"""What a job is handed in with: name to its type and how its value is read."""


def job_parameters(row: JobView) -> dict[str, dict[str, str]]:
    """The parameters a job was handed in with."""
    return {name: {_TYPES[kind]: read(row)} for name, (kind, read) in JOB_PARAMETERS.items()}


def parameter_definitions(_: JobView) -> list[dict[str, str]]:
    """The definitions of a job's parameters, as its template has them."""
    return [
        {"name": name, "type": kind, "description": f"{name} of the render"}
        for name, (kind, _) in sorted(JOB_PARAMETERS.items())
    ]


def _attachments(row: JobView) -> dict[str, object] | None:
    if row.index % 3:
        return None
    return {
        "manifests": [
            {
                "rootPath": "/mnt/projects/aurora",
                "rootPathFormat": "posix",
                "outputRelativeDirectories": ["renders"],
                "inputManifestPath": f"{row.queue.farm.id}/{row.queue.id}/Inputs/manifest_input",
                "inputManifestHash": row.id.removeprefix("job-"),
            }
        ],
        "fileSystem": "COPIED",
    }


def _parameter_space(plan: StepPlan, frames: int) -> dict[str, object]:
    names = plan.parameters(0, 1, frames)
    chunks = {
        "defaultTaskCount": max(plan.chunk, 1),
        "targetRuntimeSeconds": 0,
        "rangeConstraint": "CONTIGUOUS",
    }
    return {
        "parameters": [
            {"name": name, "type": kind, **({"chunks": chunks} if kind == "CHUNK_INT" else {})}
            for name, (kind, _) in names.items()
        ],
        "combination": "(" + ", ".join(names) + ")" if len(names) > 1 else next(iter(names)),
    }


def _capabilities(plan: StepPlan) -> dict[str, object]:
    amounts: list[dict[str, object]] = [{"name": "amount.worker.vcpu", "min": 4.0}]
    if plan.licensed:
        amounts.append({"name": LICENCE_AMOUNT, "min": 1.0})
    return {
        "attributes": [{"name": "attr.worker.os.family", "anyOf": ["linux"]}],
        "amounts": amounts,
    }


def _dependencies(view: StepView) -> dict[str, int]:
    job = view.row.job
    needed = [job.steps[number].status == "SUCCEEDED" for number in view.step.plan.after]
    consumers = len(job.consumers(view.step))
    done = view.step.status == "SUCCEEDED"
    return {
        "dependenciesResolved": sum(needed),
        "dependenciesUnresolved": len(needed) - sum(needed),
        "consumersResolved": consumers if done else 0,
        "consumersUnresolved": 0 if done else consumers,
    }


def _column(name: str) -> Reader:
    """Reads a column of the table of jobs."""
    return lambda row: getattr(row.stage.table, name)[row.index]


def _time(name: str) -> Reader:
    """Reads a column of the table that holds times."""
    return lambda row: moment(getattr(row.stage.table, name)[row.index])


def _lifecycle_message(row: JobView) -> str:
    table = row.stage.table
    usual = {"CREATE_IN_PROGRESS": "Job creation in progress"}
    message = usual.get(table.lifecycle[row.index], "Job creation completed successfully")
    return table.message.get(row.index, message)


JOB: Fields = {
    "farmId": lambda row: row.queue.farm.id,
    "queueId": lambda row: row.queue.id,
    "jobId": lambda row: row.id,
    "name": _column("name"),
    "lifecycleStatus": _column("lifecycle"),
    "lifecycleStatusMessage": _lifecycle_message,
    "priority": _column("priority"),
    "createdAt": _time("created_at"),
    "createdBy": _column("owner"),
    "updatedAt": _time("updated_at"),
    "updatedBy": _column("updated_by"),
    "startedAt": _time("started_at"),
    "endedAt": _time("ended_at"),
    "taskRunStatus": _column("status"),
    "targetTaskRunStatus": _column("target"),
    "taskRunStatusCounts": lambda row: row.stage.counts(row.index),
    "taskFailureRetryCount": _column("retries"),
    "maxFailedTasksCount": _column("max_failed"),
    "maxRetriesPerTask": _column("max_retries"),
    "maxWorkerCount": _column("max_workers"),
    "parameters": job_parameters,
    "jobParameters": job_parameters,
    "attachments": _attachments,
    "storageProfileId": lambda row: row.stage.layout.storage_profiles[0].id,
    "description": lambda row: row.stage.table.description.get(row.index),
}

STEP: Fields = {
    "farmId": lambda view: view.row.queue.farm.id,
    "queueId": lambda view: view.row.queue.id,
    "jobId": lambda view: view.row.id,
    "stepId": lambda view: view.step.id,
    "name": lambda view: view.step.plan.name,
    "lifecycleStatus": lambda _: "CREATE_COMPLETE",
    "taskRunStatus": lambda view: view.step.status,
    "taskRunStatusCounts": lambda view: dict(view.step.counts),
    "taskFailureRetryCount": lambda view: view.step.retries,
    "targetTaskRunStatus": lambda view: view.step.target,
    "createdAt": lambda view: moment(view.step.created_at),
    "createdBy": lambda view: view.row.stage.table.owner[view.row.index],
    "startedAt": lambda view: moment(view.step.started_at),
    "endedAt": lambda view: moment(view.step.ended_at),
    "updatedAt": lambda view: moment(view.step.updated_at),
    "updatedBy": lambda view: view.step.updated_by,
    "dependencyCounts": _dependencies,
    "requiredCapabilities": lambda view: _capabilities(view.step.plan),
    "parameterSpace": lambda view: _parameter_space(view.step.plan, view.step.frames),
}

TASK: Fields = {
    "farmId": lambda view: view.row.queue.farm.id,
    "queueId": lambda view: view.row.queue.id,
    "jobId": lambda view: view.row.id,
    "stepId": lambda view: view.step.id,
    "taskId": lambda view: task_id(view.step.id, view.task.number),
    "createdAt": lambda view: moment(view.step.created_at),
    "createdBy": lambda view: view.row.stage.table.owner[view.row.index],
    "runStatus": lambda view: view.task.status,
    "targetRunStatus": lambda view: view.task.target,
    "failureRetryCount": lambda view: view.task.retries,
    "startedAt": lambda view: moment(view.task.started_at),
    "endedAt": lambda view: moment(view.task.ended_at),
    "updatedAt": lambda view: moment(view.task.updated_at),
    "updatedBy": lambda view: view.task.updated_by,
    "latestSessionActionId": lambda view: view.task.latest_action,
    "parameters": lambda view: tagged(view.step.parameters(view.task)),
}
