"""Real AWS clients that speak to an embedded farm, and the calls that they would make."""

from typing import Any
from urllib.parse import urlsplit

import aiobotocore.session
import boto3
import botocore.session
from aiobotocore.config import AioConfig
from botocore.awsrequest import create_request_object, prepare_request_dict
from botocore.config import Config
from botocore.loaders import Loader
from botocore.model import OperationModel
from botocore.serialize import create_serializer

from app.localfarm.wire import Call

ACCESS_KEY = "AKIALOCALFARM0000000"
_LOADER = Loader()


def client(service: str, url: str, access_key: str = ACCESS_KEY) -> Any:
    """A client of boto3 that makes each request once."""
    session = boto3.Session(botocore_session=_knowing(botocore.session.Session()))
    create: Any = session.client
    config = Config(inject_host_prefix=False, retries={"total_max_attempts": 1})
    return create(service, endpoint_url=url, config=config, **_signed_with(access_key))


def aioclient(service: str, url: str, access_key: str = ACCESS_KEY) -> Any:
    """A client of aiobotocore, to be entered, that makes each request once."""
    create: Any = _knowing(aiobotocore.session.AioSession()).create_client
    config = AioConfig(inject_host_prefix=False, retries={"total_max_attempts": 1})
    return create(service, endpoint_url=url, config=config, **_signed_with(access_key))


def _knowing(session: Any) -> Any:
    """A session that need not read the models of the services anew."""
    session.register_component("data_loader", _LOADER)
    return session


def _signed_with(access_key: str) -> dict[str, str]:
    return {
        "region_name": "us-west-2",
        "aws_access_key_id": access_key,
        "aws_secret_access_key": "none",
    }


def call_of(operation: OperationModel, parameters: dict[str, Any]) -> Call:
    """The HTTP request that botocore's own serialiser makes, unsigned and without validation."""
    serializer = create_serializer(operation.metadata["protocol"], include_validation=False)
    request = serializer.serialize_to_request(parameters, operation)
    prepare_request_dict(request, endpoint_url="http://127.0.0.1")
    prepared = create_request_object(request).prepare()
    address = urlsplit(prepared.url)
    headers = {name.lower(): _text(value) for name, value in prepared.headers.items()}
    body = prepared.body or b""
    return Call(
        prepared.method,
        address.path,
        address.query,
        headers,
        body.encode() if isinstance(body, str) else bytes(body),
    )


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
