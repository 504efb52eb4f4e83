"""When the silence of an action that runs has lasted too long, and when to listen again.

Nothing that has run for less time than it may be silent can have been silent for longer. So an
action is listened to only once it has run that long, and then not before its last line is that
old: one that goes on writing costs a call now and then, and a short one none.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.resources.level import Item
from app.resources.session_actions import action_title
from app.stuck.kin import Usual

LEAST = 180.0
"""Seconds of silence that are nothing, however short other actions are: lines reach the log some
seconds late, and programs that load a scene say nothing for a while."""
ALONE = 1_800.0
"""Seconds of silence that are too long where nobody knows how long others take."""
AGAIN = 60.0
"""Seconds after which one that is silent is listened to again."""
VISITED = 300.0
"""Seconds after which a worker is asked again what it runs, unless that is silent."""
SPACING = 30.0
"""Seconds at least between listening to an action and listening to it again."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard of an action when its log was listened to."""

    at: float
    """When its last line was written, in seconds since the epoch; when it began, without one."""
    asked_at: float
    line: str = ""
    """The last line, harmless; empty where there is none yet."""

    @property
    def silence(self) -> float:
        """Seconds for which it had been silent by then."""
        return max(0.0, self.asked_at - self.at)


@dataclass(frozen=True, slots=True)
class Silence:
    """An action that has said nothing for too long."""

    ids: Mapping[str, str]
    """Its own id and those that lead to it, also through its step and task, by member names."""
    action: Item
    """As its list told of it, or that of its task."""
    heard: Heard
    usual: Usual | None
    """How long others of its kind take; None where nobody knows."""

    @property
    def what(self) -> str:
        """What it does: `Task Frame=1042`."""
        return action_title(self.action)

    @property
    def since(self) -> float:
        """When it fell silent, in seconds since the epoch."""
        return self.heard.at


def limit(multiple: float, usual: Usual | None) -> float:
    """Seconds of silence from which on an action counts as stuck."""
    return ALONE if usual is None else max(LEAST, multiple * usual.median)


def is_stuck(heard: Heard | None, most: float) -> bool:
    """Whether it was heard that an action has been silent for `most` seconds: it is not supposed
    that one which spoke when it was listened to has fallen silent since."""
    return heard is not None and heard.silence >= most


def due(began: float, heard: Heard | None, most: float) -> float:
    """When to listen to an action that began then, in seconds since the epoch."""
    if heard is None:
        return began + most
    if is_stuck(heard, most):
        return heard.asked_at + AGAIN
    return max(heard.at + most, heard.asked_at + SPACING)
