"""Putting in the log of a worker is given up, and nothing of it stays open."""

from app.logs.worker.worker_tail import WorkerLog
from app.tui.logs.log_screen import LogScreen
from tests.pilots import bar, log, until
from tests.test_tui_log_errands import EndlessLog, OneLog


class WorkersLog(EndlessLog):
    """What a worker writes, which knows whether it is open."""

    is_open = True

    def close(self) -> None:
        self.is_open = False


class WithWorker(EndlessLog):
    """A log with that of its worker."""

    has_worker = True

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[WorkersLog] = []

    async def worker(self) -> WorkerLog:
        self.asked.append(WorkersLog())
        return WorkerLog(self.asked[-1])


async def test_the_log_of_a_worker_is_closed_that_one_leaves_before_it_is_shown() -> None:
    source = WithWorker()
    app = OneLog(source)
    async with app.run_test(size=(120, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, LogScreen) and bar(pilot, "foot"))
        pane = log(pilot).pane
        async with pane.back.lock:  # as long as a page is read back
            await pilot.press("m")
            await until(pilot, lambda: source.asked)
            await pane.remove()
            await until(pilot, lambda: not source.asked[0].is_open)


async def test_the_log_of_a_worker_is_closed_as_it_is_taken_out_and_not_before() -> None:
    source = WithWorker()
    app = OneLog(source)
    async with app.run_test(size=(120, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, LogScreen) and bar(pilot, "foot"))
        pane = log(pilot).pane
        await pilot.press("m")
        await until(pilot, lambda: pane.labels == ("", "worker"))
        assert source.asked[0].is_open
        await pilot.press("m")
        await until(pilot, lambda: pane.labels == ("",))
        assert not source.asked[0].is_open
