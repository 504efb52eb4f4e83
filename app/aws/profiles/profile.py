"""Which AWS profile, Region and login are used."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from app.aws.profiles.deadline_config import Defaults
from app.aws.profiles.monitor import Monitor, read_monitor
from app.config import Settings

_LOGIN_COMMANDS = {
    "sso_session": "aws sso login",
    "sso_start_url": "aws sso login",
    "login_session": "aws login",
}
"""What renews the credentials of a profile, by the key that such a profile holds."""

_ENV_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


class Profile(Struct, frozen=True):
    """One AWS profile, as far as it matters to a caller."""

    name: str = ""
    """Empty where AWS's own variables and defaults decide."""
    monitor: Monitor | None = None
    login: str = ""
    """The command that logs in; empty where the profile does not say how its credentials come."""
    needs_code: bool = False
    """Whether its role can only be assumed with a code of an MFA device."""


def chosen_profile(
    settings: Settings, environ: Mapping[str, str], defaults: Defaults
) -> str | None:
    """The profile to insist on; None leaves the choice to AWS's own variables and defaults.

    farmtop's own settings come first, then AWS's variables, then the profile that the `deadline`
    command uses. Credentials in the environment are a choice as well: another program's file does
    not overrule them.
    """
    if settings.profile:
        return settings.profile
    if any(environ.get(name) for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", *_ENV_KEYS)):
        return None
    return defaults.profile or None


def chosen_region(settings: Settings, environ: Mapping[str, str]) -> str | None:
    """The Region to insist on; None leaves it to AWS_DEFAULT_REGION and the profile.

    botocore does not know AWS_REGION; the other SDKs and the `aws` command do, and let it win.
    """
    return settings.region or environ.get("AWS_REGION") or None


def read_profile(name: str | None, section: Mapping[str, Any], monitor_path: str) -> Profile:
    """The profile that a section of AWS's files describes."""
    monitor = read_monitor(section)
    suffix = f" --profile {name}" if name else ""
    if monitor is not None:
        login = f"{_quoted(monitor_path or 'deadline-cloud-monitor')} login{suffix}"
    else:
        login = next((c + suffix for key, c in _LOGIN_COMMANDS.items() if section.get(key)), "")
    return Profile(name or "", monitor, login, needs_code=bool(section.get("mfa_serial")))


def _quoted(path: str) -> str:
    return f"'{path}'" if " " in path else path
