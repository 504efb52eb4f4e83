"""Calls of the embedded farm as clients make them, for the tests of its wire format."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from botocore.exceptions import ClientError

from app.localfarm.contract import Handlers, Request, WireError
from app.localfarm.models import service_model
from app.localfarm.server import Endpoint
from app.localfarm.wire import Call, Wire
from tests.clients import aioclient, call_of
from tests.model import operation_model

SERVICES = ("deadline", "logs", "nova-act", "sts")
HEX = "0123456789abcdef" * 2
FARM = f"farm-{HEX}"
QUEUE = f"queue-{HEX}"
NOON = datetime(2026, 11, 22, 12, 0, 0, 123000, tzinfo=UTC)
GROUP = "arn:aws:logs:us-west-2:111122223333:log-group:/aws/deadline/farm"
WIRE = Wire(SERVICES)
OPERATIONS = [
    (service, operation)
    for service in SERVICES
    for operation in service_model(service).operation_names
]
WITHOUT_STREAMS = [
    (service, operation)
    for service, operation in OPERATIONS
    if operation_model(service, operation).get_event_stream_output() is None
]


def job(number: int) -> dict[str, Any]:
    """A job as ListJobs has it."""
    return {
        "jobId": f"job-{number:032x}",
        "name": "Schuss 010 <comp> & Ton",
        "lifecycleStatus": "CREATE_COMPLETE",
        "lifecycleStatusMessage": "",
        "priority": 50,
        "createdAt": NOON,
        "createdBy": "artist",
        "taskRunStatusCounts": {"RUNNING": 2, "READY": 7},
        "endedAt": None,
    }


async def refused(handlers: Handlers, service: str, method: str, **parameters: Any) -> Any:
    """The response of a client's call that ends with an error."""
    async with Endpoint(handlers) as farm, aioclient(service, farm.url) as caller:
        with pytest.raises(ClientError) as failure:
            await getattr(caller, method)(**parameters)
    return failure.value.response


async def read(url: str, method: str = "GET", **request: Any) -> tuple[int, Mapping[str, str], str]:
    """Status, headers and body of a plain HTTP request."""
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, url, **request) as response,
    ):
        return response.status, response.headers, await response.text()


def a_labelled_call(service: str, operation: str) -> Call:
    """A call whose labels are all `x`, and which has nothing else."""
    model = operation_model(service, operation)
    members = model.input_shape.members if model.input_shape else {}
    labels = {
        name: "x" for name, shape in members.items() if shape.serialization.get("location") == "uri"
    }
    return call_of(model, labels)


def failing(code: str, **fields: Any) -> Handlers:
    """Handlers of GetFarm, GetLogEvents and GetCallerIdentity that refuse with an error."""

    def fail(_request: Request) -> dict[str, Any]:
        raise WireError(code, "So it is.", **fields)

    operations = (("deadline", "GetFarm"), ("logs", "GetLogEvents"), ("sts", "GetCallerIdentity"))
    return dict.fromkeys(operations, fail)
