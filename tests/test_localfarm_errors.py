"""Errors of the embedded farm, as clients read them."""

from io import BytesIO
from typing import Any

import pytest

from app.localfarm.contract import Handlers
from app.localfarm.receiving import LARGEST_BODY
from app.localfarm.server import Endpoint
from tests.clients import ACCESS_KEY
from tests.wire_calls import FARM, failing, read, refused


class TestErrors:
    @pytest.mark.parametrize(
        ("code", "status"),
        [
            ("ResourceNotFoundException", 404),
            ("ConflictException", 409),
            ("ServiceQuotaExceededException", 402),
            ("InternalServerErrorException", 500),
            ("ThrottlingException", 429),
            ("AccessDeniedException", 403),
            ("ExpiredTokenException", 403),
            ("UnrecognizedClientException", 403),
            ("SomethingElse", 400),
        ],
    )
    async def test_deadline_errors_carry_their_status(self, code: str, status: int) -> None:
        error = await refused(failing(code), "deadline", "get_farm", farmId=FARM)
        assert error["Error"] == {"Code": code, "Message": "So it is."}
        assert error["ResponseMetadata"]["HTTPStatusCode"] == status
        assert error["ResponseMetadata"]["RequestId"]

    @pytest.mark.parametrize(
        ("code", "status"),
        [
            ("ResourceNotFoundException", 400),
            ("ThrottlingException", 400),
            ("AccessDeniedException", 400),
            ("ExpiredTokenException", 400),
            ("ServiceUnavailableException", 503),
            ("InternalFailure", 500),
        ],
    )
    async def test_errors_of_logs_carry_their_status(self, code: str, status: int) -> None:
        error = await refused(
            failing(code), "logs", "get_log_events", logGroupName="g", logStreamName="s"
        )
        assert error["Error"] == {"Code": code, "Message": "So it is."}
        assert error["ResponseMetadata"]["HTTPStatusCode"] == status

    async def test_errors_of_sts_are_documents(self) -> None:
        error = await refused(failing("ExpiredToken"), "sts", "get_caller_identity")
        assert error["Error"]["Code"] == "ExpiredToken"
        assert error["ResponseMetadata"]["HTTPStatusCode"] == 403
        assert error["ResponseMetadata"]["RequestId"]

    async def test_further_members_travel_in_the_body_or_in_a_header(self) -> None:
        handlers = failing("ThrottlingException", quotaCode="L-1", retryAfterSeconds=7)
        error = await refused(handlers, "deadline", "get_farm", farmId=FARM)
        assert error["quotaCode"] == "L-1"
        assert error["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "7"

    @pytest.mark.parametrize(
        ("reply", "reason"),
        [({"colour": "red"}, "has no member 'colour'"), ({"createdAt": "noon"}, "'str' object")],
    )
    async def test_a_mistake_in_a_handler_is_the_services_failure_and_is_told_on_stderr(
        self, reply: dict[str, Any], reason: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        handlers: Handlers = {("deadline", "GetFarm"): lambda _: reply}
        error = await refused(handlers, "deadline", "get_farm", farmId=FARM)
        assert error["Error"]["Code"] == "InternalServerErrorException"
        assert error["ResponseMetadata"]["HTTPStatusCode"] == 500
        assert reason not in error["Error"]["Message"]
        assert reason in capsys.readouterr().err

    async def test_an_error_with_a_member_that_its_shape_has_not_is_a_failure_too(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        handlers = failing("ConflictException", colour="red")
        error = await refused(handlers, "deadline", "get_farm", farmId=FARM)
        assert error["Error"]["Code"] == "InternalServerErrorException"
        assert "has no member 'colour'" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("service", "method", "parameters", "code", "status"),
        [
            ("deadline", "list_farms", {}, "UnknownOperationException", 404),
            ("logs", "describe_log_groups", {}, "UnknownOperationException", 404),
            ("sts", "get_session_token", {}, "InvalidAction", 400),
        ],
    )
    async def test_an_operation_without_a_handler_is_unknown(
        self, service: str, method: str, parameters: dict[str, Any], code: str, status: int
    ) -> None:
        error = await refused(failing("x"), service, method, **parameters)
        assert error["Error"]["Code"] == code
        assert error["ResponseMetadata"]["HTTPStatusCode"] == status

    async def test_a_service_that_the_farm_has_not_is_not_found(self) -> None:
        error = await refused(failing("x"), "dynamodb", "list_tables")
        assert error["ResponseMetadata"]["HTTPStatusCode"] == 404

    @pytest.mark.parametrize(
        ("request_", "status", "code"),
        [
            ({"path": "/2023-10-12/farms/x"}, 403, "MissingAuthenticationTokenException"),
            (
                {
                    "path": "/",
                    "method": "POST",
                    "headers": {"X-Amz-Target": "Logs_20140328.GetLogEvents"},
                },
                400,
                "MissingAuthenticationTokenException",
            ),
            (
                {"path": "/", "method": "POST", "data": {"Action": "GetCallerIdentity"}},
                403,
                "MissingAuthenticationToken",
            ),
            ({"path": "/nowhere"}, 404, "UnknownOperationException"),
        ],
    )
    async def test_a_call_that_nobody_signed_is_refused(
        self, request_: dict[str, Any], status: int, code: str
    ) -> None:
        async with Endpoint(failing("x")) as farm:
            request = dict(request_)
            told, headers, body = await read(farm.url + request.pop("path"), **request)
        assert told == status
        assert code in body + headers.get("x-amzn-ErrorType", "")


@pytest.mark.parametrize("service", ["deadline", "logs", "sts"])
@pytest.mark.parametrize(
    ("headers", "data"),
    [({"Content-Encoding": "gzip"}, b"no gzip"), ({}, b"x" * (LARGEST_BODY + 1))],
    ids=["not compressed", "too long"],
)
async def test_a_body_that_cannot_be_read_is_refused_in_the_words_of_the_service(
    capsys: pytest.CaptureFixture[str], service: str, headers: dict[str, str], data: bytes
) -> None:
    scope = f"{ACCESS_KEY}/20261122/us-west-2/{service}/aws4_request"
    signed = {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, Signature=0", **headers}
    async with Endpoint(failing("x")) as farm:
        told, known, body = await read(farm.url, "POST", headers=signed, data=BytesIO(data))
    assert told == 400
    code = "MalformedInput" if service == "sts" else "SerializationException"
    assert code in body + known.get("x-amzn-ErrorType", "")
    assert capsys.readouterr().err == ""
