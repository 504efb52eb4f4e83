"""botocore's clients, one a service and Region, opened when they are first needed."""

import asyncio
import ipaddress
import os
from collections import defaultdict
from collections.abc import Mapping
from contextlib import AsyncExitStack
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from aiobotocore.config import AioConfig

from app import __version__
from app.aws.api import named
from app.aws.wire.this_machine import is_this_machine

_NO_REGIONS: Mapping[str, str] = MappingProxyType({})

_OWN_DOMAINS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")

_CONFIG = AioConfig(
    connect_timeout=5,
    read_timeout=20,
    max_pool_connections=20,
    # AWS closes what is idle for 20 s; lists are refreshed every 15 s, and need not connect anew.
    connector_args={"keepalive_timeout": 18},
    # Whoever makes a call decides whether to make it again: app.aws.pacing.retry and the poller.
    retries={"total_max_attempts": 1, "mode": "standard"},
    user_agent_extra=f"farmtop/{__version__}",
)


class Clients:
    """The clients of one session; `stack` closes them."""

    def __init__(
        self,
        session: Any,
        endpoint_url: str | None,
        stack: AsyncExitStack,
        regions: Mapping[str, str] = _NO_REGIONS,
    ) -> None:
        """`regions` are those of services that are not in the session's own."""
        self._session = session
        self._endpoint_url = endpoint_url
        self._regions = regions
        self._stack = stack
        self._clients: dict[str, Any] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def get(self, service: str) -> Any:
        """The client of a service, as `app.aws.api.Api` has its name; raises botocore's errors."""
        async with self._locks[service]:
            if service not in self._clients:
                self._clients[service] = await self._open(service)
        return self._clients[service]

    async def _open(self, service: str) -> Any:
        """A client, built again where botocore settles on a local endpoint by itself."""
        async with AsyncExitStack() as attempt:
            # Most often it is right, and one client is enough.
            supposed = self._endpoint_url or os.environ.get("AWS_ENDPOINT_URL", "")
            client = await attempt.enter_async_context(self._create(service, supposed))
            address = client.meta.endpoint_url
            if _kind(address) == _kind(supposed):
                self._stack.push_async_exit(attempt.pop_all())
                return client
        return await self._stack.enter_async_context(self._create(service, address))

    def _create(self, service: str, address: str) -> Any:
        name, home = named(service)
        return self._session.create_client(
            name,
            region_name=self._regions.get(home) or None,
            endpoint_url=self._endpoint_url,
            config=_CONFIG.merge(_local_config(address)) if is_local(address) else _CONFIG,
            verify=False if _shows_no_certificate(address) else None,
        )


def _local_config(address: str) -> AioConfig:
    """What differs for a local endpoint: `management.127.0.0.1` is not a name of anything.

    Nor does a proxy lead back to this very machine.
    """
    if is_this_machine(address):
        return AioConfig(inject_host_prefix=False, proxies={})
    return AioConfig(inject_host_prefix=False)


def _kind(address: str) -> tuple[bool, bool]:
    """What the settings of a client depend on."""
    return is_local(address), _shows_no_certificate(address)


def _shows_no_certificate(address: str) -> bool:
    """Whether it is on this very machine and not encrypted: the first call would wait for every
    root certificate to be read, which takes longer than the call."""
    return urlsplit(address).scheme == "http" and is_this_machine(address)


def is_local(address: str) -> bool:
    """Whether an endpoint is an IP address or localhost, where a prefix makes no host name."""
    host = urlsplit(address).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return True


def foreign(address: str) -> str:
    """The address of an endpoint that is not AWS's own; empty where it is."""
    host = urlsplit(address).hostname or ""
    return "" if host.endswith(_OWN_DOMAINS) else address
