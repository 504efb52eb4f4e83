"""How each service says what every service has to say: denied, expired, throttled, not valid.

The codes are the services' own: deadline's, nova-act's and logs' from their models and from the
errors common to AWS APIs, sts' without the word Exception, as the query protocol has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.localfarm.contract import WireError
from app.localfarm.wire.validate import Problem


@dataclass(frozen=True, slots=True)
class Dialect:
    """The codes of one service for what is not an operation's own business."""

    invalid: str
    broken: str
    denied: str = "AccessDeniedException"
    expired: str = "ExpiredTokenException"
    throttled: str = "ThrottlingException"
    unsigned: str = "MissingAuthenticationTokenException"
    malformed: str = "SerializationException"
    unknown_operation: str = "UnknownOperationException"
    invalid_fields: Mapping[str, Any] = field(default_factory=dict)
    """Further members of the error for parameters that are not valid."""
    lists_fields: bool = False
    """Whether that error lists the members that are not valid, in `fieldList`."""
    throttled_fields: Mapping[str, Any] = field(default_factory=dict)

    def invalid_parameters(self, problems: list[Problem]) -> WireError:
        """The error for parameters that the model does not allow."""
        count = len(problems)
        told = "; ".join(
            f"Value at '{problem.name}' failed to satisfy constraint: {problem.constraint}"
            for problem in problems
        )
        noun = "error" if count == 1 else "errors"
        fields = dict(self.invalid_fields)
        if self.lists_fields:
            fields["fieldList"] = [
                {"name": problem.name, "message": problem.constraint} for problem in problems
            ]
        return WireError(self.invalid, f"{count} validation {noun} detected: {told}", **fields)


DIALECTS: Mapping[str, Dialect] = {
    "deadline": Dialect(
        invalid="ValidationException",
        invalid_fields={"reason": "FIELD_VALIDATION_FAILED"},
        lists_fields=True,
        broken="InternalServerErrorException",
        throttled_fields={"retryAfterSeconds": 1},
    ),
    "nova-act": Dialect(
        invalid="ValidationException",
        invalid_fields={"reason": "FieldValidationFailed"},
        lists_fields=True,
        broken="InternalServerException",
        throttled_fields={"retryAfterSeconds": 1},
    ),
    "logs": Dialect(invalid="InvalidParameterException", broken="InternalFailure"),
    "sts": Dialect(
        invalid="ValidationError",
        broken="InternalFailure",
        denied="AccessDenied",
        expired="ExpiredToken",
        throttled="Throttling",
        unsigned="MissingAuthenticationToken",
        malformed="MalformedInput",
        unknown_operation="InvalidAction",
    ),
}
"""By botocore's name of the service: the services that the embedded farm has."""
