"""The wire format: what botocore writes is read, and what is written botocore reads."""

import asyncio
import json
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from botocore.parsers import create_parser
from hypothesis import given, settings
from hypothesis import strategies as st

from app.localfarm.contract import Handlers, Request
from app.localfarm.server import Endpoint
from app.localfarm.wire import Call, signer
from tests.clients import ACCESS_KEY, aioclient, call_of, client
from tests.model import assert_event_matches_model, assert_matches_model, operation_model, values
from tests.wire_calls import (
    FARM,
    NOON,
    OPERATIONS,
    QUEUE,
    SERVICES,
    WIRE,
    WITHOUT_STREAMS,
    a_labelled_call,
    job,
    read,
)


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
