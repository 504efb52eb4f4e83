"""Worlds without HTTP in which something that runs says nothing any more."""

from functools import cache
from typing import Any

from app.localfarm.contract import Handlers
from app.resources.fields import seconds
from app.resources.level import Path
from tests.world_service import NOW, WorldService, still_world


@cache
def stuck_world() -> Handlers:
    """A world that stands still, in which a task got stuck fourteen minutes ago."""
    return still_world(stuck=1)


class StuckService(WorldService):
    """That world, or another one in which tasks are stuck."""

    def __init__(self, handlers: Handlers | None = None) -> None:
        super().__init__(handlers or stuck_world())

    def stuck(self) -> tuple[Path, str]:
        """The session in which an action is stuck, and the action's id."""
        queue = self.queue()
        for job in self.ask("deadline", "ListJobs", **queue)["jobs"]:
            path = {**queue, "jobId": job["jobId"]}
            for session in self.ask("deadline", "ListSessions", **path)["sessions"]:
                there = {**path, "sessionId": session["sessionId"]}
                for action in self.actions(there):
                    began = seconds(action.get("startedAt")) or NOW
                    if action["status"] == "RUNNING" and NOW - began > 800:
                        return there, action["sessionActionId"]
        raise LookupError("nothing is stuck")

    def under_way(self, job: Path) -> int:
        """How many sessions of a job have not ended."""
        sessions = self.ask("deadline", "ListSessions", **job)["sessions"]
        return sum(one.get("endedAt") is None for one in sessions)


class HangingService(StuckService):
    """A world in which a session hangs in an environment, of which a task waits for that."""

    def __init__(self, kind: str = "envEnter", others: int = 0) -> None:
        """So many `others` of the job's tasks run meanwhile."""
        super().__init__()
        self._session, self._action_id = super().stuck()
        self._kind = kind
        self._others = others
        for operation in ("ListSessionActions", "BatchGetSessionAction"):
            self.change(operation, self._enter)
        self.change("SearchTasks", self._leave_out)
        self.change("GetJob", self._count)

    def stuck(self) -> tuple[Path, str]:
        return self._session, self._action_id

    def _enter(self, answer: dict[str, Any]) -> None:
        """It was done once before, so that it is known how long that takes."""
        for action in answer["sessionActions"]:
            is_stuck = action["sessionActionId"] == self._action_id
            if is_stuck or "envEnter" in action["definition"]:
                action["definition"] = {self._kind: {"environmentId": "QUEUE:queue-1:Conda"}}

    def _leave_out(self, answer: dict[str, Any]) -> None:
        running = [task for task in answer["tasks"] if task["runStatus"] == "RUNNING"]
        others = [t for t in running if t["latestSessionActionId"] != self._action_id]
        done = [task for task in answer["tasks"] if task not in running]
        answer["tasks"] = [*done, *others[: self._others]]
        answer["totalResults"] = len(answer["tasks"])

    def _count(self, answer: dict[str, Any]) -> None:
        counts = {"SUCCEEDED": 9, "RUNNING": self._others, "ASSIGNED": 1}
        answer["taskRunStatusCounts"] = counts
