"""aiobotocore sessions for one profile, as farmtop sets them up."""

import logging
import os
from dataclasses import dataclass
from typing import Any

from aiobotocore.session import AioSession
from botocore.exceptions import BotoCoreError

from app.aws.credentials import SigningCredentials, Source
from app.aws.deadline_config import Defaults
from app.aws.monitor import suit_refresh_windows
from app.aws.profile import Profile, chosen_profile, chosen_region, read_profile
from app.aws.timestamps import parse_timestamp
from app.aws.translate import translate
from app.config import Settings

# It logs what it raises as well; without a handler Python would print that over the screen.
logging.getLogger("aiobotocore").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Sessions:
    """Makes the sessions of one profile; each reads AWS's files anew."""

    profile: Profile
    region: str | None
    """Where it is not left to AWS_DEFAULT_REGION and the profile."""
    endpoint_url: str | None
    """Of every service, where it is not left to botocore's own variables."""
    explicit: bool
    """Whether the profile is insisted on, which leaves out credentials in the environment."""

    @classmethod
    def chosen(cls, settings: Settings, defaults: Defaults) -> "Sessions":
        """The sessions that settings, environment and files select.

        Raises UsageError where the profile does not exist or AWS's files cannot be read.
        """
        name = chosen_profile(settings, os.environ, defaults)
        session = AioSession(profile=name)
        try:
            section: dict[str, Any] = session.get_scoped_config()
        except BotoCoreError as error:
            raise translate(error, "sts", "any operation", profiles=_existing()) from error
        return cls(
            read_profile(session.profile, section, defaults.monitor_path),
            chosen_region(settings, os.environ),
            settings.endpoint_url,
            explicit=name is not None,
        )

    def open(self, credentials: SigningCredentials) -> Any:
        """A session whose clients sign with `credentials` and read timestamps fast."""
        session = self._session()
        session.register_component("credential_provider", credentials)
        session.get_component("response_parser_factory").set_parser_defaults(
            timestamp_parser=parse_timestamp
        )
        return session

    async def credentials(self) -> Source | None:
        """The caller's own credentials, looked for from scratch; None where there are none."""
        credentials = await self._session().get_credentials()
        suit_refresh_windows(credentials)
        source: Source | None = credentials
        return source

    def _session(self) -> Any:
        session = AioSession(profile=self.profile.name if self.explicit else None)
        if self.region:
            session.set_config_variable("region", self.region)
        return session


def _existing() -> tuple[str, ...]:
    """The profiles that AWS's files hold; none where they cannot be read."""
    try:
        return tuple(AioSession(profile="default").available_profiles)
    except BotoCoreError:
        return ()
