"""The wire format: what botocore writes is read, and what is written botocore reads."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from botocore.exceptions import ClientError, EventStreamError
from botocore.parsers import create_parser
from hypothesis import given, settings
from hypothesis import strategies as st

from app.localfarm.contract import Handlers, Request, WireError
from app.localfarm.models import service_model
from app.localfarm.receiving import LARGEST_BODY
from app.localfarm.server import Endpoint
from app.localfarm.wire import Call, Wire, signer
from tests.clients import ACCESS_KEY, aioclient, call_of, client
from tests.model import (
    assert_event_matches_model,
    assert_matches_model,
    operation_model,
    values,
)

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


class TestRouting:
    @pytest.mark.parametrize("name", SERVICES)
    def test_every_operation_is_found_by_the_call_that_botocore_makes(self, name: str) -> None:
        service = WIRE.services[name]
        found = {
            operation: service.router.find(a_labelled_call(name, operation))
            for operation in service.model.operation_names
        }
        assert {operation: route and route.operation for operation, route in found.items()} == {
            operation: operation for operation in service.model.operation_names
        }

    def test_a_slash_inside_a_label_stays_inside_it(self) -> None:
        arn = "arn:aws:deadline:us-west-2:111122223333:farm/farm-1/queue 2"
        call = call_of(operation_model("deadline", "ListTagsForResource"), {"resourceArn": arn})
        route = WIRE.services["deadline"].router.find(call)
        assert route is not None
        assert route.labels == {"resourceArn": arn}

    @pytest.mark.parametrize("path", ["/", "/2023-10-12", "/2023-10-12/farms//queues", "/nowhere"])
    def test_a_path_that_no_operation_has_leads_nowhere(self, path: str) -> None:
        assert WIRE.services["deadline"].router.find(Call("GET", path)) is None

    def test_a_method_that_no_operation_has_leads_nowhere(self) -> None:
        assert WIRE.services["deadline"].router.find(Call("PUT", "/2023-10-12/farms")) is None

    def test_the_credential_scope_names_who_calls_and_which_service_is_meant(self) -> None:
        scope = f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/20261122/us-west-2/logs/aws4_request, x"
        call = Call("POST", "/", headers={"authorization": scope})
        found = signer(call)
        assert found is not None
        assert (found.access_key, found.service) == (ACCESS_KEY, "logs")
        assert WIRE.service(call, found) is WIRE.services["logs"]

    @pytest.mark.parametrize(
        ("service", "operation"),
        [
            ("deadline", "ListFarms"),
            ("logs", "GetLogEvents"),
            ("nova-act", "ListModels"),
            ("sts", "GetCallerIdentity"),
        ],
    )
    def test_without_a_signature_the_call_itself_tells_the_service(
        self, service: str, operation: str
    ) -> None:
        assert WIRE.service(a_labelled_call(service, operation), None) is WIRE.services[service]


@cache
def inputs(service: str, operation: str) -> st.SearchStrategy[Any]:
    """Parameters of an operation; botocore writes some timestamps in whole seconds."""
    model = operation_model(service, operation)
    if model.input_shape is None:
        return st.just({})
    parameters = values(model.input_shape, timedelta(seconds=1))
    return parameters.map(traces) if model.metadata["protocol"] == "query" else parameters


def traces(value: Any) -> Any:
    """What of a value a form can hold: a structure without members leaves no trace in it."""
    if isinstance(value, dict):
        return {name: traces(item) for name, item in value.items() if item != {}}
    if isinstance(value, list):
        return [traces(item) for item in value if item != {}]
    return value


@cache
def outputs(service: str, operation: str) -> st.SearchStrategy[Any]:
    """Replies of an operation, as exact as the wire carries them."""
    shape = operation_model(service, operation).output_shape
    return st.just({}) if shape is None else values(shape, timedelta(milliseconds=1))


class TestRoundTrips:
    @settings(max_examples=300, deadline=None)
    @given(st.data())
    def test_what_botocore_writes_is_read_as_it_was_meant(self, data: st.DataObject) -> None:
        name, operation = data.draw(st.sampled_from(OPERATIONS))
        model = operation_model(name, operation)
        parameters = data.draw(inputs(name, operation))
        service, call = WIRE.services[name], call_of(model, parameters)
        route = service.router.find(call)
        assert route is not None
        assert route.operation == operation
        assert service.operation(operation).parse(call, route.labels) == parameters

    @settings(max_examples=300, deadline=None)
    @given(st.data())
    def test_what_is_written_botocore_reads_as_it_was_meant(self, data: st.DataObject) -> None:
        name, operation = data.draw(st.sampled_from(WITHOUT_STREAMS))
        model = operation_model(name, operation)
        reply = data.draw(outputs(name, operation))
        answer = WIRE.services[name].answer(operation, reply, "id")
        response = {
            "status_code": answer.status,
            "headers": {key.lower(): value for key, value in answer.headers.items()},
            "body": answer.body,
        }
        parser: Any = create_parser(model.metadata["protocol"])
        parsed = parser.parse(response, model.output_shape)
        assert parsed.pop("ResponseMetadata")["RequestId"] == "id"
        assert parsed == reply


class TestAnswers:
    async def test_a_page_of_jobs_reaches_a_client_as_the_handler_made_it(self) -> None:
        seen: list[Request] = []

        def list_jobs(request: Request) -> dict[str, Any]:
            seen.append(request)
            return {"jobs": [job(number) for number in range(100)], "nextToken": None}

        async with (
            Endpoint({("deadline", "ListJobs"): list_jobs}) as farm,
            aioclient("deadline", farm.url) as deadline,
        ):
            page = await deadline.list_jobs(farmId=FARM, queueId=QUEUE, maxResults=100)
        assert_matches_model("deadline", "ListJobs", page)
        told = {name: value for name, value in job(7).items() if value is not None}
        assert page["jobs"][7] == told
        assert "nextToken" not in page
        parameters = {"farmId": FARM, "queueId": QUEUE, "maxResults": 100}
        assert seen == [Request("deadline", "ListJobs", parameters, ACCESS_KEY)]

    async def test_one_port_serves_every_service_to_a_synchronous_client(self) -> None:
        handlers: Handlers = {
            ("logs", "GetLogEvents"): lambda _: {"events": [{"timestamp": 5, "message": "é"}]},
            ("sts", "GetCallerIdentity"): lambda request: {"UserId": request.access_key},
            ("nova-act", "ListModels"): lambda _: {
                "modelSummaries": [],
                "modelAliases": [],
                "compatibilityInformation": {
                    "clientCompatibilityVersion": 1,
                    "supportedModelIds": [],
                },
            },
        }

        def use(url: str) -> None:
            events = client("logs", url).get_log_events(logGroupName="g", logStreamName="s")
            assert events["events"] == [{"timestamp": 5, "message": "é"}]
            assert client("sts", url).get_caller_identity()["UserId"] == ACCESS_KEY
            models = client("nova-act", url).list_models(clientCompatibilityVersion=1)
            assert_matches_model("nova-act", "ListModels", models)

        async with Endpoint(handlers) as farm:
            await asyncio.to_thread(use, farm.url)
        assert farm.calls == {
            "logs.GetLogEvents": 1,
            "sts.GetCallerIdentity": 1,
            "nova-act.ListModels": 1,
        }

    async def test_the_root_says_what_this_is(self) -> None:
        async with Endpoint({}) as farm:
            status, _, text = await read(f"{farm.url}/")
        assert status == 200
        assert "embedded farm" in text

    def test_a_timestamp_without_a_time_zone_is_refused(self) -> None:
        reply = {"jobs": [{**job(1), "createdAt": NOON.replace(tzinfo=None)}]}
        with pytest.raises(ValueError, match="no time zone"):
            WIRE.services["deadline"].answer("ListJobs", reply, "id")


INVALID: list[tuple[str, str, dict[str, Any], str, str]] = [
    ("deadline", "GetFarm", {"farmId": "farm-1"}, "farmId", "regular expression pattern"),
    ("deadline", "ListFarms", {"maxResults": 0}, "maxResults", "greater than or equal to 1"),
    ("deadline", "ListFarms", {"maxResults": 101}, "maxResults", "less than or equal to 100"),
    (
        "deadline",
        "ListBudgets",
        {"farmId": FARM, "status": "BUSY"},
        "status",
        "enum value set: [ACTIVE, INACTIVE]",
    ),
    (
        "deadline",
        "SearchJobs",
        {"farmId": FARM, "queueIds": [], "itemOffset": 0},
        "queueIds",
        "length greater than or equal to 1",
    ),
    ("deadline", "SearchJobs", {"farmId": FARM, "queueIds": [QUEUE]}, "itemOffset", "not be null"),
    (
        "deadline",
        "SearchJobs",
        {
            "farmId": FARM,
            "queueIds": [QUEUE],
            "itemOffset": 0,
            "filterExpressions": {
                "operator": "AND",
                "filters": [
                    {
                        "groupFilter": {
                            "operator": "AND",
                            "filters": [
                                {"stringFilter": {"name": "x", "operator": "BEST", "value": "y"}}
                            ],
                        }
                    }
                ],
            },
        },
        "filterExpressions.filters[0].groupFilter.filters[0].stringFilter.operator",
        "enum value set",
    ),
    (
        "deadline",
        "BatchGetJob",
        {"identifiers": [{"farmId": FARM, "queueId": QUEUE, "jobId": "x"}]},
        "identifiers[0].jobId",
        "regular expression pattern",
    ),
    (
        "logs",
        "GetLogEvents",
        {"logGroupName": "a b", "logStreamName": "s"},
        "logGroupName",
        "regular expression pattern",
    ),
    ("logs", "GetLogEvents", {"logGroupName": "g"}, "logStreamName", "not be null"),
    ("logs", "DescribeLogStreams", {"limit": 51}, "limit", "less than or equal to 50"),
    (
        "sts",
        "AssumeRole",
        {"RoleArn": "arn:aws:iam::111122223333:role/x"},
        "RoleSessionName",
        "not be null",
    ),
    (
        "nova-act",
        "ListActs",
        {"workflowDefinitionName": "a b"},
        "workflowDefinitionName",
        "pattern",
    ),
]


class TestValidation:
    @pytest.mark.parametrize(("service", "operation", "parameters", "name", "constraint"), INVALID)
    def test_parameters_that_the_model_does_not_allow_are_named(
        self,
        service: str,
        operation: str,
        parameters: dict[str, Any],
        name: str,
        constraint: str,
    ) -> None:
        problems = WIRE.services[service].operation(operation).problems(parameters)
        assert [problem.name for problem in problems] == [name]
        assert constraint in problems[0].constraint

    async def test_deadline_lists_the_fields_that_are_not_valid(self) -> None:
        error = await refused(failing("x"), "deadline", "get_farm", farmId="x")
        assert error["Error"]["Code"] == "ValidationException"
        assert error["reason"] == "FIELD_VALIDATION_FAILED"
        assert [field["name"] for field in error["fieldList"]] == ["farmId"]
        assert error["Error"]["Message"].startswith(
            "1 validation error detected: Value at 'farmId' failed to satisfy constraint"
        )

    @pytest.mark.parametrize(
        ("service", "operation", "parameters", "code"),
        [
            ("logs", "GetLogEvents", {"logGroupName": "", "logStreamName": "s"}, "InvalidParam"),
            ("sts", "AssumeRole", {"RoleArn": "x"}, "ValidationError"),
            ("nova-act", "ListModels", {}, "ValidationException"),
        ],
    )
    def test_every_service_has_its_own_error_for_them(
        self, service: str, operation: str, parameters: dict[str, Any], code: str
    ) -> None:
        call = call_of(operation_model(service, operation), parameters)
        known = WIRE.services[service]
        route = known.router.find(call)
        assert route is not None
        with pytest.raises(WireError) as failure:
            known.request(call, route, None)
        assert failure.value.code.startswith(code)
        assert known.error(failure.value, "id").status == 400

    @pytest.mark.parametrize(
        "body",
        [
            b"{",
            b"[]",
            b'{"itemOffset": "1"}',
            b'{"itemOffset": true}',
            b'{"queueIds": "x"}',
            b'{"filterExpressions": {"filters": [{}]}}',
        ],
    )
    def test_a_body_that_does_not_read_as_the_model_says_is_a_serialization_error(
        self, body: bytes
    ) -> None:
        deadline = WIRE.services["deadline"]
        call = Call("POST", f"/2023-10-12/farms/{FARM}/search/jobs", body=body)
        route = deadline.router.find(call)
        assert route is not None
        with pytest.raises(WireError) as failure:
            deadline.request(call, route, None)
        answer = deadline.error(failure.value, "id")
        assert (answer.status, answer.headers["x-amzn-ErrorType"]) == (
            400,
            "SerializationException",
        )

    def test_members_that_the_model_does_not_know_and_nulls_are_ignored(self) -> None:
        logs = WIRE.services["logs"]
        body = b'{"logGroupName": "g", "logStreamName": "s", "nextToken": null, "new": 1}'
        call = Call("POST", "/", headers={"x-amz-target": "Logs_20140328.GetLogEvents"}, body=body)
        route = logs.router.find(call)
        assert route is not None
        request = logs.request(call, route, None)
        assert request.parameters == {"logGroupName": "g", "logStreamName": "s"}


def failing(code: str, **fields: Any) -> Handlers:
    """Handlers of GetFarm, GetLogEvents and GetCallerIdentity that refuse with an error."""

    def fail(_request: Request) -> dict[str, Any]:
        raise WireError(code, "So it is.", **fields)

    operations = (("deadline", "GetFarm"), ("logs", "GetLogEvents"), ("sts", "GetCallerIdentity"))
    return dict.fromkeys(operations, fail)


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


async def tail(_request: Request) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """A live tail of two updates."""
    yield "sessionStart", {"sessionId": "one", "logGroupIdentifiers": [GROUP]}
    for stamp in (1, 2):
        results = [{"timestamp": stamp, "message": f"Zeile {stamp} ✓"}]
        yield "sessionUpdate", {"sessionMetadata": {"sampled": False}, "sessionResults": results}


async def tail_that_times_out(_request: Request) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """A live tail that the service ends."""
    yield "sessionStart", {"sessionId": "one"}
    raise WireError("SessionTimeoutException", "Three hours are over.")


async def tail_that_fails(_request: Request) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """A live tail that ends with an error that its shape does not know."""
    yield "sessionStart", {"sessionId": "one"}
    raise WireError("ThrottlingException", "Too many tails.")


async def tail_that_is_wrong(_request: Request) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """A live tail with an event that no model knows."""
    yield "sessionStart", {"sessionId": "one"}
    yield "sessionPause", {}


async def error_of_stream(handler: Any) -> tuple[str, str]:
    """Code and message of the error that ends a live tail after its first event."""
    async with (
        Endpoint({("logs", "StartLiveTail"): handler}) as farm,
        aioclient("logs", farm.url) as logs,
    ):
        reply = await logs.start_live_tail(logGroupIdentifiers=[GROUP])
        events = aiter(reply["responseStream"])
        assert await anext(events) == {"sessionStart": {"sessionId": "one"}}
        with pytest.raises(EventStreamError) as failure:
            await anext(events)
    error: Any = failure.value.response["Error"]
    return error["Code"], error["Message"]


class TestEventStreams:
    async def test_a_synchronous_client_reads_every_event(self) -> None:
        def follow(url: str) -> list[dict[str, Any]]:
            reply = client("logs", url).start_live_tail(logGroupIdentifiers=[GROUP])
            return list(reply["responseStream"])

        async with Endpoint({("logs", "StartLiveTail"): tail}) as farm:
            events = await asyncio.to_thread(follow, farm.url)
        assert [name for event in events for name in event] == [
            "sessionStart",
            "sessionUpdate",
            "sessionUpdate",
        ]
        assert events[2]["sessionUpdate"]["sessionResults"] == [
            {"timestamp": 2, "message": "Zeile 2 ✓"}
        ]

    async def test_an_asynchronous_client_reads_every_event(self) -> None:
        async with (
            Endpoint({("logs", "StartLiveTail"): tail}) as farm,
            aioclient("logs", farm.url) as logs,
        ):
            reply = await logs.start_live_tail(logGroupIdentifiers=[GROUP])
            events = [event async for event in reply["responseStream"]]
        assert len(events) == 3

    @pytest.mark.parametrize(
        ("handler", "code", "message"),
        [
            (tail_that_times_out, "SessionTimeoutException", "Three hours are over."),
            (tail_that_fails, "ThrottlingException", "Too many tails."),
        ],
    )
    async def test_an_error_ends_the_stream_in_the_stream(
        self, handler: Any, code: str, message: str
    ) -> None:
        assert await error_of_stream(handler) == (code, message)

    async def test_a_client_that_goes_away_ends_the_handlers_generator(self) -> None:
        ended = asyncio.Event()

        async def endless(_request: Request) -> AsyncIterator[tuple[str, dict[str, Any]]]:
            try:
                yield "sessionStart", {"sessionId": "one"}
                await asyncio.Event().wait()
            finally:
                ended.set()

        async with Endpoint({("logs", "StartLiveTail"): endless}) as farm:
            async with aioclient("logs", farm.url) as logs:
                reply = await logs.start_live_tail(logGroupIdentifiers=[GROUP])
                async for _ in reply["responseStream"]:
                    break
                assert not ended.is_set()
                reply["responseStream"].close()
            await asyncio.wait_for(ended.wait(), 120)

    async def test_a_mistake_in_a_handler_ends_the_stream_with_the_services_failure(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code, message = await error_of_stream(tail_that_is_wrong)
        assert code == "InternalFailure"
        assert "sessionPause" not in message
        assert "has no member 'sessionPause'" in capsys.readouterr().err


def test_json_is_written_without_blanks() -> None:
    answer = WIRE.services["deadline"].answer("ListFarms", {"farms": []}, "id")
    assert answer.body == b'{"farms":[]}'
    assert json.loads(answer.body) == {"farms": []}


class TestTheJudge:
    @pytest.mark.parametrize(
        ("change", "complaint"),
        [
            ({"name": None}, "Invalid type"),
            ({"colour": "red"}, "colour"),
            ({"priority": "50"}, "Invalid type"),
            ({"lifecycleStatus": "DREAMING"}, "enum value set"),
            ({"jobId": "job-1"}, "regular expression"),
            ({"createdAt": NOON.replace(tzinfo=None)}, "aware datetime"),
            ({"createdAt": NOON.isoformat()}, "aware datetime"),
        ],
    )
    def test_a_reply_that_is_not_as_the_model_says_is_found_out(
        self, change: dict[str, Any], complaint: str
    ) -> None:
        whole = {name: value for name, value in job(1).items() if value is not None}
        assert_matches_model("deadline", "ListJobs", {"jobs": [whole]})
        with pytest.raises(AssertionError, match=complaint):
            assert_matches_model("deadline", "ListJobs", {"jobs": [{**whole, **change}]})

    def test_a_required_member_that_is_absent_is_found_out(self) -> None:
        with pytest.raises(AssertionError, match="Missing required parameter"):
            assert_matches_model("deadline", "ListJobs", {})

    def test_an_event_is_judged_too(self) -> None:
        assert_event_matches_model("logs", "StartLiveTail", "sessionStart", {"sessionId": "one"})
        with pytest.raises(AssertionError, match="has no event"):
            assert_event_matches_model("logs", "StartLiveTail", "sessionPause", {})
