"""What can go wrong, once for the whole program.

    FarmtopError                    everything below; `remedy` says what a user can do
    ├── UsageError                  a flag, a setting or an address makes no sense      exit 2
    ├── CredentialsError            there are no credentials, or they are not accepted  exit 3
    │   └── ExpiredError            there were, and they have run out                   exit 3
    ├── DeniedError                 the caller may not do this                          exit 4
    ├── NotFoundError               there is no such thing                              exit 5
    ├── InvalidError                the service does not take the request               exit 1
    ├── ThrottledError              too many requests; `retry_after` says how long      exit 1
    ├── UnreachableError            no answer: network, name, proxy, TLS, time-out      exit 1
    └── ServiceError                the service itself failed                           exit 1

Errors of botocore and of the network are translated into this tree at the edge, once.
"""

from typing import ClassVar

from msgspec import Struct


class FarmtopError(Exception):
    """Something went wrong that a user can be told about.

    `str(error)` is one sentence about what happened and, where there is one, one about what to do.
    """

    exit_code: ClassVar[int] = 1
    """The exit code of a command that ends with this error."""

    transient: ClassVar[bool] = False
    """Whether the same request may succeed when it is simply made again, later."""

    retry_after: float | None = None
    """Seconds that the service asks to wait, where it says so."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}" if self.remedy else self.what


class UsageError(FarmtopError):
    """A flag, a setting or an address makes no sense."""

    exit_code = 2


class CredentialsError(FarmtopError):
    """There are no credentials, or the service does not accept them."""

    exit_code = 3


class ExpiredError(CredentialsError):
    """The credentials have run out."""


class DeniedError(FarmtopError):
    """The caller may not do this."""

    exit_code = 4


class NotFoundError(FarmtopError):
    """There is no such thing, or it is not there any more."""

    exit_code = 5


class InvalidError(FarmtopError):
    """The service does not take the request as it was made."""


class ThrottledError(FarmtopError):
    """Too many requests were made, by this program or by others on the account."""

    transient = True

    def __init__(self, what: str, remedy: str = "", retry_after: float | None = None) -> None:
        super().__init__(what, remedy)
        self.retry_after = retry_after


class UnreachableError(FarmtopError):
    """The service did not answer: network, name, proxy, TLS or time-out."""

    transient = True


class ServiceError(FarmtopError):
    """The service itself failed."""

    transient = True


class Trouble(Struct, frozen=True):
    """Why what is shown is not fresh. Times are seconds since the epoch."""

    error: FarmtopError
    since: float
    """When the first refresh failed; later failures keep it."""
    retry_at: float

    @classmethod
    def after(
        cls, before: "Trouble | None", error: FarmtopError, now: float, wait: float
    ) -> "Trouble":
        """A failure `now` that follows on `before`, with the next try after `wait` seconds."""
        return cls(error, before.since if before else now, now + wait)
