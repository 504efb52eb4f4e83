"""Writes the log of a worker: what its agent does, as far as time and the worker have got."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from app.localfarm.contract import Action, Session, Worker
from app.localfarm.logs import entries, host, wording
from app.localfarm.logs.failures import Ending, failure_of
from app.localfarm.logs.story import Story, Telling, runs
from app.localfarm.logs.tape import Line, milliseconds

_METRICS_EVERY = 60.0
"""Seconds between two entries about the host."""
_SPOT_NOTICE = timedelta(minutes=2)
"""How long before it reclaims an instance EC2 gives notice."""


class WorkerScript:
    """Writes what the worker agent sends of itself: a `contract.Script`."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._arrival = _Arrival(worker)
        self._sessions: dict[str, _SessionPart] = {}
        self._metrics = _Metrics(worker)
        self._farewell = _Farewell(worker)

    @property
    def finished(self) -> bool:
        """Whether no line can follow any more."""
        return self._farewell.finished and all(part.finished for part in self._sessions.values())

    def lines(self, until: float) -> Iterator[Line]:
        """The lines that are new since the last call, up to `until` in seconds since the epoch."""
        for session in self._worker.sessions:
            if session.id not in self._sessions:
                self._sessions[session.id] = _SessionPart(self._worker, session)
        parts: list[Story] = [
            self._arrival,
            *self._sessions.values(),
            self._metrics,
            self._farewell,
        ]
        told = [line for part in parts if not part.finished for line in part.lines(until)]
        return iter(sorted(told, key=lambda line: line[0]))


class _Arrival(Story):
    """What the agent says when it starts."""

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker

    def tell(self) -> Telling:
        worker = self._worker
        refresh = datetime.fromtimestamp(int(worker.started_at) + 2_700, UTC).isoformat()
        yield from self.at(
            worker.started_at,
            (
                entries.entry("WARNING", message=entries.NOTICE),
                entries.agent_info(),
                entries.credentials(worker, refresh),
                entries.status(worker, "STARTED"),
            ),
        )


class _Metrics(Story):
    """What the agent says of the host, once a minute."""

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker

    def tell(self) -> Telling:
        worker = self._worker
        moment = worker.started_at + 0.01
        while worker.ended_at is None or moment < worker.ended_at:
            if milliseconds(moment) > self.until:
                yield None
            else:
                yield milliseconds(moment), entries.metrics(host.figures(worker, moment))
                moment += _METRICS_EVERY


class _Farewell(Story):
    """What the agent says when the worker goes; nothing where it crashed."""

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker

    def tell(self) -> Telling:
        worker = self._worker
        while worker.ended_at is None:
            yield None
        if worker.ended_by != "crashed":
            ways = {"reclaimed": _reclaimed}
            yield from self.at(worker.ended_at, ways.get(worker.ended_by, _shut_down)(worker))


class _SessionPart(Story):
    """What the agent says of one session."""

    def __init__(self, worker: Worker, session: Session) -> None:
        super().__init__()
        self._worker = worker
        self._session = session

    def tell(self) -> Telling:
        session = self._session
        yield from self.at(session.started_at, _opening(session))
        lost = False
        for action in runs(session):
            if action is None:
                yield None
                continue
            started = action.started_at or 0.0
            yield from self.at(started, _start(session, action))
            runtime = f"Command started as pid: {wording.pid(action)}"
            yield from self.at(started + 0.009, (_runtime(session, runtime),))
            yield from self.until_ended(action)
            yield from self.at(action.ended_at, _end(self._worker, session, action))
            lost = failure_of(action).ending is Ending.SILENCE
        if not lost:
            complete = entries.of_session(session, "Complete", "Session complete.")
            yield from self.at(session.ended_at, (complete,))


def _opening(session: Session) -> Iterator[str]:
    """A session is assigned and set up."""
    about = entries.of_session
    group = f"/aws/deadline/{session.farm_id}/{session.queue_id}"
    assigned = {
        session.id: {
            "queueId": session.queue_id,
            "jobId": session.job_id,
            "logConfiguration": {
                "logDriver": "awslogs",
                "options": {"logGroupName": group, "logStreamName": session.id},
                "parameters": {"interval": "15"},
            },
        }
    }
    yield _schedule({"assignedSessions": assigned}, session.id)
    yield about(session, "Starting", "Starting new Session.")
    yield about(session, "User", "Running as the configured user.", user="job-user")
    yield about(session, "AWSCreds", "AWS Credentials are available.")
    yield about(
        session,
        "Logs",
        "Logs streamed to: AWS CloudWatch Logs.",
        log_dest=f"{group}/{session.id}",
    )
    local = f"/var/log/amazon/deadline/{session.queue_id}/{session.id}.log"
    yield about(session, "Logs", "Logs streamed to: local file.", log_dest=local)
    yield about(session, "Info", "Warming Job Entity Cache")
    yield about(session, "Info", "Fully warmed Job Entity Cache")


def _start(session: Session, action: Action) -> Iterator[str]:
    """An action is taken from the queue and started."""
    yield entries.of_session(
        session,
        "Add",
        "Appended new SessionActions.",
        action_ids=[action.id],
        queued_action_count=1,
    )
    yield entries.of_action(session, action, "Start", "Action started.")


def _end(worker: Worker, session: Session, action: Action) -> Iterator[str]:
    """An action has ended, and the service is told."""
    failure = failure_of(action)
    moment = action.ended_at or 0.0
    succeeded = action.status == "SUCCEEDED"
    if not succeeded and failure.ending is Ending.SILENCE:
        return
    if not succeeded and failure.ending is Ending.INTERRUPT:
        yield from _spot_notice(moment)
    if not succeeded and failure.ending in (Ending.CANCEL, Ending.INTERRUPT, Ending.TIMEOUT):
        yield entries.of_action(session, action, "Cancel", "Canceling Action.")
    if action.failure == "out-of-memory":
        yield entries.metrics(host.figures(worker, moment - 0.001, memory_percent=99.2))
    code = 0 if succeeded else wording.exit_code(action, failure)
    yield _runtime(session, wording.exit_line(action, code))
    yield entries.of_action(session, action, "End", "Action complete.", status=action.status)
    updated = {
        "startedAt": _iso(action.started_at or 0.0),
        "completedStatus": action.status,
        **({} if action.exit_code is None else {"processExitCode": action.exit_code}),
        "endedAt": _iso(moment),
    }
    updates = {"updatedSessionActions": {action.id: updated}}
    yield entries.call(worker, "UpdateWorkerSchedule", "/schedule", updates)
    yield _schedule({"assignedSessions": {}}, action.id)


def _runtime(session: Session, message: str) -> str:
    """What the session runtime says that also concerns the worker."""
    return entries.of_session(session, "Runtime", message)


def _schedule(params: dict[str, Any], identifier: str) -> str:
    """The service's answer to UpdateWorkerSchedule."""
    params = {**params, "cancelSessionActions": {}, "updateIntervalSeconds": 15}
    return entries.answer("UpdateWorkerSchedule", params, _request_id(identifier))


def _spot_notice(moment: float) -> Iterator[str]:
    """EC2 wants the instance back."""
    end = datetime.fromtimestamp(moment, UTC) + _SPOT_NOTICE
    yield entries.entry(message=f"Spot terminate happening at {end:%Y-%m-%dT%H:%M:%SZ}")
    yield entries.entry(message=f"Spot interruption detected. Termination in {_SPOT_NOTICE}")


def _reclaimed(worker: Worker) -> Iterator[str]:
    """The agent stops by itself, ahead of its instance."""
    ran = (one for session in worker.sessions for one in session.actions if one.started_at)
    if "interrupted" not in {action.failure for action in ran}:
        yield from _spot_notice(worker.ended_at or 0.0)
    yield entries.entry(message="Main event loop exited.")
    yield entries.entry(message="Draining any remaining Sessions.")
    yield entries.entry(message="Worker shutdown complete")
    yield entries.entry(message="Setting Worker state to STOPPED.")
    yield from _new_status(worker, "STOPPED")
    yield entries.entry(message="🚪 Worker Agent exiting")


def _shut_down(worker: Worker) -> Iterator[str]:
    """The service has told the worker to stop."""
    params = {"assignedSessions": {}, "desiredWorkerStatus": "STOPPED"}
    yield _schedule(params, worker.id)
    yield entries.entry("WARNING", message="Service requested shutdown initiated")
    yield entries.entry(message="Main event loop exited.")
    yield entries.entry(message="Draining any remaining Sessions.")
    yield entries.entry(
        message="The service has requested that the host be shutdown. "
        "Setting Worker state to STOPPING."
    )
    yield from _new_status(worker, "STOPPING")
    yield entries.entry(message="Shutting down the host")


def _new_status(worker: Worker, word: str) -> Iterator[str]:
    """The worker reports its status."""
    yield entries.call(worker, "UpdateWorker", "", {"status": word})
    yield entries.answer("UpdateWorker", {}, _request_id(worker.id + word))
    yield entries.status(worker, word)


def _request_id(identifier: str) -> str:
    """A request id, always the same for an id."""
    number = wording.seed(identifier)
    return str(UUID(int=number << 96 | (number * 2_654_435_761) & 0xFFFFFFFFFFFF, version=4))


def _iso(moment: float) -> str:
    """A time as the agent reports it."""
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")
