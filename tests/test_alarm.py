"""What a widget is to do when it is time, it does once, and when it was told last."""

import asyncio
from functools import partial

from textual.app import App

from tests.log_app import until
from widgets.terminal.alarm import Alarm


async def test_it_goes_off_once_and_when_it_was_set_last() -> None:
    done: list[str] = []
    async with (app := App[None]()).run_test() as pilot:
        early, late = (Alarm(app, partial(done.append, name)) for name in ("a", "b"))
        early.set(3600.0)
        early.set(0.001)
        early.set(0.002)
        late.set(0.003)
        await until(lambda: "b" in done, pilot.pause)
    assert done == ["a", "b"]


async def test_what_was_on_its_way_is_not_done_where_it_was_set_again_or_stopped() -> None:
    done: list[str] = []
    async with (app := App[None]()).run_test() as pilot:
        again, stopped, other = (Alarm(app, partial(done.append, name)) for name in ("a", "b", "c"))

        async def busy() -> None:
            """Handle something for so long that all of them go off meanwhile."""
            are_off = asyncio.Event()
            for alarm in (again, stopped, other):
                alarm.set(0.0)
            asyncio.get_running_loop().call_later(0.001, are_off.set)
            await are_off.wait()
            again.set(3600.0)
            stopped.stop()

        app.call_next(busy)
        await until(lambda: bool(done), pilot.pause)
    assert done == ["c"]


async def test_one_that_was_stopped_does_not_go_off_until_it_is_set_again() -> None:
    done: list[str] = []
    async with (app := App[None]()).run_test() as pilot:
        stopped, other = (Alarm(app, partial(done.append, name)) for name in ("a", "b"))
        stopped.set(0.001)
        stopped.stop()
        other.set(0.002)
        await until(lambda: bool(done), pilot.pause)
        stopped.set(0.001)
        await until(lambda: len(done) > 1, pilot.pause)
    assert done == ["b", "a"]
