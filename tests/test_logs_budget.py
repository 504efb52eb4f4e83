"""Whose call of GetLogEvents is next where several logs are open."""

import asyncio
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from app.aws.api import EventPage
from app.logs.budget import CALLS, STEADY_RATE, TURNS, Budget, Share
from app.resources.log_place import LogPlace
from tests.log_stream import PLACE

EMPTY = EventPage((), "f", "b")


class Gate:
    """A service that answers a call when it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        """The streams, in the order in which calls went out."""
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
        self.asked.append(place.stream)
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


async def test_one_call_is_kept_for_a_log_that_somebody_sees() -> None:
    gate, budget = Gate(), Budget()
    *hidden, seen = shares(budget, gate, [False] * 5 + [True])
    calls = [ask(share, f"hidden {number}") for number, share in enumerate(hidden)]
    await settled()
    assert gate.asked == [f"hidden {number}" for number in range(CALLS - 1)]
    calls.append(ask(seen, "seen"))
    await settled()
    assert gate.asked[-1] == "seen"
    for stream in list(gate.asked):
        gate.answer(stream)
    await settled()
    for stream in gate.asked[CALLS:]:
        gate.answer(stream)
    assert await asyncio.gather(*calls) == [EMPTY] * 6


async def test_a_log_that_comes_into_sight_goes_first_from_then_on() -> None:
    gate, budget = Gate(), Budget(calls=2)
    hidden = shares(budget, gate, [False] * 4)
    calls = [ask(share, str(number)) for number, share in enumerate(hidden)]
    await settled()
    assert gate.asked == ["0"]
    hidden[3].visible = True
    await settled()
    assert gate.asked == ["0", "3"]
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)


async def test_equals_take_turns_in_the_order_in_which_they_came() -> None:
    gate, budget = Gate(), Budget(calls=1)
    crowd = shares(budget, gate, [True] * 6)
    calls = [ask(share, str(number)) for number, share in enumerate(crowd)]
    await settled()
    for number in range(6):
        assert gate.asked == [str(at) for at in range(number + 1)]
        gate.answer(str(number))
        await settled()
    await asyncio.gather(*calls)


async def test_nobody_starves_behind_logs_that_are_seen() -> None:
    gate, budget = Gate(), Budget(calls=2)
    hidden, *seen = shares(budget, gate, [False] + [True] * 3)
    calls = [ask(share, f"seen {number}") for number, share in enumerate(seen)]
    calls.append(ask(hidden, "hidden"))
    await settled()
    for _ in range(TURNS + 1):
        stream = next(name for name in gate.asked if name.startswith("seen"))
        gate.asked.remove(stream)
        gate.answer(stream)
        calls.append(ask(seen[0], stream))
        await settled()
    assert "hidden" in gate.asked
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)


@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from(["wait", "cancel", "answer"])), max_size=30)
)
def test_calls_that_are_given_up_leave_room_for_others(steps: list[tuple[bool, str]]) -> None:
    async def scenario() -> None:
        gate, budget = Gate(), Budget()
        calls: list[asyncio.Task[EventPage]] = []
        for number, (visible, doing) in enumerate(steps):
            [share] = shares(budget, gate, [visible])
            calls.append(ask(share, str(number)))
            if doing == "cancel":
                calls[number // 2].cancel()
            if doing != "wait":
                await settled()
            if doing == "answer" and gate.asked and not calls[int(gate.asked[-1])].done():
                gate.answer(gate.asked[-1])
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        last = [
            ask(share, f"last {n}") for n, share in enumerate(shares(budget, gate, [True] * CALLS))
        ]
        await settled()
        assert gate.asked[-CALLS:] == [f"last {number}" for number in range(CALLS)]
        for call in last:
            call.cancel()
        await asyncio.gather(*last, return_exceptions=True)

    asyncio.run(scenario())


async def test_many_logs_are_each_read_less_often() -> None:
    budget = Budget()
    crowd = shares(budget, Gate(), [True] * 40 + [False] * 10)
    assert crowd[0].interval == 40 / STEADY_RATE
    for share in crowd[1:]:
        share.close()
    assert crowd[0].interval == 1 / STEADY_RATE
