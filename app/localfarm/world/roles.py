"""Credentials for an hour: who asks is given a key that says whose role it opens."""

from collections.abc import Callable, Mapping
from hashlib import blake2b

from app.localfarm.contract import Handler, Reply, Request
from app.localfarm.world.finding import Find, Finder
from app.localfarm.world.layout import ACCOUNT
from app.localfarm.world.views import moment

_KEY_PREFIXES = {
    "AssumeQueueRoleForRead": "ASIAQUEUEREAD",
    "AssumeQueueRoleForUser": "ASIAQUEUEUSER",
    "AssumeFleetRoleForRead": "ASIAFLEETREAD",
}
"""How the access key ids begin that each operation gives out."""


class Roles:
    """Answers the operations that give out credentials, and says who calls."""

    def __init__(self, finder: Finder, clock: Callable[[], float]) -> None:
        self.lifetime = 3600.0
        """Seconds until credentials expire."""
        self._clock = clock
        self._given = 0
        self._finds: dict[str, Find] = {
            "AssumeQueueRoleForRead": finder.queue,
            "AssumeQueueRoleForUser": finder.queue,
            "AssumeFleetRoleForRead": finder.fleet,
        }
        self.handlers: Mapping[tuple[str, str], Handler] = {
            **{("deadline", operation): self._assume for operation in self._finds},
            ("sts", "GetCallerIdentity"): self._identify,
        }

    def _assume(self, request: Request) -> Reply:
        self._finds[request.operation](request.parameters)
        self._given += 1
        seed = f"{request.operation}/{self._given}".encode()
        secret = blake2b(seed, digest_size=20).hexdigest()
        return {
            "credentials": {
                "accessKeyId": f"{_KEY_PREFIXES[request.operation]}{self._given:07}",
                "secretAccessKey": secret,
                "sessionToken": f"FarmtopEmbedded{secret}",
                "expiration": moment(self._clock() + self.lifetime),
            }
        }

    def _identify(self, _: Request) -> Reply:
        return {
            "UserId": "AIDAEMBEDDEDFARM0001",
            "Account": ACCOUNT,
            "Arn": f"arn:aws:iam::{ACCOUNT}:user/wrangler",
        }
