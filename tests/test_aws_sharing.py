"""Requests that are shared by whoever asks the same while they are under way."""

import asyncio
from collections.abc import Callable
from contextvars import ContextVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.aws.pacing.priority import Priority, asking, current_asker
from app.aws.pacing.sharing import Answer, Requests
from app.errors import NotFoundError
from tests.virtual_time import run_virtually

PANE: ContextVar[str | None] = ContextVar("pane", default=None)


class Service:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.requests = Requests()
        self.asked: list[asyncio.Future[Answer]] = []
        self.priorities: list[Callable[[], Priority]] = []
        """How urgent each request is at the moment."""
        self.given_up = 0

    def ask(self, key: str = "jobs") -> asyncio.Task[Answer]:
        """Somebody asks."""
        return asyncio.create_task(self.requests.answer(key, self._answer))

    async def _answer(self) -> Answer:
        asker = current_asker()
        self.priorities.append(lambda: asker.priority)
        self.asked.append(asyncio.get_running_loop().create_future())
        try:
            return await self.asked[-1]
        except asyncio.CancelledError:
            self.given_up += 1
            raise


async def settled() -> None:
    """Everything that can go on has gone on."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_those_who_ask_the_same_share_one_answer() -> None:
    service = Service()
    crowd = [service.ask() for _ in range(5)]
    other = service.ask("queues")
    await settled()
    assert len(service.asked) == 2
    service.asked[0].set_result({"jobs": []})
    assert await asyncio.gather(*crowd) == [{"jobs": []}] * 5
    assert not other.done()
    other.cancel()
    await asyncio.gather(other, return_exceptions=True)


async def test_nothing_is_kept_that_was_answered() -> None:
    service = Service()
    for number in range(3):
        asker = service.ask()
        await settled()
        service.asked[number].set_result({"number": number})
        assert await asker == {"number": number}


async def test_whoever_asks_as_the_answer_comes_asks_anew() -> None:
    service = Service()
    early = service.ask()
    await settled()
    late: list[asyncio.Task[Answer]] = []
    early.add_done_callback(lambda _: late.append(service.ask()))
    service.asked[0].set_result({})
    await early
    await settled()
    assert len(service.asked) == 2
    service.asked[1].set_result({"late": True})
    assert await late[0] == {"late": True}


async def test_an_error_reaches_everybody() -> None:
    service = Service()
    crowd = [service.ask() for _ in range(3)]
    await settled()
    service.asked[0].set_exception(NotFoundError("gone"))
    for asker in crowd:
        with pytest.raises(NotFoundError, match="gone"):
            await asker


async def test_whoever_leaves_does_not_take_the_request_along() -> None:
    service = Service()
    leaving, staying = service.ask(), service.ask()
    await settled()
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)
    assert leaving.cancelled()
    assert service.given_up == 0
    service.asked[0].set_result({})
    assert await staying == {}


async def test_the_request_is_given_up_with_the_last_one_who_waits() -> None:
    service = Service()
    crowd = [service.ask() for _ in range(3)]
    await settled()
    for asker in crowd:
        asker.cancel()
    await asyncio.gather(*crowd, return_exceptions=True)
    assert service.given_up == 1
    again = service.ask()
    await settled()
    service.asked[1].set_result({})
    assert await again == {}


async def test_nobody_complains_of_an_error_that_nobody_waits_for() -> None:
    """Warnings are errors, and so is an exception that nobody has retrieved."""
    service = Service()
    asker = service.ask()
    await settled()
    service.asked[0].set_exception(NotFoundError("gone"))
    asker.cancel()
    await asyncio.gather(asker, return_exceptions=True)
    assert asker.cancelled()


async def test_a_request_is_as_urgent_as_the_most_urgent_who_waits_for_it() -> None:
    service = Service()
    with asking(Priority.PREVIEW):
        preview = service.ask()
    await settled()
    [priority] = service.priorities
    assert priority() is Priority.PREVIEW
    with asking(Priority.ASKED):
        asked = service.ask()
    await settled()
    assert priority() is Priority.ASKED
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    assert priority() is Priority.PREVIEW
    service.asked[0].set_result({})
    assert await preview == {}


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ab"),
            st.sampled_from(["wait", "cancel", "answer", "fail"]),
            st.integers(0, 9),
        ),
        max_size=30,
    )
)
def test_nobody_is_forgotten(steps: list[tuple[str, str, int]]) -> None:
    """Whoever is not cancelled has an answer in the end, or the error; and nothing goes on."""

    async def scenario() -> None:
        service = Service()
        tasks: list[asyncio.Task[Answer]] = []
        for key, doing, victim in steps:
            tasks.append(service.ask(key))
            if doing != "wait":
                await settled()
            waiting = [future for future in service.asked if not future.done()]
            if doing == "cancel":
                tasks[victim % len(tasks)].cancel()
            elif waiting and doing == "answer":
                waiting[0].set_result({})
            elif waiting:
                waiting[0].set_exception(NotFoundError("gone"))
        await settled()
        for future in service.asked:
            if not future.done():
                future.set_result({})
        results = await asyncio.gather(*tasks, return_exceptions=True)
        for task, result in zip(tasks, results, strict=True):
            assert task.cancelled() or isinstance(result, dict | NotFoundError)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    run_virtually(scenario())


async def test_a_request_holds_nothing_of_whoever_asked() -> None:
    async def seen() -> Answer:
        return {"pane": PANE.get()}

    token = PANE.set("log")
    try:
        assert await Requests().answer("jobs", seen) == {"pane": None}
    finally:
        PANE.reset(token)
