"""The lines of a log from its beginning: none lost, none twice, and an end."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import DeniedError, InvalidError, NotFoundError, ServiceError, UnreachableError
from app.headless.follow import follow, read
from app.headless.patience import Patient, Sleep
from app.logs.following.unread import Unread
from app.logs.keeping.overlap import OVERLAP_LINES
from app.logs.places.subject import Subject
from app.resources.level import Item, Place
from app.resources.log_place import LogPlace
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.sessions import SESSIONS
from app.view import LogLine
from tests.log_stream import PLACE, FakeStream

START = datetime(2026, 3, 1, 14, 30, tzinfo=UTC)
T = int(START.timestamp() * 1000)
"""Milliseconds: when everything here began."""
PATH = {"farmId": "farm-1", "queueId": "queue-1", "jobId": "job-1"}
RUNNING: dict[str, Any] = {"startedAt": START, "status": "RUNNING"}


def at(milliseconds: int) -> datetime:
    """A time so long after the start."""
    return datetime.fromtimestamp((T + milliseconds) / 1000, UTC)


class Service(FakeStream):
    """A log stream and the one item that it is about."""

    def __init__(self, item: Item, lines: list[LogLine] | None = None) -> None:
        super().__init__(lines or [])
        self.item = item
        self.scenes: list[Callable[[], None]] = []
        """What happens while somebody waits, one scene a wait."""
        self.unread = Unread(PLACE)
        """What a live tail told whoever follows."""

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] | None = None,
        *,
        role: object = None,
    ) -> dict[str, Any]:
        assert (service, role) == ("deadline", None)
        assert operation in {"GetSession", "GetSessionAction"}
        assert parameters is not None
        return dict(self.item)

    def _fail(self, token: str | None) -> None:
        while token is None and self.failures and isinstance(self.failures[0], InvalidError):
            del self.failures[0]  # nobody's token can have expired
        super()._fail(token)

    @asynccontextmanager
    async def rest(self, _log: LogPlace, unread: Unread) -> AsyncIterator[Sleep]:
        self.unread = unread
        yield self.sleep

    async def sleep(self, _seconds: float) -> None:
        assert self.scenes, "waits although nothing more can come"
        self.scenes.pop(0)()

    def ends(self, milliseconds: int) -> None:
        self.item = {**self.item, "endedAt": at(milliseconds), "status": "SUCCEEDED"}


def session(**more: object) -> Subject:
    return Subject(Place(SESSIONS, PATH), {"sessionId": "session-1", "startedAt": START, **more})


def action(**more: object) -> Subject:
    place = Place(SESSION_ACTIONS, {**PATH, "sessionId": "session-1"})
    return Subject(place, {"sessionActionId": "sessionaction-1-0", **RUNNING, **more})


async def followed(service: Service, subject: Subject, place: LogPlace = PLACE) -> list[str]:
    source = Patient(service, tries=None, sleep=_no_sleep)
    return [
        line.message
        async for lines in follow(source, place, subject, rest=service.rest)
        for line in lines
    ]


async def _no_sleep(_seconds: float) -> None:
    """Time passes at once."""


def written(count: int) -> list[LogLine]:
    """Lines of which many share their millisecond and their text."""
    return [LogLine(T + index // 3, f"line {index % 4}") for index in range(count)]


@given(count=st.integers(0, 40), page=st.integers(1, 15))
async def test_reading_gives_every_line_once(count: int, page: int) -> None:
    service = Service({}, written(count))
    service.page_lines = page
    lines = [line async for some in read(service, PLACE, until=T + 10**9) for line in some]
    assert lines == service.lines


async def test_a_log_that_grows_as_fast_as_it_is_read_is_not_chased_for_ever() -> None:
    service = Service({}, [LogLine(T, "first")])
    messages = []
    async for lines in read(service, PLACE, until=T + 2):
        messages += [line.message for line in lines]
        service.write("more", at=T + len(service.lines))
    assert messages == ["first", "more", "more"]


async def test_reading_goes_on_where_a_token_has_expired() -> None:
    service = Service({}, written(20))
    service.page_lines = 8
    source = Patient(service, sleep=_no_sleep)
    lines: list[LogLine] = []
    async for some in read(source, PLACE, until=T + 10**9):
        lines += some
        if len(service.calls) == 1:
            service.failures = [ServiceError("It broke."), InvalidError("The token has expired.")]
    assert lines == service.lines


async def test_where_lines_were_forgotten_an_expired_token_repeats_none_of_them() -> None:
    service = Service({}, [LogLine(T + index, "line") for index in range(2 * OVERLAP_LINES)])
    count = 0
    async for some in read(service, PLACE, until=T + 10**9):
        count += len(some)
        if some and count == len(service.lines):
            service.failures = [InvalidError("The token has expired.")]
    assert count == len(service.lines)


async def test_a_session_is_followed_until_it_has_ended_and_all_its_lines_are_there() -> None:
    service = Service(session().item, [LogLine(T, "one")])

    def more() -> None:
        service.write("two", at=T + 1)
        service.write("two", at=T + 1)

    def end() -> None:
        service.write("three", at=T + 2)
        service.ends(2)
        service.write("tidying up", at=T + 1500)

    service.scenes = [more, lambda: None, end]
    assert await followed(service, session()) == ["one", "two", "two", "three", "tidying up"]
    assert not service.scenes


async def test_a_session_that_has_ended_long_ago_is_read_without_waiting() -> None:
    service = Service({}, written(50))
    service.page_lines = 7
    subject = session(endedAt=at(60_000))
    assert await followed(service, subject) == [line.message for line in service.lines]


async def test_an_action_is_followed_to_its_own_end_and_not_into_the_next_one() -> None:
    service = Service(action().item, [LogLine(T, "mine")])

    def next_begins() -> None:
        service.write("mine, the last", at=T + 10)
        service.ends(10)
        service.write("of the next one", at=T + 11)

    service.scenes = [next_begins]
    assert await followed(service, action()) == ["mine", "mine, the last"]


async def test_lines_that_came_before_the_end_was_known_are_held_against_it() -> None:
    service = Service(action().item, [LogLine(T, "mine"), LogLine(T + 11, "of the next one")])
    service.ends(10)
    assert await followed(service, action()) == ["mine"]


async def test_following_waits_for_a_stream_that_does_not_exist_yet_and_says_so_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    service = Service(session().item)
    service.failures = [NotFoundError("No such stream.")] * 2

    def begin() -> None:
        service.write("at last", at=T + 5)
        service.ends(6)

    service.scenes = [lambda: None, begin]
    assert await followed(service, session()) == ["at last"]
    assert capsys.readouterr().err == "farmtop: No such stream. Waiting for it.\n"


async def test_what_cannot_be_had_is_looked_for_once_more_at_the_end_and_told_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    service = Service(session().item, [LogLine(T, "one")])

    def tell() -> None:
        service.unread.told((T, T, T), now=0.0)

    service.scenes = [tell, lambda: None, lambda: service.ends(1)]
    assert await followed(service, session()) == ["one"]
    looks = [call for call in service.calls if call.place.start is not None and not call.token]
    assert len(looks) == 2
    assert capsys.readouterr().err == (
        "farmtop: CloudWatch told of 2 lines that it does not give.\n"
    )


async def test_a_stream_that_never_came_to_be_is_not_found() -> None:
    service = Service({})
    service.failures = [NotFoundError("No such stream.")]
    with pytest.raises(NotFoundError):
        await followed(service, session(endedAt=at(5)))


async def test_following_ends_where_reading_is_denied() -> None:
    service = Service(session().item)
    service.failures = [DeniedError("Not allowed.")]
    with pytest.raises(DeniedError):
        await followed(service, session())


@given(page=st.integers(1, 9), troubles=st.lists(st.booleans(), max_size=6))
async def test_following_through_trouble_loses_nothing_and_repeats_nothing(
    page: int, troubles: list[bool]
) -> None:
    service = Service(session().item, written(10))
    service.page_lines = page

    def grow() -> None:
        service.lines += [LogLine(T + 10 + index // 2, "more") for index in range(9)]
        service.failures = [
            InvalidError("The token has expired.") if refused else UnreachableError("Gone.")
            for refused in troubles
        ]

    service.scenes = [grow, lambda: service.ends(100)]
    assert await followed(service, session()) == [line.message for line in service.lines]
