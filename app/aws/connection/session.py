"""aiobotocore sessions for one profile, as farmtop sets them up."""

import logging
import os
from typing import Any

from aiobotocore.session import AioSession
from botocore.exceptions import BotoCoreError

from app.aws.profiles.deadline_config import Defaults
from app.aws.profiles.monitor import suit_refresh_windows
from app.aws.profiles.profile import chosen_profile, chosen_region, read_profile
from app.aws.signing.credentials import SigningCredentials, Source
from app.aws.wire.models import models
from app.aws.wire.parsing import ParserFactory
from app.aws.wire.timestamps import parse_timestamp
from app.aws.wire.translate import translate
from app.config import Settings
from app.errors import CredentialsError

# It logs what it raises as well; without a handler Python would print that over the screen.
logging.getLogger("aiobotocore").addHandler(logging.NullHandler())


_LOGIN = "the login"
"""Stands for the operation in a sentence about credentials."""


class Sessions:
    """The sessions of one profile: the one that makes every call, and those that find credentials.

    A session reads AWS's files once. So whatever credentials are looked for after the first ones
    are looked for by a new session, which sees what has been written meanwhile. The models of the
    services, which cost most of a session's start, are read once for all of them.
    """

    def __init__(self, settings: Settings, defaults: Defaults) -> None:
        """Chooses the profile and the Region.

        Raises UsageError where the profile does not exist or AWS's files cannot be read.
        """
        self._name = chosen_profile(settings, os.environ, defaults)
        self._region = chosen_region(settings, os.environ)
        try:
            self._session = self._new()
            section: dict[str, Any] = self._session.get_scoped_config()
            self._finder: Any = self._session.get_component("credential_provider")
        except BotoCoreError as error:
            raise translate(error, "sts", _LOGIN, profiles=_existing()) from error
        self.profile = read_profile(self._session.profile, section, defaults.monitor_path)

    def signing(self, credentials: SigningCredentials) -> Any:
        """The session whose clients sign with `credentials` and read answers fast."""
        self._session.register_component("credential_provider", credentials)
        parsers = ParserFactory(parse_timestamp)
        self._session.register_component("response_parser_factory", parsers)
        return self._session

    async def credentials(self) -> Source | None:
        """The caller's own credentials, looked for from scratch; None where there are none.

        Raises botocore's errors, and CredentialsError where botocore would ask for a code on the
        terminal, which may be a screen by now.
        """
        if self.profile.needs_code and not self._keys_in_environment:
            raise CredentialsError(
                f"Profile {self.profile.name} needs a code of an MFA device.",
                "Put temporary credentials into the environment, or choose another profile.",
            )
        finder = self._finder or self._new().get_component("credential_provider")
        self._finder = None
        credentials = await finder.load_credentials()
        suit_refresh_windows(credentials)
        source: Source | None = credentials
        return source

    @property
    def _keys_in_environment(self) -> bool:
        """Whether credentials in the environment come before those of the profile."""
        return self._name is None and bool(os.environ.get("AWS_ACCESS_KEY_ID"))

    def _new(self) -> Any:
        session: Any = AioSession(profile=self._name)
        data_path = session.get_config_variable("data_path")
        session.register_component("data_loader", models(data_path))
        if self._region:
            session.set_config_variable("region", self._region)
        return session


def _existing() -> tuple[str, ...]:
    """The profiles that AWS's files hold; none where they cannot be read."""
    try:
        return tuple(AioSession(profile="default").available_profiles)
    except BotoCoreError:
        return ()
