"""What is known of the silence of actions, shared by all screens: none is listened to twice."""

import math
from collections.abc import Collection, Iterable

from app.resources.level import Item, Place
from app.resources.session_actions import SESSION_ACTIONS
from app.stuck.kin import Kin, Usual
from app.stuck.silence import Heard, Silence, due, is_stuck, limit
from app.stuck.suspects import Suspect

KEPT = 600.0
"""Seconds for which it is told that an action is silent, once nobody listens to it any more."""
MOST = 1_000
"""Actions of which it is remembered what was heard; the oldest are forgotten."""


class Silences:
    """What was heard of actions that run, and how long others of their kind take."""

    def __init__(self, multiple: float) -> None:
        """An action is stuck that is silent for `multiple` times as long as others take; with 0
        none ever is, and none is listened to."""
        self._multiple = multiple
        self._kin = Kin()
        self._heard: dict[str, tuple[Suspect, Heard]] = {}
        self.version = 0
        """Grows with every change that can be seen."""

    def learn(self, place: Place, actions: Collection[Item]) -> None:
        """What a list says of some actions: how long they took, and that they are over."""
        self._kin.learn(place, actions)
        for action in actions:
            if SESSION_ACTIONS.ended(action) and action[SESSION_ACTIONS.key] in self._heard:
                del self._heard[action[SESSION_ACTIONS.key]]
                self.version += 1

    def usual(self, suspect: Suspect) -> Usual | None:
        """How long others of its kind take; None where nobody knows."""
        return self._kin.usual(suspect.place, suspect.action)

    def limit(self, suspect: Suspect) -> float:
        """Seconds of silence from which on it counts as stuck."""
        return limit(self._multiple, self.usual(suspect)) if self._multiple else math.inf

    def next(self, suspects: Iterable[Suspect]) -> tuple[Suspect | None, float]:
        """Which of several to listen to next, and when, in seconds since the epoch."""
        dues = [(self._due(suspect), suspect) for suspect in suspects]
        when, chosen = min(dues, key=lambda one: one[0], default=(math.inf, None))
        return (None, math.inf) if math.isinf(when) else (chosen, when)

    def hear(self, suspect: Suspect, heard: Heard) -> None:
        """An action was listened to."""
        before = self._heard.pop(suspect.key, None)
        self._heard[suspect.key] = suspect, heard
        if self._is_stuck(suspect, heard) or (before is not None and self._is_stuck(*before)):
            self.version += 1
        if len(self._heard) > MOST:
            self._heard.pop(next(iter(self._heard)))

    def of(self, key: str, now: float) -> Silence | None:
        """The silence of the action with an id; None where it is not known to be silent."""
        suspect, heard = self._heard.get(key, (None, None))
        if suspect is None or heard is None or now - heard.asked_at > KEPT:
            return None
        if not self._is_stuck(suspect, heard):
            return None
        return Silence(suspect.ids, heard, self.usual(suspect))

    def known(self, now: float) -> tuple[Silence, ...]:
        """All that are known to be silent, those first that have been so for the longest."""
        found = (self.of(key, now) for key in self._heard)
        return tuple(sorted(filter(None, found), key=lambda silence: silence.since))

    def _due(self, suspect: Suspect) -> float:
        _, heard = self._heard.get(suspect.key, (None, None))
        return due(suspect.began, heard, self.limit(suspect))

    def _is_stuck(self, suspect: Suspect, heard: Heard) -> bool:
        return is_stuck(heard, self.limit(suspect))
