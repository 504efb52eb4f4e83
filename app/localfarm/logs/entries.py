"""The entries of a worker's log, as deadline-cloud-worker-agent 0.29.0 writes them, in JSON."""

import json
from collections.abc import Mapping
from typing import Any

from app.localfarm.contract import Action, Session, Worker

_SITE = "/opt/deadline/lib/python3.11/site-packages"
_PYTHON = "3.11.7 (main, May  9 2026, 07:35:25) [GCC 12.2.0]"
_ACTION_SIGNS = {"Start": "🟢", "Cancel": "🟨", "Interrupt": "🟨", "End": "🟣"}
_KINDS = {
    "envEnter": "EnvEnter",
    "envExit": "EnvExit",
    "taskRun": "TaskRun",
    "syncInputJobAttachments": "JobAttachSyncInput",
}

NOTICE = (
    "The content and formatting of structured log records that do not have a 'type' field may "
    "change at any time and without warning and must not be relied upon for programmatic log "
    "queries."
)
"""The first entry of every worker's log."""


def entry(level: str = "INFO", **fields: Any) -> str:
    """One entry; `ti` is the agent's own sign for the type."""
    return json.dumps({"level": level, **fields}, ensure_ascii=False)


def agent_info() -> str:
    """What runs the worker."""
    return entry(
        type="AgentInfo",
        platform="linux",
        python={"interpreter": "/opt/deadline/bin/python3", "version": _PYTHON},
        agent={"version": "0.29.0", "installedAt": _SITE, "runningAs": "deadline-worker"},
        dependencies={
            "openjd.model": "0.9.0",
            "openjd.sessions": "0.10.7",
            "deadline.job_attachments": "0.54.3",
        },
    )


def credentials(worker: Worker, scheduled: str) -> str:
    """When the worker's credentials will be refreshed."""
    return entry(
        ti="🔑",
        type="AWSCreds",
        subtype="Refresh",
        message="Refresh scheduled.",
        scheduled_time=scheduled,
        resource=worker.id,
    )


def metrics(figures: Mapping[str, str]) -> str:
    """What the host is doing."""
    return entry(ti="📊", type="Metrics", subtype="System", **figures)


def call(worker: Worker, operation: str, path: str, params: Mapping[str, Any]) -> str:
    """A request to the service."""
    own = f"farms/{worker.farm_id}/fleets/{worker.fleet_id}/workers/{worker.id}"
    return entry(
        ti="📤",
        type="API",
        subtype="Req",
        operation=f"deadline:{operation}",
        params=params,
        request_url=f"https://scheduling.deadline.us-west-2.amazonaws.com/2023-10-12/{own}{path}",
        resource={
            "farm-id": worker.farm_id,
            "fleet-id": worker.fleet_id,
            "worker-id": worker.id,
        },
    )


def answer(operation: str, params: Mapping[str, Any], request_id: str) -> str:
    """What the service answered."""
    return entry(
        ti="📥",
        type="API",
        subtype="Resp",
        operation=f"deadline:{operation}",
        status_code=200,
        params=params,
        request_id=request_id,
    )


def of_session(
    session: Session, subtype: str, message: str, level: str = "INFO", **more: Any
) -> str:
    """What happens to a session."""
    return entry(
        level,
        ti="🔷",
        type="Session",
        subtype=subtype,
        session_id=session.id,
        message=message,
        **more,
        queue_id=session.queue_id,
        job_id=session.job_id,
    )


def of_action(session: Session, action: Action, subtype: str, message: str, **more: Any) -> str:
    """What happens to a session action."""
    parts = {"step_id": action.step_id, "task_id": action.task_id}
    return entry(
        ti=_ACTION_SIGNS[subtype],
        type="Action",
        subtype=subtype,
        session_id=session.id,
        action_id=action.id,
        kind=_KINDS.get(action.kind, action.kind),
        message=message,
        **more,
        queue_id=session.queue_id,
        job_id=session.job_id,
        **{name: part for name, part in parts.items() if part},
    )


def status(worker: Worker, word: str) -> str:
    """The worker's new status."""
    return entry(
        ti="💻",
        type="Worker",
        subtype="Status",
        message=f"Status set to {word}.",
        farm_id=worker.farm_id,
        fleet_id=worker.fleet_id,
        worker_id=worker.id,
    )
