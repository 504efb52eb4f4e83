"""Making a change, call by call, each of them once."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import replace
from typing import Any

from app.acting.audit import AuditTrail
from app.acting.change import Answer, Change, Outcome, Request, Target
from app.aws.api import Api
from app.aws.pacing.priority import Priority, asking
from app.errors import (
    CredentialsError,
    FarmtopError,
    ServiceError,
    ThrottledError,
    UnreachableError,
)
from app.in_thread import to_its_end
from app.view import plain

SERVICE = "deadline"

_LEFT = "farmtop was left before an answer came."
_LEFT_BEFORE = "farmtop was left before it was asked."


class Errand:
    """A change that is being made, and what has become of each item so far.

    No call is ever made again: where no answer came, nobody knows whether the change was made, and
    who asks for it again decides that.
    """

    def __init__(self, change: Change) -> None:
        self.change = change
        self.done = False
        """Whether nothing more will come of it."""
        self.complaint = ""
        """What went wrong beside what the service refused."""
        self._outcomes = {target.key: Outcome(target, Answer.ASKED) for target in change.targets}
        self._told = asyncio.Event()

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What has become of each item, in their order."""
        return tuple(self._outcomes.values())

    def count(self, answer: Answer) -> int:
        """How many items have this outcome."""
        return sum(outcome.answer is answer for outcome in self._outcomes.values())

    @property
    def summary(self) -> str:
        """What has become of them so far: `3 accepted, 1 refused.`"""
        counts = [(self.count(answer), answer.value) for answer in Answer]
        return f"{', '.join(f'{count:,} {word}' for count, word in counts if count)}."

    @property
    def told(self) -> str:
        """What was asked for, and what has become of it so far."""
        return f"{self.change.title}: {self.summary}"

    @property
    def settled(self) -> bool:
        """Whether nothing more becomes known of any item, also of those without an answer."""
        return self.done and all(
            one.asked_anew for one in self.outcomes if one.answer is Answer.UNKNOWN
        )

    def changes(self) -> AsyncGenerator[None, None]:
        """Once at first, and then each time that an outcome has become known, until all are."""
        return self._news(lambda: self.done)

    def news(self) -> AsyncGenerator[None, None]:
        """The same, and on until the service has told of every item of which no answer came."""
        return self._news(lambda: self.settled)

    def learn(self, key: str, words: str) -> None:
        """The service was asked anew about an item of which no answer came, and is heard."""
        if (outcome := self._outcomes[key]).answer is Answer.UNKNOWN:
            self._keep((replace(outcome, asked_anew=words),))

    async def run(self, api: Api, trail: AuditTrail) -> None:
        """Ask the service. Whatever goes wrong is among the outcomes, or in the complaint."""
        why = ""
        try:
            for request in self.change.requests():
                if why:
                    self._keep(_all(request.targets, Answer.NOT_ASKED, why))
                else:
                    why = await self._make(api, trail, request)
        finally:
            self.done = True
            self._tell()

    async def _make(self, api: Api, trail: AuditTrail, request: Request) -> str:
        """Make one call; gives why the ones after it need not be made, if they need not."""
        asked = _all(request.targets, Answer.ASKED)
        try:
            await to_its_end(trail.write, request, asked)
        except FarmtopError as error:
            self.complaint = str(error)
            self._keep(_all(request.targets, Answer.NOT_ASKED, error.what))
            return error.what
        except asyncio.CancelledError:
            await self._note(trail, request, _all(request.targets, Answer.NOT_ASKED, _LEFT_BEFORE))
            raise
        outcomes, stop = _all(request.targets, Answer.UNKNOWN, _LEFT), ""
        try:
            outcomes = await _ask(api, request)
        except CredentialsError as error:
            outcomes, stop = _all(request.targets, Answer.REFUSED, str(error)), error.what
        finally:
            # Also where farmtop is being left, which may wait for nothing but this.
            stop = await self._note(trail, request, outcomes) or stop
        self._keep(outcomes)
        return stop

    async def _note(
        self, trail: AuditTrail, request: Request, outcomes: tuple[Outcome, ...]
    ) -> str:
        try:
            await to_its_end(trail.write, request, outcomes)
        except FarmtopError as error:
            self.complaint = str(error)
            return error.what
        return ""

    async def _news(self, is_over: Callable[[], bool]) -> AsyncGenerator[None, None]:
        while True:
            told = self._told
            yield
            if is_over():
                return
            await told.wait()

    def _keep(self, outcomes: tuple[Outcome, ...]) -> None:
        self._outcomes.update({outcome.target.key: outcome for outcome in outcomes})
        self._tell()

    def _tell(self) -> None:
        told, self._told = self._told, asyncio.Event()
        told.set()


async def _ask(api: Api, request: Request) -> tuple[Outcome, ...]:
    """What one call does. Raises CredentialsError, which the next calls would meet as well."""
    try:
        with asking(Priority.ASKED):
            answer = await api.call(SERVICE, request.operation, request.parameters)
    except CredentialsError:
        raise
    except (UnreachableError, ServiceError) as error:
        return _all(request.targets, Answer.UNKNOWN, f"{error.what} Nobody knows if it was done.")
    except ThrottledError as error:
        # It passes, but nothing is asked for again by itself.
        return _all(request.targets, Answer.REFUSED, f"{error.what} Ask again in a while.")
    except FarmtopError as error:
        return _all(request.targets, Answer.REFUSED, str(error))
    return tuple(_told_of(target, answer.get("errors", ())) for target in request.targets)


def _told_of(target: Target, errors: "list[Mapping[str, Any]] | tuple[()]") -> Outcome:
    """What the answer to a batch says of an item: nothing, where all is well with it."""
    for error in errors:
        if all(error.get(name) == value for name, value in target.ids.items()):
            code, message = error.get("code", ""), error.get("message", "")
            unknown = code == "InternalServerErrorException"
            answer = Answer.UNKNOWN if unknown else Answer.REFUSED
            return Outcome(target, answer, plain(f"{code}: {message}"))
    return Outcome(target, Answer.ACCEPTED)


def _all(targets: tuple[Target, ...], answer: Answer, error: str = "") -> tuple[Outcome, ...]:
    return tuple(Outcome(target, answer, error) for target in targets)
