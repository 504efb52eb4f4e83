"""Who signed a call, and for which service. The signature itself is not checked."""

import re
from dataclasses import dataclass

from app.localfarm.wire.message import Call

_CREDENTIAL = re.compile(r"AWS4-\S+ .*?Credential=([^/\s,]+)/([^\s,]+)/aws4_request")


@dataclass(frozen=True, slots=True)
class Signer:
    """The credential scope of a signature, as far as it matters here."""

    access_key: str
    service: str
    """The signing name of the service that is meant."""


def signer(call: Call) -> Signer | None:
    """Who signed a call; None where nobody did."""
    found = _CREDENTIAL.match(call.header("authorization") or "")
    if found is None:
        return None
    access_key, scope = found.groups()
    return Signer(access_key, scope.rsplit("/", 1)[-1])
