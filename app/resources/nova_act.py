"""What all levels of Nova Act share.

Its lists come in the order that they are asked for, its ids have no prefix, and its log groups are
in its own Region. Source: botocore's model of nova-act.
"""

from app.resources.level import Field, IdShape, Item, StreamSearch
from app.view import Cell, Column, Tone, plain

SERVICE = "nova-act"

NEWEST_FIRST = {"sortOrder": "Descending"}

UUID = IdShape(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "01234567-89ab-4cde-8f01-23456789abcd")
"""How the ids of runs, sessions and acts read."""

STREAMS = StreamSearch(told_by="workflow-runs", member="logGroupName", service=f"logs@{SERVICE}")
"""Where the logs of a run are: it may have none, and the names of streams are not documented."""


def trace() -> Field:
    """Where in S3 the trace is."""

    def cell(item: Item) -> Cell:
        place = (item.get("traceLocation") or {}).get("location")
        return Cell(plain(str(place)), Tone.MUTED) if place else Cell()

    return Field(Column("trace", "TRACE", 12, grows=True), cell, ("traceLocation",))
