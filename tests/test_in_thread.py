"""What is done in a thread is over before whoever waits for it goes on."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from app.in_thread import to_its_end


def cancel_it(task: asyncio.Task[None]) -> None:
    task.cancel()


def cancel_all(_task: asyncio.Task[None]) -> None:
    """As `asyncio.run` does where its first task is over."""
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()


async def rest() -> None:
    """Let everybody else do what there is to do."""
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.mark.parametrize("cancel", [cancel_it, cancel_all])
@pytest.mark.parametrize("fails", [False, True], ids=["works", "fails"])
async def test_whoever_is_cancelled_more_than_once_waits_until_it_is_over(
    cancel: Callable[[asyncio.Task[None]], None], fails: bool
) -> None:
    loop, begun, may_end = asyncio.get_running_loop(), asyncio.Event(), threading.Event()
    ended = []

    def call() -> None:
        loop.call_soon_threadsafe(begun.set)
        may_end.wait()
        ended.append(True)
        if fails:
            raise OSError("The disk is full.")

    task = asyncio.ensure_future(to_its_end(call))
    await begun.wait()
    try:
        for _ in range(3):
            cancel(task)
            await rest()
            assert not task.done()
    finally:
        may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended
