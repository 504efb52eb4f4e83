"""DescribeLogGroups and DescribeLogStreams."""

from collections.abc import Mapping
from typing import Any

from app.localfarm.contract import Reply, Request, WireError
from app.localfarm.logs import arn
from app.localfarm.logs.shelf import Clock, Shelf
from app.localfarm.logs.tape import milliseconds
from app.localfarm.logs.tokens import seal, unseal

_PAGE = 50
"""Groups or streams in a page at most."""
_MOST_SORTED = 500
"""Up to so many streams are sorted by their last event; beyond, they stay newest first."""
_REFRESHED = 300.0
"""Seconds after which what a stream's summary says of a running stream is brought up to date."""


class Listing:
    """Answers the operations that list groups and streams."""

    def __init__(self, shelf: Shelf, clock: Clock, region: str, account: str) -> None:
        self._shelf = shelf
        self._clock = clock
        self._region = region
        self._account = account
        self._created = milliseconds(clock())

    def describe_log_groups(self, request: Request) -> Reply:
        """A page of the groups, by name."""
        asked = request.parameters
        prefix, part = asked.get("logGroupNamePrefix", ""), asked.get("logGroupNamePattern", "")
        if prefix and part:
            raise WireError(
                "InvalidParameterException",
                "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
            )
        groups = [name for name in self._shelf.groups() if name.startswith(prefix)]
        groups = [name for name in groups if part.lower() in name.lower()]
        page, token = _paged(f"groups\n{prefix}\n{part}", groups, asked)
        return {"logGroups": [self._group(name) for name in page], **token}

    def describe_log_streams(self, request: Request) -> Reply:
        """A page of a group's streams, by name or by their last event."""
        asked = request.parameters
        group = arn.asked_group(asked)
        prefix = asked.get("logStreamNamePrefix", "")
        by_time = asked.get("orderBy") == "LastEventTime"
        if by_time and prefix:
            raise WireError(
                "InvalidParameterException",
                "Cannot order by LastEventTime with a logStreamNamePrefix.",
            )
        names = [name for name in self._shelf.names(group) if name.startswith(prefix)]
        names = self._by_last_event(group, names) if by_time else sorted(names)
        if asked.get("descending"):
            names.reverse()
        scope = f"streams\n{group}\n{prefix}\n{by_time}\n{bool(asked.get('descending'))}"
        page, token = _paged(scope, names, asked)
        return {"logStreams": [self._stream(group, name) for name in page], **token}

    def _by_last_event(self, group: str, names: list[str]) -> list[str]:
        """Streams in order of their last event, the oldest first."""
        if len(names) > _MOST_SORTED:
            return names[::-1]
        never = milliseconds(self._clock())
        lasts = {name: self._shelf.bounds(group, name)[1] or never for name in names}
        return sorted(names, key=lambda name: (lasts[name], name))

    def _group(self, name: str) -> Mapping[str, Any]:
        """A group as DescribeLogGroups tells it."""
        address = arn.group_arn(self._region, self._account, name)
        return {
            "logGroupName": name,
            "creationTime": self._created,
            "metricFilterCount": 0,
            "arn": f"{address}:*",
            "storedBytes": 0,
            "logGroupClass": "STANDARD",
            "logGroupArn": address,
        }

    def _stream(self, group: str, name: str) -> Mapping[str, Any]:
        """A stream as DescribeLogStreams tells it.

        What it says of the last event of a stream that still runs is minutes old, as on AWS.
        """
        first, last = self._shelf.bounds(group, name)
        known = milliseconds(self._clock() // _REFRESHED * _REFRESHED)
        latest = known if last is None else last
        events = {
            "firstEventTimestamp": first,
            "lastEventTimestamp": latest,
            "lastIngestionTime": latest,
        }
        return {
            "logStreamName": name,
            "creationTime": first,
            **(events if latest >= first else {}),
            "uploadSequenceToken": f"{first:056}",
            "arn": f"{arn.group_arn(self._region, self._account, group)}:log-stream:{name}",
            "storedBytes": 0,
        }


def _paged(
    scope: str, names: list[str], asked: Mapping[str, Any]
) -> tuple[list[str], dict[str, str]]:
    """A page of names, and the member of the reply that leads to the next one."""
    start = 0
    if asked.get("nextToken") is not None:
        name, offset = unseal(scope, asked["nextToken"])
        start = names.index(name) + 1 if name in names else offset
    end = start + asked.get("limit", _PAGE)
    page = names[start:end]
    if end >= len(names):
        return page, {}
    return page, {"nextToken": seal(scope, page[-1], end)}
