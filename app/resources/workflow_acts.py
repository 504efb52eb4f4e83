"""Acts of a session of Nova Act: what the agent was told to do, one after the other."""

from app.resources import fields
from app.resources.level import Level, Log
from app.resources.listing import Listing
from app.resources.nova_act import NEWEST_FIRST, SERVICE, STREAMS, UUID, trace
from app.resources.status import has_ended, status_in
from app.view import plain, short_id

ACTS = Level(
    name="acts",
    noun="act",
    key="actId",
    service=SERVICE,
    parent="workflow-sessions",
    shape=UUID,
    listing=Listing(
        "ListActs", "actSummaries", always=NEWEST_FIRST, optional=frozenset({"sessionId"})
    ),
    get=None,
    relisted=True,
    ended=has_ended,
    fields=(
        fields.status(status_in("status"), "status", width=23),
        fields.identifier("actId", "ACT", width=10),
        trace(),
        fields.age("startedAt", "AGE", rank=1),
        fields.duration(),
        fields.optional(fields.age("endedAt", "ENDED")),
    ),
    status=status_in("status"),
    label=lambda act: plain(short_id(act["actId"])),
    log=Log(owner="workflow-sessions", search=STREAMS),
)
