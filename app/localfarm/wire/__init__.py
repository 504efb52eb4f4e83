"""The wire: HTTP to requests and replies to HTTP, by botocore's service models alone."""

from collections.abc import Iterable

from app.localfarm.contract import WireError
from app.localfarm.wire.message import Answer, Call, Stream
from app.localfarm.wire.routes import Route
from app.localfarm.wire.service import Service
from app.localfarm.wire.signature import Signer, signer

__all__ = ["Answer", "Call", "Route", "Service", "Signer", "Stream", "Wire", "signer"]


class Wire:
    """Several services behind one address."""

    def __init__(self, services: Iterable[str]) -> None:
        self.services = {name: Service(name) for name in services}
        self._by_signing_name = {each.signing_name: each for each in self.services.values()}

    def service(self, call: Call, signed_by: Signer | None) -> Service | None:
        """The service that a call is for; None where the farm has none such.

        A signature names it. Without one it is the first whose routes know the call.
        """
        if signed_by is not None:
            return self._by_signing_name.get(signed_by.service)
        services = self.services.values()
        return next((each for each in services if each.router.find(call) is not None), None)

    def route(self, service: Service, call: Call, signed_by: Signer | None) -> Route:
        """The operation that a call is for; raises the service's own kind of `WireError`."""
        route = service.router.find(call)
        if route is None:
            message = f"No operation of {service.name} answers {call.method} {call.path}."
            raise WireError(service.dialect.unknown_operation, message)
        if signed_by is None and service.operation(route.operation).needs_signature:
            raise WireError(service.dialect.unsigned, "Missing Authentication Token")
        return route
