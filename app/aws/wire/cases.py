"""Every way in which a call can fail, as tables.

A service's error code, an HTTP status or a class of botocore's leads to a `Case`; a case knows the
class of our own tree and the sentences that help. The sentences are filled in by `translate`:
`{service}`, `{operation}`, `{said}` (the message as it came), `{of}` (the profile), `{login}` (how
to log in), `{renewal}` (how to have expired credentials anew), `{right}` (the IAM action),
`{profiles}` and `{region}` (what to doubt of it, too).
"""

from collections.abc import Mapping

import aiohttp
from botocore import exceptions as boto
from botocore.eventstream import ParserError as EventStreamParserError
from botocore.parsers import ResponseParserError
from msgspec import Struct

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


class Case(Struct, frozen=True):
    """One way to fail: its class, and sentences in which `{...}` is filled in."""

    kind: type[FarmtopError]
    what: str
    remedy: str = ""


_LOG_IN = "{login}"
_NO_RIGHT = "Ask whoever manages the account for {right}, or choose another profile."
_NETWORK = "Check the network, VPN and proxy."
_WAY = "Check the network, VPN and proxy{region}."
_WAIT = "It passes by itself: the account has made too many of these calls lately."

_EXPIRED = Case(ExpiredError, "The credentials{of} have expired.", "{renewal}")
_UNKNOWN_KEY = Case(
    CredentialsError, "{service} does not accept the credentials{of}: {said}.", _LOG_IN
)
_CLOCK = Case(
    CredentialsError,
    "{service} does not accept the signature of {operation}: {said}.",
    "Check this machine's clock and the secret key of the profile.",
)
_DENIED = Case(DeniedError, "{operation} is denied: {said}.", _NO_RIGHT)
_THROTTLED = Case(ThrottledError, "{service} throttles {operation}.", _WAIT)
_MISSING = Case(NotFoundError, "{service} finds no such thing in {operation}: {said}.")
_INVALID = Case(InvalidError, "{service} does not take {operation}: {said}.")
_CONFLICT = Case(
    InvalidError,
    "{operation} is in conflict with another change: {said}.",
    "Refresh and look again.",
)
_QUOTA = Case(
    InvalidError,
    "{operation} would exceed a quota of the account: {said}.",
    "Raise it in Service Quotas.",
)
_FAULT = Case(
    ServiceError,
    "{service} failed in {operation}: {said}.",
    "That usually passes; try again in a while.",
)
_OVER = Case(
    ServiceError,
    "{operation} has lasted as long as {service} lets it: {said}.",
    "It is started again by itself.",
)

CODES: Mapping[str, Case] = {
    **dict.fromkeys(
        (
            "ExpiredToken",
            "ExpiredTokenException",
            "RequestExpired",
            "TokenRefreshRequired",
            "ExpiredTokenFault",
        ),
        _EXPIRED,
    ),
    **dict.fromkeys(
        (
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidAccessKeyId",
            "InvalidToken",
            "AuthFailure",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "UnauthorizedException",
        ),
        _UNKNOWN_KEY,
    ),
    **dict.fromkeys(
        (
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "RequestTimeTooSkewed",
        ),
        _CLOCK,
    ),
    **dict.fromkeys(
        (
            "AccessDenied",
            "AccessDeniedException",
            "NotAuthorized",
            "OptInRequired",
            "UnauthorizedOperation",
        ),
        _DENIED,
    ),
    **dict.fromkeys(
        (
            "BandwidthLimitExceeded",
            "PriorRequestNotComplete",
            "RequestLimitExceeded",
            "RequestThrottled",
            "RequestThrottledException",
            "SlowDown",
            "ThrottledException",
            "Throttling",
            "ThrottlingException",
            "TooManyRequestsException",
        ),
        _THROTTLED,
    ),
    "ResourceNotFoundException": _MISSING,
    "ConflictException": _CONFLICT,
    "LimitExceededException": _QUOTA,
    "ServiceQuotaExceededException": _QUOTA,
    **dict.fromkeys(
        (
            "InvalidAction",
            "InvalidOperationException",
            "InvalidParameterCombination",
            "InvalidParameterException",
            "InvalidParameterValue",
            "MalformedQueryString",
            "SerializationException",
            "UnknownOperationException",
            "ValidationError",
            "ValidationException",
        ),
        _INVALID,
    ),
    **dict.fromkeys(
        (
            "InternalError",
            "InternalFailure",
            "InternalServerErrorException",
            "InternalServerException",
            "RequestTimeout",
            "RequestTimeoutException",
            "ServiceUnavailable",
            "ServiceUnavailableException",
            "SessionStreamingException",
        ),
        _FAULT,
    ),
    "SessionTimeoutException": _OVER,
}
"""By the code that a service gives, in whichever of its protocols."""

STATUSES: Mapping[int, Case] = {
    401: _UNKNOWN_KEY,
    402: _QUOTA,
    403: _DENIED,
    404: _MISSING,
    408: _FAULT,
    409: _CONFLICT,
    429: _THROTTLED,
    **dict.fromkeys(range(500, 600), _FAULT),
}
"""By HTTP status, for a code that no table holds."""

_NO_CREDENTIALS = Case(CredentialsError, "There are no AWS credentials.", _LOG_IN)
_INCOMPLETE = Case(CredentialsError, "The credentials{of} are incomplete: {said}.", _LOG_IN)
_NOT_TO_BE_HAD = Case(CredentialsError, "Credentials{of} cannot be had: {said}.", _LOG_IN)
_NEEDS_MFA = Case(
    ExpiredError,
    "The credentials{of} have expired, and new ones need a code of an MFA device.",
    "Start farmtop again with fresh credentials.",
)
_SIGNED_OUT = Case(ExpiredError, "The sign-in{of} does not hold any more: {said}.", _LOG_IN)
_BAD_CONFIG = Case(UsageError, "The AWS configuration is not usable: {said}.", "Correct that file.")
_NO_PROFILE = Case(UsageError, "{said}.", "{profiles}")
_NO_REGION = Case(
    UsageError,
    "No AWS Region is chosen.",
    "Give --region, set AWS_REGION, or put a region into the profile.",
)
_BAD_REGION = Case(UsageError, "That is not a Region: {said}.", "Give --region as in us-west-2.")
_BAD_ENDPOINT = Case(
    UsageError,
    "There is no such endpoint of {service}: {said}.",
    "Check --region, --endpoint-url and the AWS_ENDPOINT_URL variables.",
)
_BAD_PROXY = Case(UsageError, "The proxy settings make no sense: {said}.", "Check HTTPS_PROXY.")
_TLS = Case(
    UnreachableError,
    "The certificate of {service} cannot be verified: {said}.",
    "Where a proxy opens TLS, point AWS_CA_BUNDLE at its certificate.",
)
_PROXY = Case(
    UnreachableError, "The proxy cannot be reached: {said}.", "Check HTTPS_PROXY and NO_PROXY."
)
_NO_ANSWER = Case(UnreachableError, "{service} does not answer {operation} in time.", _NETWORK)
_NO_WAY = Case(UnreachableError, "{service} cannot be reached: {said}.", _WAY)
_CUT = Case(UnreachableError, "{service} broke off its answer to {operation}.", _NETWORK)
_NOT_AWS = Case(
    UnreachableError,
    "The answer to {operation} is not one of {service}: {said}.",
    "Check that the endpoint is right, and that no proxy answers in its place.",
)

CLASSES: tuple[tuple[type[Exception], Case], ...] = (
    (boto.NoCredentialsError, _NO_CREDENTIALS),
    (boto.NoAuthTokenError, _NO_CREDENTIALS),
    (boto.PartialCredentialsError, _INCOMPLETE),
    (boto.SSOError, _SIGNED_OUT),
    (boto.TokenRetrievalError, _SIGNED_OUT),
    (boto.LoginError, _SIGNED_OUT),
    (boto.RefreshWithMFAUnsupportedError, _NEEDS_MFA),
    (boto.CredentialRetrievalError, _NOT_TO_BE_HAD),
    (boto.MetadataRetrievalError, _NOT_TO_BE_HAD),
    (boto.InvalidConfigError, _BAD_CONFIG),
    (boto.UnknownCredentialError, _BAD_CONFIG),
    (boto.ConfigParseError, _BAD_CONFIG),
    (boto.ConfigNotFound, _BAD_CONFIG),
    (boto.ProfileNotFound, _NO_PROFILE),
    (boto.NoRegionError, _NO_REGION),
    (boto.InvalidRegionError, _BAD_REGION),
    (boto.BaseEndpointResolverError, _BAD_ENDPOINT),
    (boto.EndpointProviderError, _BAD_ENDPOINT),
    (boto.InvalidEndpointConfigurationError, _BAD_ENDPOINT),
    (boto.InvalidProxiesConfigError, _BAD_PROXY),
    (boto.ParamValidationError, _INVALID),
    (boto.ValidationError, _INVALID),
    (boto.SSLError, _TLS),
    (boto.ProxyConnectionError, _PROXY),
    (boto.ConnectTimeoutError, _NO_WAY),
    (boto.ReadTimeoutError, _NO_ANSWER),
    (boto.ConnectionClosedError, _CUT),
    (boto.IncompleteReadError, _CUT),
    (boto.ResponseStreamingError, _CUT),
    (boto.ConnectionError, _NO_WAY),
    (boto.HTTPClientError, _NO_WAY),
    (ResponseParserError, _NOT_AWS),
    (EventStreamParserError, _CUT),
    (aiohttp.ClientPayloadError, _CUT),
    (aiohttp.ClientError, _NO_WAY),
    (TimeoutError, _NO_ANSWER),
    (OSError, _NO_WAY),
)
"""By class, the special before the general."""

OTHER = Case(FarmtopError, "{operation} failed: {said}.")
"""What no table holds is told as it came."""
