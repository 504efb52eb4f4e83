"""What is known of the silence of actions, shared by all screens: none is listened to twice."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from app.resources.level import Item, Place
from app.stuck.kin import Kin, Usual
from app.stuck.silence import LEAST, VISITED, Heard, Silence, due, is_stuck, limit
from app.stuck.suspects import Suspect, run_in

KEPT = 600.0
"""Seconds for which it is told that an action is silent, once nobody listens to it any more."""
MOST = 1_000
"""Actions of which it is remembered what was heard; the oldest are forgotten."""
NONE_PUT_OFF: Mapping[str, float] = MappingProxyType({})


class Silences:
    """What was heard of actions that run, and how long others of their kind take."""

    def __init__(self, multiple: float) -> None:
        """An action is stuck that is silent for `multiple` times as long as others take; with 0
        none ever is, and none is listened to."""
        self._multiple = multiple
        self._kin = Kin()
        self._heard: dict[str, tuple[Suspect, Heard]] = {}
        self._run_in: dict[str, Suspect] = {}
        """What runs in sessions, by their ids, as long as they write nothing new."""
        self._missed: dict[str, tuple[float, float]] = {}
        """Since when sessions were silent of which it was not found out what they run, by their
        ids, and the seconds of that silence after which to ask again."""
        self.version = 0
        """Grows with every change that can be seen."""

    @property
    def listens(self) -> bool:
        """Whether anything is ever listened to."""
        return bool(self._multiple)

    def learn(self, place: Place, items: Collection[Item]) -> None:
        """What a list says of some items: how long they took, and that they are over."""
        level = place.level
        self._kin.learn(place.path, filter(None, (run_in(place, item) for item in items)))
        over = {item[level.key] for item in items if level.ended(item)}
        for key in [
            key for key, (suspect, _) in self._heard.items() if suspect.ids.get(level.key) in over
        ]:
            self._forget(key)

    def usual(self, suspect: Suspect) -> Usual | None:
        """How long others of its kind take; None where nobody knows."""
        return None if suspect.kind is None else self._kin.usual(suspect.kind)

    def limit(self, suspect: Suspect) -> float:
        """Seconds of silence from which on it counts as stuck; of a session, from which on it is
        worth a call to know what it runs; of a worker, after which it is asked again."""
        if not self.listens:
            return math.inf
        if suspect.is_known:
            return limit(self._multiple, self.usual(suspect))
        return LEAST if suspect.session else VISITED

    def next(
        self, suspects: Iterable[Suspect], put_off: Mapping[str, float] = NONE_PUT_OFF
    ) -> tuple[Suspect | None, float]:
        """Which of several to listen to next, and when, in seconds since the epoch; not before
        those were put off to, by their keys."""
        dues = [
            (max(self._due(suspect), put_off.get(suspect.key, 0.0)), suspect)
            for suspect in _each_once(tuple(suspects))
        ]
        when, chosen = min(dues, key=lambda one: one[0], default=(math.inf, None))
        return (None, math.inf) if math.isinf(when) else (chosen, when)

    def due(self, suspects: Iterable[Suspect], now: float) -> int:
        """How many of several it is time to listen to."""
        return sum(self._due(suspect) <= now for suspect in _each_once(tuple(suspects)))

    def hear(self, suspect: Suspect, heard: Heard) -> None:
        """An action, a session, or a worker was listened to."""
        before = self._heard.pop(suspect.key, None)
        suspect = suspect if before is None else suspect.below(before[0])
        self._heard[suspect.key] = suspect, heard
        is_silent = self._is_stuck(suspect, heard)
        if is_silent or (before is not None and self._is_stuck(*before)):
            self.version += 1
        if is_silent:
            self.found(suspect.session, suspect)
        if len(self._heard) > MOST:
            self._heard.pop(next(iter(self._heard)))

    def run_in(self, session: Suspect, heard: Heard) -> Suspect | None:
        """What runs in a session of which that was found out since it spoke last."""
        if (action := self._run_in.get(session.key)) is None:
            return None
        _, before = self._heard.get(action.key, (None, None))
        if before is not None and before.at == max(heard.at, action.began):
            return action
        del self._run_in[session.key]
        self._forget(action.key)
        return None

    def found(self, session: str, action: Suspect) -> None:
        """It was found out that a session, by its id, runs this, as long as it writes nothing
        new."""
        self._run_in[session] = action
        if len(self._run_in) > MOST:
            self._run_in.pop(next(iter(self._run_in)))

    def asks(self, session: Suspect, heard: Heard) -> bool:
        """Whether a session of which this was heard is to be asked what it runs."""
        since, least = self._missed.get(session.key, (heard.at, LEAST))
        return since != heard.at or heard.silence >= least

    def miss(self, session: Suspect, heard: Heard, least: float) -> None:
        """It was not found out what a session runs: it is asked again when it has been silent for
        `least` seconds, or has written."""
        self._missed.pop(session.key, None)
        self._missed[session.key] = heard.at, least
        if len(self._missed) > MOST:
            self._missed.pop(next(iter(self._missed)))

    def of(self, key: str, now: float) -> Silence | None:
        """The silence of the action with an id; None where it is not known to be silent."""
        suspect, heard = self._heard.get(key, (None, None))
        if suspect is None or heard is None or now - heard.asked_at > KEPT:
            return None
        if not self._is_stuck(suspect, heard):
            return None
        return Silence(suspect.ids, suspect.item, heard, self.usual(suspect))

    def known(self, now: float) -> tuple[Silence, ...]:
        """All that are known to be silent, those first that have been so for the longest."""
        found = (self.of(key, now) for key in self._heard)
        return tuple(sorted(filter(None, found), key=lambda silence: silence.since))

    def within(self, ids: Mapping[str, str], now: float) -> Sequence[Silence]:
        """Those of a thing, by the ids that lead to it and its own."""
        return [one for one in self.known(now) if ids.items() <= one.ids.items()]

    def _due(self, suspect: Suspect) -> float:
        watched = self._run_in.get(suspect.key, suspect)
        _, heard = self._heard.get(watched.key, (None, None))
        return due(watched.began, heard, self.limit(watched))

    def _is_stuck(self, suspect: Suspect, heard: Heard) -> bool:
        return suspect.is_known and is_stuck(heard, self.limit(suspect))

    def _forget(self, key: str) -> None:
        if self._heard.pop(key, None) is not None:
            self.version += 1


def _each_once(suspects: Sequence[Suspect]) -> Iterator[Suspect]:
    """Without the sessions of which another suspect is what they run."""
    known = {one.session for one in suspects if one.is_known}
    return (one for one in suspects if one.is_known or one.session not in known)
