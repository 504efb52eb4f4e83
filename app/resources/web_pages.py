"""The pages on which a thing is seen in a browser: the studio's own monitor, or AWS's console."""

from urllib.parse import quote, urlencode

from app.resources.level import Path
from app.resources.workflow_definitions import WORKFLOW_DEFINITIONS

# Documented: a monitor is at https://SUBDOMAIN.REGION.deadlinecloud.amazonaws.com, as GetMonitor's
# `url` says, and the console's home at https://REGION.console.aws.amazon.com/deadlinecloud/home.
# Not in the manuals, but in AWS's own `deadline` client: a monitor's pages have the farm's Region,
# farms and queues in the path, job, step and task in the query. No page of a fleet, a worker or a
# session is known, so those lead to what they are a part of.
# Documented nowhere: what stands behind the console's `#`. For a farm it is seen in published
# samples; that it goes on likewise for queues and jobs is supposed. For a workflow definition of
# Nova Act, Amazon's own SDK has it; no page of a run, a session or an act is known.

_FOLDERS = {"farmId": "farms", "queueId": "queues", "jobId": "jobs"}
_CHOSEN = ("jobId", "stepId", "taskId")

_CONSOLES = {"us-gov-": "console.amazonaws-us-gov.com", "cn-": "console.amazonaws.cn"}
"""The consoles of the partitions that have one of their own, by how their Regions begin."""


def monitor_page(monitor_url: str, region: str, ids: Path) -> str:
    """The page of the thing that `ids` lead to, in the monitor that is at `monitor_url`.

    `region` is the farm's, which need not be the monitor's.
    """
    base = monitor_url.rstrip("/")
    if "farmId" not in ids:
        return f"{base}/farms"
    path = _path(ids, ("farmId", "queueId"))
    chosen = {key: ids[key] for key in _CHOSEN if key in ids} if "queueId" in ids else {}
    return f"{base}/{region}{path}{'?' if chosen else ''}{urlencode(chosen)}"


def console_page(region: str, ids: Path) -> str:
    """The page of the thing that `ids` lead to, or of what it is a part of, in the console."""
    path = _path(ids, tuple(_FOLDERS)) or "/"
    return f"https://{region}.{_console(region)}/deadlinecloud/home?region={region}#{path}"


def workflow_page(region: str, ids: Path) -> str:
    """The page of the workflow definition that `ids` lead to or through, in the console."""
    name = quote(ids[WORKFLOW_DEFINITIONS.key])
    return f"https://{region}.{_console(region)}/nova-act/home#/workflow-definitions/{name}"


def _console(region: str) -> str:
    own = (host for begins, host in _CONSOLES.items() if region.startswith(begins))
    return next(own, "console.aws.amazon.com")


def _path(ids: Path, keys: tuple[str, ...]) -> str:
    """`/farms/farm-…/queues/queue-…`, as far as there are ids."""
    return "".join(f"/{_FOLDERS[key]}/{quote(ids[key])}" for key in keys if key in ids)
