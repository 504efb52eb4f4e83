"""The roles of queues and fleets: credentials for an hour, and what they open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from app.localfarm.contract import Events, Handler, Handlers, Reply, Request, WireError
from app.localfarm.logs.arn import asked_group
from app.localfarm.world.finding import Finder, Parameters
from app.localfarm.world.ground_fields import FLEET, QUEUE
from app.localfarm.world.layout import ACCOUNT
from app.localfarm.world.views import moment

_LIFETIME = 3600.0
"""Seconds until credentials expire."""
_KEY_PREFIXES = {
    "AssumeQueueRoleForRead": "ASIAQUEUEREAD",
    "AssumeQueueRoleForUser": "ASIAQUEUEUSER",
    "AssumeFleetRoleForRead": "ASIAFLEETREAD",
}
"""How the access key ids begin that each operation gives out."""


@dataclass(frozen=True, slots=True)
class Role:
    """The role of a queue or a fleet, as somebody has assumed it."""

    name: str
    holder: str
    """The queue or fleet whose role it is."""
    log_group: str
    """The one log group that can be read with it."""

    @property
    def arn(self) -> str:
        """Who calls with it."""
        return f"arn:aws:sts::{ACCOUNT}:assumed-role/{self.name}/{self.holder}"

    def allows(self, request: Request) -> bool:
        """Whether it allows a call, as the roles do that the service's console makes."""
        called = (request.service, request.operation)
        if called == ("logs", "GetLogEvents"):
            return asked_group(request.parameters) == self.log_group
        return called == ("sts", "GetCallerIdentity")


class Roles:
    """Answers the operations that give out credentials, and says who calls."""

    def __init__(self, finder: Finder, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._given: dict[str, Role] = {}
        """By access key id: the roles whose credentials were given out."""
        self._finds: dict[str, Callable[[Parameters], Role]] = {
            "AssumeQueueRoleForRead": lambda ids: _of_queue(finder, ids),
            "AssumeQueueRoleForUser": lambda ids: _of_queue(finder, ids),
            "AssumeFleetRoleForRead": lambda ids: _of_fleet(finder, ids),
        }
        self.handlers: Mapping[tuple[str, str], Handler] = {
            **{("deadline", operation): self._assume for operation in self._finds},
            ("sts", "GetCallerIdentity"): self._identify,
        }

    def guard(self, handlers: Handlers) -> Handlers:
        """Handlers that refuse what the role that calls them does not allow."""
        return {key: self._guarded(handler) for key, handler in handlers.items()}

    def _guarded(self, handler: Handler) -> Handler:
        def answer(request: Request) -> Reply | Events:
            role = self._given.get(request.access_key or "")
            if role is not None and not role.allows(request):
                action = f"{request.service}:{request.operation}"
                raise WireError(
                    "AccessDeniedException",
                    f"User: {role.arn} is not authorized to perform: {action} "
                    f"because no identity-based policy allows the {action} action",
                )
            return handler(request)

        return answer

    def _assume(self, request: Request) -> Reply:
        role = self._finds[request.operation](request.parameters)
        number = len(self._given) + 1
        access_key = f"{_KEY_PREFIXES[request.operation]}{number:07}"
        self._given[access_key] = role
        secret = blake2b(access_key.encode(), digest_size=20).hexdigest()
        return {
            "credentials": {
                "accessKeyId": access_key,
                "secretAccessKey": secret,
                "sessionToken": f"FarmtopEmbedded{secret}",
                "expiration": moment(self._clock() + _LIFETIME),
            }
        }

    def _identify(self, request: Request) -> Reply:
        role = self._given.get(request.access_key or "")
        if role is not None:
            return {
                "UserId": f"AROAEMBEDDEDFARM0001:{role.holder}",
                "Account": ACCOUNT,
                "Arn": role.arn,
            }
        return {
            "UserId": "AIDAEMBEDDEDFARM0001",
            "Account": ACCOUNT,
            "Arn": f"arn:aws:iam::{ACCOUNT}:user/wrangler",
        }


def _of_queue(finder: Finder, ids: Parameters) -> Role:
    view = finder.queue(ids)
    return Role(_name(str(QUEUE["roleArn"](view))), view.thing.id, view.thing.log_group)


def _of_fleet(finder: Finder, ids: Parameters) -> Role:
    view = finder.fleet(ids)
    plan = view.thing.plan
    return Role(_name(str(FLEET["roleArn"](view))), plan.id, plan.log_group)


def _name(role_arn: str) -> str:
    return role_arn.rpartition("/")[2]
