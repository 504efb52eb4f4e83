"""What is to be done in a moment is done, however short the moment is."""

import pytest
from textual.app import App

from tests.log_app import until
from widgets.terminal.delay import call_after


@pytest.mark.parametrize("seconds", [0.0, 1e-9, 1e-7, 1e-3])
async def test_what_is_due_at_once_is_done(seconds: float) -> None:
    done: list[float] = []
    async with (app := App[None]()).run_test() as pilot:
        call_after(app, seconds, lambda: done.append(seconds))
        await until(lambda: bool(done), pilot.pause)
    assert done == [seconds]


async def test_what_was_cancelled_is_not_done() -> None:
    done: list[str] = []
    async with (app := App[None]()).run_test() as pilot:
        call_after(app, 0.001, lambda: done.append("cancelled")).cancel()
        call_after(app, 0.002, lambda: done.append("kept"))
        await until(lambda: bool(done), pilot.pause)
    assert done == ["kept"]
