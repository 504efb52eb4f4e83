"""Requests that do not fit the model are refused, in the words of the service."""

from typing import Any

import pytest

from app.localfarm.contract import WireError
from app.localfarm.wire import Call
from tests.clients import call_of
from tests.model import operation_model
from tests.wire_calls import FARM, QUEUE, WIRE, failing, refused

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
