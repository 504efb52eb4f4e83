"""200,000 lines come in bursts while everything goes wrong: each is there once, in its order."""

import asyncio
import json
import shlex
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.config import Settings
from tests.farm import FARMTOP, ROOT, Item, RunningFarm, flags, running_farm
from tests.live_farm import above, monitor
from tests.pilots import answer, log, open_log, until
from tests.storm import LAST, WORD, Storm

PATIENCE = 300.0
"""Seconds that the last line may take."""

LOGIN = """
import json, uuid
print(json.dumps({
    "Version": 1, "AccessKeyId": uuid.uuid4().hex[:20].upper(), "SecretAccessKey": "none",
}))
"""
"""Gives another access key whenever it is run, as a login does."""


@pytest.fixture
def farm() -> Iterator[RunningFarm]:
    """A farm on which work goes on so slowly that no session ends."""
    with running_farm(jobs=30, workers=10, speed=0.01) as farm:
        yield farm


@pytest.fixture
def storm(farm: RunningFarm) -> Storm:
    """What is to come over a running session."""
    for path, session in farm.sessions():
        if not session.get("endedAt"):
            return Storm(farm, {**path, "sessionId": session["sessionId"]})
    raise LookupError("no session is running")


@pytest.fixture
def variables(farm: RunningFarm, tmp_path: Path) -> dict[str, str]:
    """An environment that leads to the farm, with credentials that can be renewed."""
    login, config = tmp_path / "login.py", tmp_path / "config"
    login.write_text(LOGIN)
    command = shlex.join([sys.executable, str(login)])
    config.write_text(f"[default]\nregion = us-west-2\ncredential_process = {command}\n")
    mine = {**farm.environ(), "AWS_CONFIG_FILE": str(config)}
    return {name: value for name, value in mine.items() if "ACCESS_KEY" not in name}


@dataclass(slots=True)
class Printed:
    """What a command has printed of the lines that were put."""

    lines: list[str] = field(default_factory=list)
    whole: asyncio.Event = field(default_factory=asyncio.Event)
    """Set with the last one."""

    async def read(self, stdout: asyncio.StreamReader) -> None:
        """Read what it prints, to its end."""
        async for line in stdout:
            self.lines += ours([json.loads(line)["message"]])
            if self.lines[-1:] == [LAST]:
                self.whole.set()


@asynccontextmanager
async def printed(session: Item, variables: dict[str, str]) -> AsyncIterator[Printed]:
    """`farmtop logs --follow`, for as long as the context lasts."""
    process = await asyncio.create_subprocess_exec(
        *(*FARMTOP, "logs", *flags(session), "--session-id", session["sessionId"]),
        *("--follow", "-o", "json"),
        cwd=ROOT,
        env=variables,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    printed = Printed()
    reading = asyncio.create_task(printed.read(process.stdout))
    try:
        yield printed
    finally:
        process.send_signal(signal.SIGINT)
        await process.wait()
        await reading


def ours(messages: list[str]) -> list[str]:
    """Those of the messages that the storm put."""
    return [message for message in messages if message.startswith(WORD)]


@pytest.mark.timeout(900)
async def test_every_line_is_there_once_in_order_whatever_happens_on_the_way(
    storm: Storm, variables: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    session = storm.session
    async with (
        printed(session, variables) as followed,
        monitor("sessions", above(session), settings=Settings(live_tail=True)) as pilot,
    ):
        await open_log(pilot, "sessions", session["sessionId"])
        await storm.rage()
        lines = log(pilot).pane.view.lines
        async with asyncio.timeout(PATIENCE):
            while not (len(lines) and LAST in [line.message for line in lines[-50:]]):
                await pilot.pause(0.1)
            await followed.whole.wait()
        while not log(pilot).pane.at_beginning:
            await pilot.press("g")
            await pilot.pause(0.05)
        assert ours([line.message for line in lines]) == storm.written
        assert followed.lines == storm.written
        path = tmp_path / "saved.jsonl"
        await answer(pilot, "S", str(path))
        await until(pilot, path.exists)
        events = [json.loads(line) for line in path.read_text().splitlines()]
        assert ours([event["message"] for event in events]) == storm.written
