"""A world in small, for the tests of the embedded farm's logs: what it does is known beforehand."""

from copy import deepcopy

from app.localfarm.contract import Action, Session, Worker

T0 = 1_795_303_900.0
"""When things begin, in seconds since the epoch."""

FARM = "farm-" + "a" * 32
QUEUE = "queue-" + "b" * 32
FLEET = "fleet-" + "c" * 32
WORKER = "worker-" + "d" * 32
HEX = "1234567890abcdef" * 2
QUEUE_GROUP = f"/aws/deadline/{FARM}/{QUEUE}"
FLEET_GROUP = f"/aws/deadline/{FARM}/{FLEET}"


def action(number: int, kind: str, started: float, ended: float, **more: object) -> Action:
    """An action that runs from `started` to `ended`, in seconds after `T0`."""
    made = Action(
        f"sessionaction-{HEX}-{number}",
        kind,
        "SUCCEEDED",
        environment="Conda" if kind.startswith("env") else "",
        started_at=T0 + started,
        ended_at=T0 + ended,
        planned_end=T0 + ended,
    )
    if kind == "taskRun":
        made.step_id, made.task_id = f"step-{HEX}", f"task-{HEX}-{number}"
        made.parameters = {"Frame": ("INT", str(1000 + number))}
    for name, value in more.items():
        setattr(made, name, value)
    return made


def session(actions: list[Action], ended: float | None = None, number: int = 0) -> Session:
    """A session that begins at `T0` and ends so many seconds later."""
    identifier = f"session-{number:02x}{HEX[2:]}"
    end = None if ended is None else T0 + ended
    job = "job-" + "e" * 32
    return Session(identifier, FARM, QUEUE, job, FLEET, WORKER, "ip-10-0-3-17", T0, end, actions)


def worker(sessions: list[Session], ended: float | None = None, ended_by: str = "") -> Worker:
    """A worker that starts half a minute before `T0`."""
    end = None if ended is None else T0 + ended
    return Worker(WORKER, FARM, FLEET, "ip-10-0-3-17", T0 - 30, end, ended_by, sessions)


def reveal_session(record: Session, whole: Session, now: float) -> None:
    """Brings a record to what it was at `now`, where `whole` is what it will have become."""
    record.ended_at = whole.ended_at if _past(whole.ended_at, now) else None
    for number, planned in enumerate(whole.actions):
        if number == len(record.actions):
            record.actions.append(Action(planned.id, planned.kind, "ASSIGNED"))
        known, over = record.actions[number], _past(planned.ended_at, now)
        if not _past(planned.started_at, now):
            if planned.started_at is None and record.ended_at is not None:
                known.status = planned.status
            return
        for name in Action.__slots__:
            setattr(known, name, deepcopy(getattr(planned, name)))
        if not over:
            known.status, known.failure, known.message = "RUNNING", "", ""
            known.ended_at = known.exit_code = None


def reveal_worker(record: Worker, whole: Worker, now: float) -> None:
    """Brings a record to what it was at `now`, where `whole` is what it will have become."""
    over = _past(whole.ended_at, now)
    record.ended_at = whole.ended_at if over else None
    record.ended_by = whole.ended_by if over else ""
    for number, planned in enumerate(whole.sessions):
        if planned.started_at > now:
            return
        if number == len(record.sessions):
            record.sessions.append(blank_session(planned))
        reveal_session(record.sessions[number], planned, now)


def blank_session(whole: Session) -> Session:
    """A session of which nothing is known yet but that it has begun."""
    record = deepcopy(whole)
    record.actions, record.ended_at = [], None
    return record


def _past(moment: float | None, now: float) -> bool:
    return moment is not None and moment <= now


class FakeWorld:
    """What the log store needs to know of a world: sessions, workers and Nova Act streams."""

    def __init__(self) -> None:
        self.now = T0
        self.sessions: dict[str, Session] = {}
        self.workers: dict[str, Worker] = {}
        self.acts: dict[str, list[tuple[int, str]]] = {}
        self.unlisted: set[str] = set()
        """Streams that are there but not listed."""

    def clock(self) -> float:
        """The time, which only a test moves."""
        return self.now

    def session_for_stream(self, group: str, stream: str) -> Session | None:
        """The session that writes a stream."""
        return self.sessions.get(stream) if group == QUEUE_GROUP else None

    def worker_for_stream(self, group: str, stream: str) -> Worker | None:
        """The worker that writes a stream."""
        return self.workers.get(stream) if group == FLEET_GROUP else None

    def act_log(self, group: str, stream: str) -> list[tuple[int, str]] | None:
        """The lines of a Nova Act stream."""
        return self.acts.get(stream) if group == "/nova/acts" else None

    def streams(self, group: str) -> list[str]:
        """The streams of a group, the newest first."""
        names = {
            QUEUE_GROUP: list(self.sessions),
            FLEET_GROUP: list(self.workers),
            "/nova/acts": list(self.acts),
        }
        return [name for name in names.get(group, [])[::-1] if name not in self.unlisted]

    def groups(self) -> list[str]:
        """Every log group."""
        return [QUEUE_GROUP, FLEET_GROUP, "/nova/acts"]
