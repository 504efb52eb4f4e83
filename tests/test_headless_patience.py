"""What passes by itself is waited out; what does not is told at once."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.errors import (
    CredentialsError,
    DeniedError,
    ExpiredError,
    FarmtopError,
    ServiceError,
    ThrottledError,
    UnreachableError,
)
from app.headless.patience import Patient
from tests.log_stream import PLACE, FakeStream


class Source(FakeStream):
    """A log stream, and calls that fail as often as the stream does."""

    def __init__(self, *failures: FarmtopError) -> None:
        super().__init__([])
        self.failures = list(failures)
        self.asked: list[tuple[str, str, Mapping[str, object]]] = []

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] | None = None,
        *,
        role: object = None,
    ) -> dict[str, Any]:
        assert role is None
        self.asked.append((service, operation, parameters or {}))
        self._fail(None)
        return {"farms": []}


async def no_sleep(_seconds: float) -> None:
    """Time passes at once."""


async def test_a_call_is_made_again_until_it_succeeds(capsys: pytest.CaptureFixture[str]) -> None:
    source = Source(UnreachableError("No answer."), ServiceError("It broke."))
    answer = await Patient(source, sleep=no_sleep).call("deadline", "ListFarms", {"maxResults": 1})
    assert answer == {"farms": []}
    assert source.asked == [("deadline", "ListFarms", {"maxResults": 1})] * 3
    told = capsys.readouterr()
    assert not told.out
    assert "No answer. Trying again in" in told.err
    assert "It broke. Trying again in" in told.err


async def test_the_service_says_how_long_to_wait() -> None:
    waits = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    source = Source(ThrottledError("Too many.", retry_after=7.0))
    await Patient(source, sleep=sleep).get_log_events(PLACE)
    assert len(waits) == 1
    assert waits[0] >= 7.0


async def test_patience_ends_with_the_error_itself() -> None:
    source = Source(*[ServiceError("It broke.")] * 9)
    with pytest.raises(ServiceError):
        await Patient(source, tries=3, sleep=no_sleep).call("deadline", "ListFarms")
    assert len(source.asked) == 3


async def test_whoever_follows_never_loses_patience() -> None:
    source = Source(*[UnreachableError("No answer.")] * 50)
    await Patient(source, tries=None, sleep=no_sleep).get_log_events(PLACE)
    assert not source.failures


async def test_what_does_not_pass_is_told_at_once() -> None:
    source = Source(DeniedError("Not allowed."))
    with pytest.raises(DeniedError):
        await Patient(source, sleep=no_sleep).call("deadline", "ListFarms")
    assert len(source.asked) == 1


async def test_expired_credentials_are_asked_for_anew() -> None:
    source = Source(ExpiredError("They have run out."))
    assert await Patient(source, sleep=no_sleep).call("deadline", "ListFarms") == {"farms": []}


async def test_credentials_that_stay_refused_are_an_error() -> None:
    source = Source(*[ExpiredError("They have run out.")] * 2)
    with pytest.raises(CredentialsError):
        await Patient(source, sleep=no_sleep).call("deadline", "ListFarms")
