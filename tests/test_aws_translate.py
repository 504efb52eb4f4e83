"""Every way to fail becomes one class of ours, with a sentence that helps."""

import ssl
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from app.aws.profiles.profile import Profile
from app.aws.wire.cases import CLASSES, CODES, STATUSES
from app.aws.wire.translate import TRANSLATED, retry_after, translate
from app.errors import (
    CredentialsError,
    DeniedError,
    ExpiredError,
    FarmtopError,
    InvalidError,
    NotFoundError,
    ServiceError,
    ThrottledError,
    UnreachableError,
    UsageError,
)

STUDIO = Profile("studio", login="aws sso login --profile studio")


def client_error(
    code: str,
    message: str = "the service says so",
    status: int = 400,
    headers: dict[str, str] | None = None,
    **members: Any,
) -> boto.ClientError:
    """An error as a client of botocore raises it."""
    response: Any = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status, "HTTPHeaders": headers or {}},
        **members,
    }
    return boto.ClientError(response, "ListJobs")


def translated(error: Exception, profile: Profile = STUDIO) -> FarmtopError:
    """What an error of ListJobs becomes."""
    return translate(error, "deadline", "ListJobs", profile, ("day", "night"))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("ExpiredToken", ExpiredError),
        ("ExpiredTokenException", ExpiredError),
        ("UnrecognizedClientException", CredentialsError),
        ("InvalidClientTokenId", CredentialsError),
        ("InvalidSignatureException", CredentialsError),
        ("AccessDenied", DeniedError),
        ("AccessDeniedException", DeniedError),
        ("ThrottlingException", ThrottledError),
        ("TooManyRequestsException", ThrottledError),
        ("RequestLimitExceeded", ThrottledError),
        ("Throttling", ThrottledError),
        ("ResourceNotFoundException", NotFoundError),
        ("ValidationException", InvalidError),
        ("InvalidParameterException", InvalidError),
        ("ConflictException", InvalidError),
        ("ServiceQuotaExceededException", InvalidError),
        ("InternalServerErrorException", ServiceError),
        ("ServiceUnavailableException", ServiceError),
    ],
)
def test_a_code_of_a_service_has_its_class(code: str, kind: type[FarmtopError]) -> None:
    assert type(translated(client_error(code))) is kind


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, CredentialsError),
        (403, DeniedError),
        (404, NotFoundError),
        (409, InvalidError),
        (429, ThrottledError),
        (500, ServiceError),
        (503, ServiceError),
        (418, InvalidError),
    ],
)
def test_a_code_that_is_not_known_goes_by_its_status(status: int, kind: type[FarmtopError]) -> None:
    assert type(translated(client_error("NewlyMadeException", status=status))) is kind


@pytest.mark.parametrize(
    ("error", "kind", "sentence"),
    [
        (boto.NoCredentialsError(), CredentialsError, "aws sso login --profile studio"),
        (
            boto.PartialCredentialsError(provider="env", cred_var="x"),
            CredentialsError,
            "missing: x",
        ),
        (
            boto.CredentialRetrievalError(provider="custom-process", error_msg="logged out"),
            CredentialsError,
            "profile studio cannot be had: .*logged out",
        ),
        (boto.SSOTokenLoadError(error_msg="gone"), ExpiredError, "aws sso login --profile studio"),
        (boto.UnauthorizedSSOTokenError(), ExpiredError, "aws sso login --profile studio"),
        (
            boto.TokenRetrievalError(provider="sso", error_msg="Token has expired"),
            ExpiredError,
            "aws sso login --profile studio",
        ),
        (boto.LoginRefreshRequired(), ExpiredError, "reauthenticate"),
        (boto.RefreshWithMFAUnsupportedError(), ExpiredError, "MFA"),
        (boto.ProfileNotFound(profile="noon"), UsageError, "noon.*Profiles are: day, night"),
        (boto.ConfigParseError(path="/x/config"), UsageError, "/x/config"),
        (boto.NoRegionError(), UsageError, "--region"),
        (boto.InvalidRegionError(region_name="us west"), UsageError, "us west"),
        (
            boto.ParamValidationError(report="farmId\n is missing"),
            InvalidError,
            "farmId is missing",
        ),
        (boto.EndpointConnectionError(endpoint_url="http://x"), UnreachableError, "http://x"),
        (
            boto.ConnectTimeoutError(endpoint_url="http://x"),
            UnreachableError,
            "cannot be reached: Connect timeout",
        ),
        (boto.ReadTimeoutError(endpoint_url="http://x"), UnreachableError, "in time"),
        (boto.ConnectionClosedError(endpoint_url="http://x"), UnreachableError, "broke off"),
        (
            boto.SSLError(endpoint_url="http://x", error=ssl.SSLError("self-signed")),
            UnreachableError,
            "CA_BUNDLE",
        ),
        (boto.ProxyConnectionError(proxy_url="http://p"), UnreachableError, "HTTPS_PROXY"),
        (boto.HTTPClientError(error="odd"), UnreachableError, "odd"),
        (boto.IncompleteReadError(actual_bytes=1, expected_bytes=2), UnreachableError, "broke off"),
        (ResponseParserError("no XML"), UnreachableError, "not one of Deadline Cloud: no XML"),
        (aiohttp.ClientPayloadError("cut"), UnreachableError, "broke off"),
        (aiohttp.ClientConnectionError("no way"), UnreachableError, "no way"),
        (TimeoutError(), UnreachableError, "in time"),
        (ssl.SSLError("odd"), UnreachableError, "odd"),
        (boto.DataNotFoundError(data_path="x"), FarmtopError, "ListJobs failed"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_an_error_on_this_side_has_its_class_and_says_what_to_do(
    error: Exception, kind: type[FarmtopError], sentence: str
) -> None:
    assert isinstance(error, TRANSLATED)
    told = translated(error)
    assert type(told) is kind
    with pytest.raises(kind, match=sentence):
        raise told


def test_every_case_can_be_told() -> None:
    for case in {*CODES.values(), *STATUSES.values(), *(case for _, case in CLASSES)}:
        codes = [code for code, of in CODES.items() if of is case]
        for code in codes:
            told = translated(client_error(code))
            assert told.what.endswith("."), code
            assert "{" not in str(told), code
            assert told.remedy or case.kind in {NotFoundError, InvalidError}, code


def test_the_special_stands_before_the_general() -> None:
    kinds = [kind for kind, _ in CLASSES]
    for index, kind in enumerate(kinds):
        shadowed = [later.__name__ for later in kinds[index + 1 :] if issubclass(later, kind)]
        assert shadowed == []


def test_a_validation_names_its_reason_and_its_fields() -> None:
    fields = [{"name": "pageSize", "message": "must be at most 100"}]
    error = client_error("ValidationException", "Bad.", reason="OTHER", fieldList=fields)
    assert translated(error).what == (
        "Deadline Cloud does not take ListJobs: Bad (OTHER; pageSize: must be at most 100)."
    )


@pytest.mark.parametrize(
    ("profile", "remedy"),
    [
        (STUDIO, "Log in: run `aws sso login --profile studio`."),
        (Profile("studio"), "Renew the credentials of profile studio"),
        (Profile(), "Renew them in AWS's variables or files, or choose"),
    ],
)
def test_expired_credentials_say_how_to_log_in(profile: Profile, remedy: str) -> None:
    assert translated(client_error("ExpiredToken"), profile).remedy.startswith(remedy)


def test_what_a_service_says_cannot_reach_the_terminal_as_escapes() -> None:
    told = translated(client_error("AccessDenied", "\x1b]0;owned\x07" + "x" * 2000))
    assert str(told).isprintable()
    assert len(told.what) < 500


def test_what_is_ours_already_stays_as_it_is() -> None:
    error = DeniedError("no")
    assert translate(error, "deadline", "ListJobs") is error


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        ("Sun, 22 Nov 2026 01:00:30 GMT", 30.0),
        ("Sun, 22 Nov 2026 00:00:00 GMT", 0.0),
        ("-1", None),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("Sun, 99 Nov 2026 00:00:00 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, seconds: float | None) -> None:
    now = datetime(2026, 11, 22, 1, tzinfo=UTC)
    error = client_error("ThrottlingException", headers={"retry-after": header})
    assert retry_after(error, now) == seconds


def test_without_a_header_nothing_is_asked_for() -> None:
    assert retry_after(client_error("ThrottlingException")) is None
    assert retry_after(TimeoutError()) is None


def test_of_an_address_that_does_not_answer_only_the_host_is_told() -> None:
    url = "https://management.deadline.us-west-2.amazonaws.com/2023-10-12/farms/farm-1?maxResults=9"
    told = translated(boto.EndpointConnectionError(endpoint_url=url))
    assert '"https://management.deadline.us-west-2.amazonaws.com".' in str(told)


def test_where_a_host_is_not_reached_its_region_is_doubted_too() -> None:
    url = "https://management.deadline.us-nowhere-9.amazonaws.com/2023-10-12/farms"
    told = translated(boto.EndpointConnectionError(endpoint_url=url))
    assert told.remedy.endswith("VPN and proxy, and the Region us-nowhere-9 (--region).")
    told = translated(boto.EndpointConnectionError(endpoint_url="http://127.0.0.1:8000/farms"))
    assert told.remedy == "Check the network, VPN and proxy."
