"""What tests of acting on rows share: choosing, saying that it is meant, and what was asked for."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.widgets import Input, Static

from app.config import Settings
from app.tui.acting.act_screen import ActScreen
from app.tui.acting.confirm_screen import ConfirmScreen
from app.tui.acting.outcome_screen import OutcomeScreen
from tests.live_farm import LiveFarm
from tests.pilots import FarmPilot, shown, until

ALLOWED = Settings(allow_actions=True, max_rps=None)

Holds = Callable[[dict[str, Any]], bool]


def jobs(farm: LiveFarm, holds: Holds) -> list[dict[str, str]]:
    """The paths of the queue's jobs of which something is so."""
    queue = farm.queue()
    return [
        {**queue, "jobId": job["jobId"]}
        for job in farm.items("ListJobs", "jobs", **queue)
        if holds(job)
    ]


def audit(home: Path) -> list[dict[str, Any]]:
    """The lines of the audit trail."""
    file = home / ".local" / "state" / "farmtop" / "actions.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def is_on(pilot: FarmPilot, kind: type) -> bool:
    return isinstance(pilot.app.screen, kind) and bool(pilot.app.screen.query(".box"))


async def ask_for(pilot: FarmPilot, key: str) -> None:
    """Choose an action, and wait until one is asked whether it is meant."""
    await pilot.press("a")
    await until(pilot, is_on, pilot, ActScreen)
    await pilot.press(key)
    await until(pilot, is_on, pilot, ConfirmScreen)


def heading(pilot: FarmPilot) -> str:
    """What the box is about, as one line."""
    return str(pilot.app.screen.query(".heading").first(Static).render())


async def confirm(pilot: FarmPilot) -> None:
    """Say that it is meant, typing whatever has to be typed."""
    typed = list(pilot.app.screen.query("#typed").results(Input))
    if typed:
        typed[0].value = shown(pilot.app).partition("Type ")[2].partition(" to go on")[0]
        await pilot.press("enter")
    await pilot.press("y")
    await until(pilot, is_on, pilot, OutcomeScreen)


def updates(farm: LiveFarm) -> list[tuple[str, Any]]:
    """What was asked to be changed, the oldest first."""
    return [(one.operation, one.parameters) for one in farm.requests if "Update" in one.operation]
