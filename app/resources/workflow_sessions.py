"""Sessions of a run of a workflow of Nova Act: one browser each.

The service has no more than their ids; how they are doing follows from their acts.
"""

from collections.abc import Sequence

from app.resources import fields
from app.resources.level import Field, Item, Level, Log, Rollup
from app.resources.listing import Listing
from app.resources.nova_act import NEWEST_FIRST, SERVICE, STREAMS, UUID
from app.resources.status import has_ended, status_in
from app.resources.workflow_acts import ACTS
from app.view import Align, Cell, Column, Tone, plain, short_id

URGENCY = ("PENDING_HUMAN_ACTION", "PENDING_CLIENT_ACTION")
"""What acts wait for, the most urgent first: a session with such an act waits for it as well."""

IDLE = "IDLE"
"""Our own word for a session with no act under way, while its run goes on."""

FAILED = frozenset({"FAILED", "TIMED_OUT"})
"""How acts end that failed."""


def digest(acts: Sequence[Item], is_whole: bool) -> Item:
    """What the acts of a session tell of it, the newest first.

    It is doing what an act does that is under way; else it ended as the last one did, unless its
    run goes on.
    """
    if not acts:
        return {}
    newest = max(acts, key=lambda act: act["startedAt"])
    under_way = [act for act in acts if not has_ended(act)]
    status = min((act["status"] for act in under_way), key=_urgency, default=newest["status"])
    ends = {} if under_way else {"endedAt": max(act["endedAt"] for act in acts)}
    start = {"startedAt": min(act["startedAt"] for act in acts)} if is_whole else {}
    return {
        "status": status,
        "actCount": len(acts),
        "failedActCount": sum(act["status"] in FAILED for act in acts),
        "hasAllActs": is_whole,
        **start,
        **ends,
    }


def _urgency(status: str) -> int:
    return URGENCY.index(status) if status in URGENCY else len(URGENCY)


def _settled(session: Item, run: Item) -> Item:
    """The session of a run: while the run goes on, another act may begin.

    Between two of them it has the end of the last one, so that its time stands still.
    """
    if not has_ended(run):
        idle = {"status": IDLE} if has_ended(session) else {}
        return {**{k: v for k, v in session.items() if k != "runEndedAt"}, **idle}
    return {"endedAt": run["endedAt"], **session, "runEndedAt": run["endedAt"]}


def _acts(session: Item) -> Cell:
    count = session.get("actCount")
    if count is None:
        return Cell()
    return Cell(f"{count:,}" if session.get("hasAllActs") else f"{count:,}+", order=count)


def _failed(count: int) -> Tone:
    return Tone.BAD if count else Tone.MUTED


WORKFLOW_SESSIONS = Level(
    name="workflow-sessions",
    noun="workflow session",
    key="sessionId",
    service=SERVICE,
    parent="workflow-runs",
    shape=UUID,
    listing=Listing("ListSessions", "sessionSummaries", always=NEWEST_FIRST),
    get=None,
    details=Rollup(
        of=ACTS,
        digest=digest,
        members=(
            "status",
            "actCount",
            "failedActCount",
            "hasAllActs",
            "startedAt",
            "endedAt",
        ),
        settled=_settled,
    ),
    ended=lambda session: session.get("runEndedAt") is not None,
    fields=(
        fields.status(status_in("status"), "status", width=23),
        fields.identifier("sessionId", "SESSION", width=10, grows=True),
        Field(
            Column("acts", "ACTS", 6, Align.RIGHT, greatest_first=True),
            _acts,
            ("actCount", "hasAllActs"),
        ),
        fields.number("failedActCount", "FAIL", 5, tone=_failed),
        fields.age("startedAt", "AGE", rank=1),
        fields.duration(),
        fields.optional(fields.age("endedAt", "ENDED")),
    ),
    status=status_in("status"),
    label=lambda session: plain(short_id(session["sessionId"])),
    log=Log(owner="workflow-sessions", search=STREAMS),
)
