"""Whose credentials sign a request, and how they are had anew.

A client of botocore's asks its credentials object for frozen credentials before each request.
`SigningCredentials` is that object: it answers with those of the role that the running call names,
else with the caller's own. So one client, with one pool of connections, serves every role, and
credentials that have run out are replaced under a client without closing it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any, Protocol

from botocore.exceptions import CredentialRetrievalError, NoCredentialsError

from app.aws.profiles.profile import Profile
from app.aws.wire.translate import TRANSLATED, expired, translate
from app.errors import FarmtopError
from app.resources.log_place import ReadRole

FAILURE_LASTS = 2.0
"""Seconds for which credentials that could not be had are not asked for again."""

signing_role: ContextVar[ReadRole | None] = ContextVar("signing_role", default=None)
"""The role whose credentials sign the requests of the running call."""


class Frozen(Protocol):
    """Credentials as botocore freezes them for one signature."""

    @property
    def access_key(self) -> str: ...
    @property
    def secret_key(self) -> str: ...
    @property
    def token(self) -> str | None: ...
    @property
    def account_id(self) -> str | None: ...


class Source(Protocol):
    """Credentials that refresh themselves, as aiobotocore's do."""

    async def get_frozen_credentials(self) -> Frozen: ...


class HostCredentials:
    """The caller's own credentials, found where botocore finds them.

    `find` looks for them anew: in the environment, in files, by a program. It is called for the
    first request, and again once credentials were refused or could not be refreshed, so that
    whoever logs in again meanwhile need not start farmtop again.
    """

    def __init__(
        self,
        find: Callable[[], Awaitable[Source | None]],
        profile: Profile,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._find = find
        self._profile = profile
        self._clock = clock
        self._lock = asyncio.Lock()
        self._source: Source | None = None
        self._failure: FarmtopError | None = None
        self._failed_at = 0.0
        self.generation = 0
        """Grows whenever credentials are forgotten."""

    async def frozen(self) -> Frozen:
        """Credentials for one signature; raises CredentialsError or UsageError."""
        if self._failure is not None and self._clock() - self._failed_at < FAILURE_LASTS:
            raise self._failure.with_traceback(None)
        try:
            source = self._source or await self._look()
            frozen = await source.get_frozen_credentials()
        except (FileNotFoundError, PermissionError) as error:
            raise self._failed(_not_given(error)) from error
        except TRANSLATED as error:
            raise self._failed(error) from error
        except (ValueError, KeyError, TypeError) as error:
            raise self._failed(_not_given(error)) from error
        except RuntimeError as error:
            # So aiobotocore says that new credentials had expired before they came.
            raise self._failed(expired(self._profile)) from error
        self._failure = None
        return frozen

    def forget(self, generation: int) -> None:
        """Drops credentials that were refused, unless they have been dropped since."""
        if generation == self.generation:
            self.generation += 1
            self._source = None

    async def _look(self) -> Source:
        async with self._lock:
            if self._source is None:
                self._source = await self._find()
            if self._source is None:
                raise NoCredentialsError
            return self._source

    def _failed(self, error: Exception) -> FarmtopError:
        failure = translate(error, "sts", "the login", self._profile)
        self._failure, self._failed_at = failure, self._clock()
        self.forget(self.generation)
        return failure


def _not_given(error: Exception) -> CredentialRetrievalError:
    """A program or a file that should give credentials is not there, or gives something else."""
    return CredentialRetrievalError(provider="the profile", error_msg=str(error))


class SigningCredentials:
    """What a client asks for credentials, once a request."""

    method = "farmtop"

    def __init__(
        self, host: HostCredentials, of_role: Callable[[ReadRole], Awaitable[Frozen]]
    ) -> None:
        self._host = host
        self._of_role = of_role

    async def get_frozen_credentials(self) -> Frozen:
        """The credentials that sign the request which is being made."""
        role = signing_role.get()
        return await (self._host.frozen() if role is None else self._of_role(role))

    async def get_account_id(self) -> str | None:
        """The account, where the credentials name it."""
        return (await self.get_frozen_credentials()).account_id

    def get_deferred_property(self, _name: str) -> Callable[[], Awaitable[str | None]]:
        """What builds the address of an endpoint from the account, where a service has such."""
        return self.get_account_id

    async def load_credentials(self) -> Any:
        """Stands for botocore's chain of providers: this object is what it leads to."""
        return self
