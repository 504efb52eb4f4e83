"""One AWS session and everything that is asked of it."""

import json
import os
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from botocore import xform_name
from msgspec import Struct

from app.aws.api import NO_PARAMETERS, EventPage, LiveUpdate, named
from app.aws.connection.clients import Clients, foreign
from app.aws.connection.live_tail import LiveTailOpener
from app.aws.connection.log_events import LogReader
from app.aws.connection.session import Sessions
from app.aws.pacing.pace import Pace
from app.aws.pacing.sharing import Requests
from app.aws.pacing.traffic import Traffic
from app.aws.profiles.deadline_config import Defaults, read_defaults
from app.aws.profiles.monitor import with_principal
from app.aws.signing.credentials import HostCredentials, SigningCredentials, signing_role
from app.aws.signing.roles import Roles
from app.aws.wire.translate import TRANSLATED, translate
from app.config import Settings
from app.errors import CredentialsError, FarmtopError, UnreachableError, UsageError
from app.resources.log_place import LogPlace, ReadRole

_READS = ("BatchGet", "Describe", "Filter", "Get", "List", "Search")
"""How operations are called that change nothing: whoever asks the same may share the answer."""


class Identity(Struct, frozen=True):
    """Whose credentials are used, as GetCallerIdentity tells it."""

    account: str
    arn: str


class Cloud:
    """The account, or the embedded farm, that the settings select.

    Everything happens in the one event loop in which it was opened. Cancelling whoever waits for
    an answer leaves everything usable.
    """

    def __init__(
        self,
        sessions: Sessions,
        defaults: Defaults,
        settings: Settings,
        stack: AsyncExitStack,
    ) -> None:
        """`open` is how one is made; `stack` closes its clients."""
        self.defaults = defaults
        """The farm, queue and job chosen in the `deadline` command for this profile."""
        self.region = ""
        self.endpoint = ""
        """The address of Deadline Cloud where it is not AWS's own; empty on AWS."""
        self.pace = Pace(settings.max_rps)
        """When calls go out, by the clock of `time.monotonic`."""
        self._sessions = sessions
        self._host = HostCredentials(sessions.credentials, sessions.profile)
        self._roles = Roles(self)
        self._logs = LogReader(self, self._roles)
        self._live_tails = LiveTailOpener(self, self._roles, self._log_group_arn)
        self._regions = {"nova-act": settings.nova_act_region}
        self._clients = Clients(
            sessions.signing(SigningCredentials(self._host, self._roles.frozen)),
            settings.endpoint_url,
            stack,
            self._regions,
        )
        self._requests = Requests()
        self._identity: tuple[int, Identity] | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings) -> AsyncIterator["Cloud"]:
        """Opens the session that the settings, the environment and AWS's files select.

        No call is made, and no program that gives credentials is run, before one is needed.
        Raises UsageError where there is no such profile, no Region or no such endpoint.
        """
        async with AsyncExitStack() as stack:
            sessions = Sessions(settings, read_defaults(os.environ))
            defaults = read_defaults(os.environ, sessions.profile.name)
            cloud = cls(sessions, defaults, settings, stack)
            client = await cloud._client("deadline", "ListFarms")
            cloud.region = client.meta.region_name
            cloud.endpoint = foreign(client.meta.endpoint_url)
            yield cloud

    @property
    def traffic(self) -> Traffic:
        """The calls that went out, by the clock of `time.monotonic`."""
        return self.pace.traffic

    @property
    def profile(self) -> str:
        """The name of the AWS profile; empty where AWS's variables and defaults decide."""
        return self._sessions.profile.name

    @property
    def monitor_id(self) -> str:
        """The Deadline Cloud monitor that wrote the AWS profile; empty where none did."""
        monitor = self._sessions.profile.monitor
        return monitor.monitor_id if monitor else ""

    def region_of(self, service: str) -> str:
        """The Region that a service is asked in."""
        return self._regions.get(service) or self.region

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        """One API call, as `app.aws.api.Api` promises it."""
        if not operation.startswith(_READS):
            return await self._make(service, operation, parameters, role)
        asked = json.dumps(dict(parameters), sort_keys=True, default=repr)
        return await self._requests.answer(
            (service, operation, asked, role),
            lambda: self._make(service, operation, parameters, role),
        )

    async def identity(self) -> Identity:
        """Whose credentials these are; asked once, and again once they have been replaced."""
        if self._identity is None or self._identity[0] != self._host.generation:
            answer = await self.call("sts", "GetCallerIdentity")
            identity = Identity(answer["Account"], answer["Arn"])
            self._identity = self._host.generation, identity
        return self._identity[1]

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,
        limit: int | None = None,
    ) -> EventPage:
        """One page of a log, as `app.aws.api.LogEvents` promises it."""
        return await self._logs.get_log_events(place, token=token, from_head=from_head, limit=limit)

    def live_tail(self, place: LogPlace) -> AsyncGenerator[LiveUpdate, None]:
        """What a live tail tells, as `app.aws.api.LiveTails` promises it."""
        return self._live_tails.live_tail(place)

    async def _log_group_arn(self, place: LogPlace) -> str:
        """The ARN of a log's group, which is of the caller's account as its farm is.

        Deadline Cloud looks for farms in the account of whoever asks, and nowhere else; so no
        right is needed to find out where the log of a farm is.
        """
        identity = await self.identity()
        partition = identity.arn.split(":")[1]
        region = self.region_of(named(place.service)[1])
        return f"arn:{partition}:logs:{region}:{identity.account}:log-group:{place.group}"

    async def _make(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object],
        role: ReadRole | None,
    ) -> dict[str, Any]:
        """Makes one call when its turn has come."""
        client = await self._client(service, operation)
        async with self.pace.turn(service, operation):
            generation = self._host.generation
            given = with_principal(self._sessions.profile.monitor, service, operation, parameters)
            try:
                return await self._ask(client, service, operation, given, role)
            except CredentialsError:
                if role is None:
                    self._host.forget(generation)
                else:
                    self._roles.forget(role)
                raise

    async def _client(self, service: str, operation: str) -> Any:
        try:
            return await self._clients.get(service)
        except TRANSLATED as error:
            raise self._translated(error, service, operation) from error
        except ValueError as error:
            raise UsageError(
                f"There is no such endpoint: {error}.",
                "Check --endpoint-url and the AWS_ENDPOINT_URL variables.",
            ) from error

    async def _ask(
        self,
        client: Any,
        service: str,
        operation: str,
        parameters: Mapping[str, object],
        role: ReadRole | None,
    ) -> dict[str, Any]:
        """The answer to one request, signed with the credentials of `role` or one's own."""
        signer = signing_role.set(role)
        try:
            answer: dict[str, Any] = await getattr(client, xform_name(operation))(**parameters)
        except TRANSLATED as error:
            raise self._translated(error, service, operation) from error
        finally:
            signing_role.reset(signer)
        # An event stream has none.
        answer.pop("ResponseMetadata", None)
        _check(client, operation, answer)
        return answer

    def _translated(self, error: Exception, service: str, operation: str) -> FarmtopError:
        return translate(error, named(service)[0], operation, self._sessions.profile)


def _check(client: Any, operation: str, answer: Mapping[str, object]) -> None:
    """Raises UnreachableError where an answer lacks what its model requires.

    botocore takes any body that is not JSON, such as a login page of the network, for an answer
    without members.
    """
    shape = client.meta.service_model.operation_model(operation).output_shape
    required = shape.required_members if shape is not None else ()
    missing = [name for name in required if name not in answer]
    if missing:
        raise UnreachableError(
            f"The answer to {operation} lacks {', '.join(missing)}.",
            "Check that the endpoint is right, and that no proxy answers in its place.",
        )
