"""The defaults that the `deadline` command and Deadline Cloud monitor share, only ever read.

The file is INI with nested section names: a farm is chosen for a profile, a queue for a farm and a
job for a queue, so that each level's section name holds the choices of the levels above it.
Source: `deadline.client.config.config_file` of the `deadline` package.
"""

import configparser
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from app.errors import UsageError

PATH_VARIABLE = "DEADLINE_CONFIG_FILE_PATH"
"""Names the file where it is not `~/.deadline/config`."""

_NO_PROFILE = "(default)"
_NO_PROFILES = frozenset({_NO_PROFILE, "default"})
"""How the file says that AWS's own order of credentials is meant, for the `deadline` command."""


class Defaults(Struct, frozen=True):
    """What a user has chosen in the `deadline` command; empty where nothing is chosen."""

    profile: str = ""
    farm_id: str = ""
    queue_id: str = ""
    job_id: str = ""
    monitor_path: str = ""
    """The program of Deadline Cloud monitor."""

    def id_of(self, key: str) -> str | None:
        """The chosen id of the farm, queue or job, by the name of its member: `farmId`."""
        chosen = {"farmId": self.farm_id, "queueId": self.queue_id, "jobId": self.job_id}
        return chosen.get(key) or None


def config_path(environ: Mapping[str, str]) -> Path:
    """Where the file is; it need not exist."""
    return Path(environ.get(PATH_VARIABLE) or "~/.deadline/config").expanduser()


def read_defaults(environ: Mapping[str, str], profile: str | None = None) -> Defaults:
    """The defaults of `profile`, or, where that is None, of the profile that the file chooses.

    An empty name stands for AWS's own order of credentials, whatever the file chooses.
    Everything is empty where there is no file. Raises UsageError where it cannot be read.
    """
    path = config_path(environ)
    sections = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        sections.read_string(path.read_text(encoding="utf-8"), source=str(path))
    except FileNotFoundError:
        return Defaults()
    except (OSError, UnicodeDecodeError, configparser.Error) as error:
        problem = " ".join(str(error).split())
        raise UsageError(
            f"The Deadline Cloud configuration {path} cannot be read: {problem}.",
            f"Correct it, or point ${PATH_VARIABLE} at another file.",
        ) from error
    return _choose(sections, profile)


def _choose(sections: configparser.ConfigParser, profile: str | None) -> Defaults:
    chosen = sections.get("defaults", "aws_profile_name", fallback="").strip()
    if profile == "" and chosen not in _NO_PROFILES:
        profile = _NO_PROFILE
    scope = f"profile-{profile or chosen or _NO_PROFILE}"
    ids = dict.fromkeys(("farm_id", "queue_id", "job_id"), "")
    for name in ids:
        ids[name] = sections.get(f"{scope} defaults", name, fallback="").strip()
        if not ids[name]:
            break
        scope += f" {ids[name]}"
    return Defaults(
        profile="" if chosen in _NO_PROFILES else chosen,
        monitor_path=sections.get("deadline-cloud-monitor", "path", fallback="").strip(),
        **ids,
    )
