"""The settings that flags choose, before the name of a command or behind it."""

import os
from typing import TYPE_CHECKING

import click

from app.headless.flags import CONNECTION

if TYPE_CHECKING:
    from app.config import Settings

SETTINGS = ("allow_actions", "live_tail", "animation", "max_rps")
"""The flags that stand for settings of the same name, beside those of the connection."""


def settings_of(context: click.Context) -> "Settings":
    """Settings in which a command's own flags win over those before its name."""
    from app.config import load

    before = context.find_root().params
    own = {name: context.params.get(name) for name in (*CONNECTION, *SETTINGS)}
    return load(
        os.environ,
        **{name: before.get(name) if value is None else value for name, value in own.items()},
    )
