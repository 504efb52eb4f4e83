"""How often several open logs are read, and which of them can wait."""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack, aclosing

import pytest

from app.aws.api import EventPage
from app.aws.pacing.backoff import Backoff
from app.aws.pacing.pace import LIMITS, Pace
from app.aws.pacing.priority import Priority, asking, current_asker
from app.logs.following.budget import STEADY_RATE, Budget, Share
from app.logs.following.tail import Tail
from app.resources.log_place import LogPlace
from tests.log_stream import PLACE, FakeStream, FakeTime

EMPTY = EventPage((), "f", "b")
AT_ONCE = LIMITS["logs", "GetLogEvents"].at_once or 0


class Gate:
    """A service that answers a call when it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        """The streams, in the order in which calls went out."""
        self.priorities: list[Priority] = []
        """How urgent they were."""
        self._pace = Pace()
        self._out: dict[str, asyncio.Future[EventPage]] = {}

    def answer(self, stream: str) -> None:
        """Answers the call that is out for a stream."""
        self._out.pop(stream).set_result(EMPTY)

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,
        limit: int | None = None,
    ) -> EventPage:
        """One page; see `LogEvents`."""
        assert (token, from_head, limit) == ("t", True, 3)
        async with self._pace.turn("logs", "GetLogEvents"):
            self.asked.append(place.stream)
            self.priorities.append(current_asker().priority)
            self._out[place.stream] = asyncio.get_running_loop().create_future()
            return await self._out[place.stream]


def ask(share: Share, stream: str) -> asyncio.Task[EventPage]:
    """A call for a stream, on its way."""
    place = LogPlace(PLACE.group, stream)
    return asyncio.create_task(share.get_log_events(place, token="t", from_head=True, limit=3))


async def settled() -> None:
    """Everything that can go on has gone on."""
    for _ in range(10):
        await asyncio.sleep(0)


def shares(budget: Budget, gate: Gate, seen: Sequence[bool]) -> list[Share]:
    """Shares of which some are seen."""
    made = [budget.share(gate) for _ in seen]
    for share, visible in zip(made, seen, strict=True):
        share.visible = visible
    return made


async def test_a_log_that_somebody_sees_never_waits_behind_a_crowd_that_nobody_sees() -> None:
    gate, budget = Gate(), Budget()
    *hidden, seen = shares(budget, gate, [False] * 5 + [True])
    calls = [ask(share, f"hidden {number}") for number, share in enumerate(hidden)]
    await settled()
    assert gate.asked == [f"hidden {number}" for number in range(AT_ONCE - 1)]
    calls.append(ask(seen, "seen"))
    await settled()
    assert gate.asked[-1] == "seen"
    for stream in list(gate.asked):
        gate.answer(stream)
    await settled()
    for stream in gate.asked[AT_ONCE:]:
        gate.answer(stream)
    assert await asyncio.gather(*calls) == [EMPTY] * 6


async def test_a_log_that_comes_into_sight_goes_first_from_then_on() -> None:
    gate, budget = Gate(), Budget()
    hidden = shares(budget, gate, [False] * 6)
    calls = [ask(share, str(number)) for number, share in enumerate(hidden)]
    await settled()
    assert gate.asked == ["0", "1", "2"]
    hidden[5].visible = True
    gate.answer("0")
    await settled()
    assert gate.asked[3] == "5"
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)


@pytest.mark.parametrize("asker", Priority)
async def test_a_log_that_is_seen_is_as_urgent_as_whoever_reads_it(asker: Priority) -> None:
    gate, budget = Gate(), Budget()
    with asking(asker):
        calls = [
            ask(share, str(number))
            for number, share in enumerate(shares(budget, gate, [True, False]))
        ]
    await settled()
    assert gate.priorities == [asker, Priority.UNSEEN]
    for stream in list(gate.asked):
        gate.answer(stream)
    assert await asyncio.gather(*calls) == [EMPTY] * 2


async def test_many_logs_are_each_read_less_often() -> None:
    budget = Budget()
    first, *others = shares(budget, Gate(), [True] * 40 + [False] * 10)
    with first.held():
        with ExitStack() as all_others:
            for share in others:
                all_others.enter_context(share.held())
            assert first.interval == 40 / STEADY_RATE
        assert first.interval == 1 / STEADY_RATE
    assert first.interval == 0


async def test_a_log_that_nobody_follows_has_no_other_read_less_often() -> None:
    stream, time, budget = FakeStream([]), FakeTime(), Budget()
    left, _, followed = [
        Tail(stream, PLACE, backoff=Backoff(), budget=budget, clock=time, wait=time.wait)
        for _ in range(3)
    ]
    async with aclosing(left.follow()) as following:
        await anext(following)
    async with aclosing(followed.follow()) as following:
        await anext(following)
        assert budget.interval == 1 / STEADY_RATE
    assert budget.interval == 0
