"""The box that tells what has become of a change, as it becomes known."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll

from app.acting import Answer, AuditTrail, Author, Change, Errand, Target
from app.aws.api import NO_PARAMETERS
from app.config import Settings
from app.resources.acts import ACTS
from app.resources.log_place import ReadRole
from app.tui.acting.outcome_screen import OutcomeScreen
from app.tui.app import FarmTop
from tests.pilots import arrive, shown, until
from tests.world_service import WorldService

AUTHOR = Author("111122223333", "arn:aws:iam::111122223333:user/wrangler", "us-west-2", "")
SUSPEND = next(act for act in ACTS["jobs"] if act.name == "suspend")
JOB = Target("job-1", "sq010", {name: f"{name}-1" for name in SUSPEND.ids})


class Waiting:
    """A service that answers as soon as it is let."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.let = asyncio.Event()

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        del service, operation, parameters, role
        self.asked.set()
        await self.let.wait()
        return {}


class EmptiedBox(VerticalScroll):
    """A box in which nothing is left when an answer comes: it is being closed."""

    def __init__(self, service: Waiting, making: asyncio.Task[None]) -> None:
        super().__init__(classes="box")
        self._service = service
        self._making = making

    async def on_unmount(self) -> None:
        """Let the service answer, and wait until whoever follows was told."""
        assert not self.children
        self._service.let.set()
        await self._making


class ClosedAsItIsTold(OutcomeScreen):
    """The screen, with such a box."""

    def __init__(
        self, errand: Errand, trail: Path, service: Waiting, making: asyncio.Task[None]
    ) -> None:
        super().__init__(errand, trail)
        self._box = EmptiedBox(service, making)

    def compose(self) -> ComposeResult:
        with self._box:
            yield from self.inside()


async def test_an_outcome_that_becomes_known_as_the_box_is_closed_ends_nothing(
    tmp_path: Path,
) -> None:
    service, app = Waiting(), App[str]()
    change = Change(SUSPEND, "SUSPENDED", (JOB,))
    errand, trail = Errand(change), tmp_path / "actions.jsonl"
    async with app.run_test() as pilot:
        making = asyncio.create_task(
            errand.run(service, AuditTrail(trail, AUTHOR, change, lambda: 0.0))
        )
        await service.asked.wait()
        await app.push_screen(ClosedAsItIsTold(errand, trail, service, making))
        await until(pilot, lambda: "1 requested" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert errand.count(Answer.ACCEPTED) == 1
        assert app.is_running


class Refusing(Waiting):
    """A service that refuses all but the first of several."""

    async def call(self, *arguments: Any, **_: Any) -> dict[str, Any]:
        _, _, parameters = arguments
        denied = {"code": "AccessDeniedException", "message": "You may not."}
        return {"errors": [{**job, **denied} for job in parameters["jobs"][1:]]}


def job(number: int) -> Target:
    return Target(f"job-{number}", f"sq{number:03}", dict.fromkeys(SUSPEND.ids, f"{number}"))


async def test_a_reason_that_many_have_is_told_once(tmp_path: Path, service: WorldService) -> None:
    change = Change(SUSPEND, "SUSPENDED", tuple(map(job, range(4))))
    errand, trail = Errand(change), tmp_path / "actions.jsonl"
    await errand.run(Refusing(), AuditTrail(trail, AUTHOR, change, lambda: 0.0))
    app = FarmTop(Settings(), connect=service.connect)
    async with app.run_test(size=(200, 24)) as pilot:
        await arrive(pilot, "farms")
        await app.push_screen(OutcomeScreen(errand, trail))
        await until(pilot, lambda: "Suspend 4 jobs: 1 accepted, 3 refused." in shown(app))
        lines = [line.strip(" │") for line in shown(app).splitlines()]
        start = lines.index("✖ 3 refused: AccessDeniedException: You may not.")
        assert lines[start + 1 : start + 6] == ["sq001", "sq002", "sq003", "✔ 1 accepted", "sq000"]
        assert "written to" in shown(app)


async def test_what_could_not_be_written_down_is_not_said_to_be(
    tmp_path: Path, service: WorldService
) -> None:
    change = Change(SUSPEND, "SUSPENDED", (job(1),))
    errand, trail = Errand(change), tmp_path  # a folder where the file should be
    await errand.run(Waiting(), AuditTrail(trail, AUTHOR, change, lambda: 0.0))
    app = FarmTop(Settings(), connect=service.connect)
    async with app.run_test(size=(200, 24)) as pilot:
        await arrive(pilot, "farms")
        await app.push_screen(OutcomeScreen(errand, trail))
        await until(pilot, lambda: "cannot be written" in shown(app))
        await until(pilot, lambda: "Esc close" in shown(app))
        assert "written to" not in shown(app)


async def test_of_many_outcomes_it_is_told_how_many_are_out_of_sight(
    tmp_path: Path, service: WorldService
) -> None:
    jobs = tuple(Target(f"job-{number}", f"sq{number:03}", JOB.ids) for number in range(60))
    app = FarmTop(Settings(), connect=service.connect)
    async with app.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, "farms")
        errand = Errand(Change(SUSPEND, "SUSPENDED", jobs))
        await app.push_screen(OutcomeScreen(errand, tmp_path / "actions.jsonl"))
        await until(pilot, lambda: "↓ 50 lines below" in shown(app))
        await pilot.press("j")
        await until(pilot, lambda: "↑ 1  ↓ 49 lines below" in shown(app))
        await pilot.press("G")
        await until(pilot, lambda: "sq059" in shown(app))
        assert " below" not in shown(app)
        assert "↑ 50" in shown(app)
