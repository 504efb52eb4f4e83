"""The HTTP server: one port on which every service of the farm answers."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from uuid import uuid4

from aiohttp import web

from app.localfarm.contract import Handlers, Reply, WireError
from app.localfarm.control import Control
from app.localfarm.faults import Fault, Faults, Kind, Verdict, check
from app.localfarm.lagging import Lagging
from app.localfarm.receiving import LARGEST_BODY, UnreadableError, body_of
from app.localfarm.sending import cut, dropped, streamed, whole
from app.localfarm.wire import Call, Service, Signer, Wire, signer

_HOST = "127.0.0.1"
"""Nobody but this machine reaches it."""
_WELCOME = """\
This is the embedded farm of farmtop: AWS Deadline Cloud, CloudWatch Logs, STS and Nova Act
as far as a monitor needs them. Nothing here is real. Point any AWS client at it with
AWS_ENDPOINT_URL and AWS_DISABLE_HOST_PREFIX_INJECTION=true.
"""


@dataclass(frozen=True, slots=True)
class _Exchange:
    """One call on its way through the server."""

    request: web.Request
    call: Call
    signed_by: Signer | None
    service: Service
    id: str
    flaw: str
    """Why the body cannot be read; empty where it can."""

    @property
    def access_key(self) -> str | None:
        """The access key id that signed the call."""
        return None if self.signed_by is None else self.signed_by.access_key


class Endpoint:
    """The embedded farm's address while it is entered: `async with Endpoint(handlers) as farm`."""

    def __init__(
        self,
        handlers: Handlers,
        faults: Iterable[Fault] = (),
        *,
        port: int = 0,
        control: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Port 0 takes any that is free. Raises `ValueError` for a fault about no operation."""
        faults = tuple(faults)
        operations = {f"{service}.{operation}" for service, operation in handlers}
        check(faults, operations)
        self._handlers = handlers
        self._wire = Wire(sorted({service for service, _ in handlers}))
        self._port = port
        self.faults = Faults(faults, clock)
        self._lagging = Lagging(clock)
        self.calls: Counter[str] = Counter()
        """How often each operation was called, by its name as `deadline.ListJobs`."""
        self._control = Control(self.faults, self.calls, operations) if control else None
        application = web.Application(client_max_size=LARGEST_BODY)
        application.router.add_route("*", "/{path:.*}", self._receive)
        # Cancelling a handler whose client has gone is what closes a stream nobody reads.
        self._runner = web.AppRunner(
            application, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )

    async def __aenter__(self) -> "Endpoint":
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, _HOST, self._port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Where it listens, once it is entered."""
        return f"http://{_HOST}:{self._port}"

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        path, _, query = request.raw_path.partition("?")
        if self._control is not None and path.startswith("/-/"):
            return await self._control.answer(request)
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            body, flaw = await body_of(request), ""
        except UnreadableError as error:
            body, flaw = b"", str(error)
        call = Call(request.method, path, query, headers, body)
        signed_by = signer(call)
        service = self._wire.service(call, signed_by)
        if service is None:
            return _nobody(call, signed_by)
        exchange = _Exchange(request, call, signed_by, service, str(uuid4()), flaw)
        try:
            return await self._serve(exchange)
        except WireError as error:
            return whole(service.error(error, exchange.id))
        except Exception:  # noqa: BLE001 - whatever a handler does wrong is the service's failure
            return whole(service.error(service.failure(), exchange.id))

    async def _serve(self, exchange: _Exchange) -> web.StreamResponse:
        service = exchange.service
        if exchange.flaw:
            raise WireError(service.dialect.malformed, exchange.flaw)
        route = self._wire.route(service, exchange.call, exchange.signed_by)
        name = f"{service.name}.{route.operation}"
        self.calls[name] += 1
        verdict = self.faults.judge(name, exchange.access_key)
        if verdict.delay:
            await asyncio.sleep(verdict.delay)
        if verdict.outcome is Kind.DROP:
            return dropped(exchange.request)
        _refuse(service, verdict)
        handler = self._handlers.get((service.name, route.operation))
        if handler is None:
            message = f"The embedded farm does not have {route.operation}."
            raise WireError(service.dialect.unknown_operation, message)
        request = service.request(exchange.call, route, exchange.access_key)
        reply = handler(request)
        is_cut = verdict.outcome is Kind.CUT
        if isinstance(reply, AsyncIterator):
            stream = service.stream(route.operation, reply, exchange.id)
            seconds = 0.0 if is_cut else verdict.tail_seconds
            return await streamed(exchange.request, stream, seconds)
        if verdict.lag:
            reply = self._lagging.older(name, request.parameters, reply, verdict.lag)
        answer = service.answer(route.operation, self._aging(reply), exchange.id)
        return await cut(exchange.request, answer) if is_cut else whole(answer)

    def _aging(self, reply: Reply) -> Reply:
        """A reply; the credentials that it gives out begin to age now, and say for how long."""
        given = reply.get("credentials")
        if given is None:
            return reply
        self.faults.issue(given["accessKeyId"])
        lifetime = self.faults.lifetime
        if lifetime is None:
            return reply
        expiration = datetime.now(UTC) + timedelta(seconds=lifetime)
        return {**reply, "credentials": {**given, "expiration": expiration}}


def _refuse(service: Service, verdict: Verdict) -> None:
    """Raise the error that a verdict asks for, in the service's own words."""
    dialect = service.dialect
    if verdict.outcome is Kind.EXPIRE:
        message = "The security token included in the request is expired"
        raise WireError(dialect.expired, message)
    if verdict.outcome is Kind.DENY:
        raise WireError(dialect.denied, "The caller is not authorized to perform this operation.")
    if verdict.outcome is Kind.THROTTLE:
        raise WireError(dialect.throttled, "Rate exceeded", **dialect.throttled_fields)
    if verdict.outcome is Kind.ERROR:
        raise WireError(verdict.code, "Broken on purpose.")


def _nobody(call: Call, signed_by: Signer | None) -> web.Response:
    """The answer to a call for none of the farm's services."""
    if signed_by is None and call.path == "/" and call.method in {"GET", "HEAD"}:
        return web.Response(text=_WELCOME)
    return web.json_response(
        {"message": "The embedded farm has no such service."},
        status=404,
        headers={"x-amzn-ErrorType": "UnknownOperationException"},
    )
