"""The errors of botocore, of the services and of the network, in farmtop's own tree, once."""

import email.utils
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import aiohttp
from botocore.eventstream import ParserError as EventStreamParserError
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as BotoConnectionError
from botocore.parsers import ResponseParserError

from app.aws.profiles.profile import Profile
from app.aws.wire.cases import CLASSES, CODES, OTHER, STATUSES, Case
from app.errors import ExpiredError, FarmtopError, ThrottledError
from app.view import plain, shorten

SERVICES = {
    "deadline": "Deadline Cloud",
    "logs": "CloudWatch Logs",
    "nova-act": "Nova Act",
    "sts": "AWS STS",
}
"""What a service is called in a sentence."""

TRANSLATED = (
    BotoCoreError,
    ClientError,
    ResponseParserError,
    EventStreamParserError,
    aiohttp.ClientError,
    OSError,
)
"""What a call can raise; anything else is a fault of farmtop's own and is not hidden."""

_LONGEST = 400
"""Characters of a message from outside that are shown."""

_PATH = re.compile(r"(?<=://)(?P<host>[^/\s\"']+)/[^\s\"']*")
"""The path of a URL."""

_REGION = re.compile(r"\.(?P<region>[a-z]{2,4}(?:-[a-z]+)+-\d+)\.(?:amazonaws|api\.aws)\b")
"""The Region in the name of a host."""

_ANYONE = Profile()
_NO_PROFILES = "Check --profile and ~/.aws/config."


def translate(
    error: Exception,
    service: str,
    operation: str,
    profile: Profile = _ANYONE,
    profiles: tuple[str, ...] = (),
) -> FarmtopError:
    """What `error` means to a user; an error of our own tree is returned as it is.

    `profiles` are the names that exist, for where one is asked for that does not.
    """
    if isinstance(error, FarmtopError):
        return error
    case = _case(error)
    fills = {
        "service": SERVICES.get(service, service),
        "operation": operation,
        "said": _said(error),
        "of": f" of profile {profile.name}" if profile.name else "",
        "login": _login(profile),
        "renewal": _renewal(profile),
        "region": _region(str(error)),
        "right": f"{service}:{operation}",
        "profiles": f"Profiles are: {', '.join(profiles)}." if profiles else _NO_PROFILES,
    }
    what, remedy = case.what.format_map(fills), case.remedy.format_map(fills)
    if issubclass(case.kind, ThrottledError):
        return case.kind(what, remedy, retry_after(error))
    return case.kind(what, remedy)


def expired(profile: Profile) -> ExpiredError:
    """What is said of credentials that have run out before they were used."""
    of = f" of profile {profile.name}" if profile.name else ""
    return ExpiredError(f"The credentials{of} have expired.", _renewal(profile))


def retry_after(error: Exception, now: datetime | None = None) -> float | None:
    """Seconds that the service asks to wait, from its Retry-After header; None if it does not.

    The header holds seconds or a date (RFC 9110, 10.2.3).
    """
    if not isinstance(error, ClientError):
        return None
    header = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("retry-after")
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        seconds = _seconds_until(header, now or datetime.now(UTC))
    return seconds if 0 <= seconds < float("inf") else None


def _seconds_until(date: str, now: datetime) -> float:
    """Seconds from `now` to an HTTP date; infinite where it is none."""
    try:
        moment = email.utils.parsedate_to_datetime(date)
    except ValueError:
        return float("inf")
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def _case(error: Exception) -> Case:
    if isinstance(error, ClientError):
        code = str(error.response.get("Error", {}).get("Code", ""))
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return CODES.get(code) or STATUSES.get(status) or CODES["ValidationException"]
    return next((case for kind, case in CLASSES if isinstance(error, kind)), OTHER)


def _said(error: Exception) -> str:
    """The message as it came, in one line, without the full stop that the sentence adds.

    Of a URL only the host is told: its ids fill lines, and push out when it is tried again.
    """
    text = _service_message(error.response) if isinstance(error, ClientError) else str(error)
    if isinstance(error, BotoConnectionError | HTTPClientError):
        text = _PATH.sub(r"\g<host>", text)
    line = plain(" ".join(text.split()))
    return shorten(line, _LONGEST).rstrip(".:") or type(error).__name__


def _service_message(response: Mapping[str, Any]) -> str:
    """What a service says, with the reason and the fields that a ValidationException names."""
    stated = response.get("Error", {})
    message = str(stated.get("Message") or stated.get("Code") or "")
    fields = response.get("fieldList") or ()
    named = [f"{field.get('name', '')}: {field.get('message', '')}" for field in fields]
    reason = response.get("reason")
    details = [*([str(reason)] if reason else []), *named]
    return f"{message.rstrip('.')} ({'; '.join(details)})" if details else message


def _login(profile: Profile) -> str:
    if profile.login:
        return f"Log in: run `{profile.login}`."
    if profile.name:
        return f"Renew the credentials of profile {profile.name}, or choose another with --profile."
    return "Choose a profile with --profile, or set AWS_PROFILE or AWS's other variables."


def _renewal(profile: Profile) -> str:
    """How to have credentials anew that have expired."""
    if profile.login or profile.name:
        return _login(profile)
    return "Renew them in AWS's variables or files, or choose a profile with --profile."


def _region(text: str) -> str:
    """What to doubt of the Region too, where a host of one is named: nobody has every name."""
    found = _REGION.search(text)
    return f", and the Region {found['region']} (--region)" if found else ""
