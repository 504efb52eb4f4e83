"""Profiles that Deadline Cloud monitor wrote, and what its managed policies ask of a caller."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

PRINCIPAL_OPERATIONS = frozenset({"ListFarms", "ListFleets", "ListJobs", "ListQueues"})
"""The operations of Deadline Cloud that the managed policies allow only for one's own principal."""

ADVISORY_WINDOW = 300
MANDATORY_WINDOW = 150
"""Seconds before they expire at which credentials should and must be refreshed.

The monitor's credentials last 15 minutes and take seconds to make. botocore's own windows are 15
and 10 minutes: with them every call would make new ones. Source: the `deadline` package.
"""


class Monitor(Struct, frozen=True):
    """Who has logged in to which monitor."""

    monitor_id: str
    user_id: str


def read_monitor(profile: Mapping[str, Any]) -> Monitor | None:
    """The login that an AWS profile holds, or None where another program wrote the profile."""
    monitor_id, user_id = profile.get("monitor_id"), profile.get("user_id")
    if not monitor_id or not user_id:
        return None
    return Monitor(monitor_id, user_id)


def with_principal(
    monitor: Monitor | None, service: str, operation: str, parameters: Mapping[str, object]
) -> dict[str, object]:
    """The parameters of a call, with the caller's principal where the policies ask for it."""
    if monitor is None or service != "deadline" or operation not in PRINCIPAL_OPERATIONS:
        return dict(parameters)
    return {"principalId": monitor.user_id, **parameters}


def suit_refresh_windows(credentials: Any) -> None:
    """Narrows the windows in which botocore refreshes what a `credential_process` gives.

    A monitor's is one; others are not harmed by being asked a little later.

    botocore takes the windows as arguments only where the credentials are built, and its provider
    of `credential_process` passes none; so they are set where the `deadline` package sets them.
    """
    if getattr(credentials, "method", None) == "custom-process":
        credentials._advisory_refresh_timeout = ADVISORY_WINDOW
        credentials._mandatory_refresh_timeout = MANDATORY_WINDOW
