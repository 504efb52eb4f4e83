"""Whose rows these are, as far as that can be told before anything of AWS is imported."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from app.config import Settings

_VARIABLES = (
    "AWS_ACCESS_KEY_ID",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_DEFAULT_PROFILE",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_DEADLINE",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_PROFILE",
    "AWS_REGION",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
)
"""What selects an account, a Region or an endpoint; no secret is among them."""

_FILES = {
    "AWS_CONFIG_FILE": "~/.aws/config",
    "AWS_SHARED_CREDENTIALS_FILE": "~/.aws/credentials",
    "DEADLINE_CONFIG_FILE_PATH": "~/.deadline/config",
}
"""The files that select them, by the variable that names another one."""


def whose(settings: Settings, environ: Mapping[str, str]) -> tuple[str, ...]:
    """What stands for the account, the Region and the endpoint that these select.

    Where it is another one, the farms may be too. A file stands for itself as it was last
    written: whoever logs in to another account by writing it sees no rows of the one before.
    """
    return (
        *(chosen or "" for chosen in (settings.profile, settings.region, settings.endpoint_url)),
        *(environ.get(name, "") for name in _VARIABLES),
        *_written(environ),
    )


def _written(environ: Mapping[str, str]) -> Iterator[str]:
    for variable, usual in _FILES.items():
        path = Path(environ.get(variable) or usual)
        try:
            found = path.expanduser().stat()
        except (OSError, RuntimeError, ValueError):  # RuntimeError: there is no home
            yield f"{path}"
        else:
            yield f"{path} {found.st_mtime_ns} {found.st_size}"
