"""`o` in a real terminal, with a profile that a monitor wrote: the page is opened, or copied."""

import asyncio
import base64
import json
import os
import re
import shlex
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.localfarm.contract import Request
from app.localfarm.process import environment
from tests.live_farm import CALM, LiveFarm, listening, shared_farm
from tests.terminal import Terminal, terminal

MONITOR = "https://studio.us-west-2.deadlinecloud.amazonaws.com"
PROFILE = """
[profile studio]
region = us-west-2
monitor_id = monitor-0123456789abcdef0123456789abcdef
user_id = 11112222-3333-4444-5555-666677778888
identity_store_id = d-1234567890
credential_process = {command}
"""
CREDENTIALS = json.dumps({"Version": 1, "AccessKeyId": "AKIAMONITOR", "SecretAccessKey": "none"})


def monitor_told(request: Request) -> dict[str, object]:
    """What GetMonitor answers."""
    return {
        "monitorId": request.parameters["monitorId"],
        "displayName": "Studio",
        "subdomain": "studio",
        "url": MONITOR,
        "roleArn": "arn:aws:iam::111122223333:role/monitor",
        "identityCenterInstanceArn": "arn:aws:sso:::instance/ssoins-1",
        "identityCenterApplicationArn": "arn:aws:sso::111122223333:application/ssoins-1/apl-1",
        "createdAt": datetime(2026, 11, 1, tzinfo=UTC),
        "createdBy": "somebody",
    }


@pytest.fixture
async def farm() -> AsyncIterator[LiveFarm]:
    """A farm of a studio that has a monitor."""
    handlers = {**shared_farm(CALM), ("deadline", "GetMonitor"): monitor_told}
    async with listening(LiveFarm(handlers)) as farm:
        yield farm


@pytest.fixture
def studio(home: Path, farm: LiveFarm) -> dict[str, str]:
    """The variables of somebody whose profile the monitor wrote, and who has a browser."""
    program = home / "credentials.py"
    program.write_text(f"print({CREDENTIALS!r})\n")
    (home / ".aws").mkdir()
    command = shlex.join([sys.executable, str(program)])
    (home / ".aws" / "config").write_text(PROFILE.format(command=command))
    browser = home / "browser"
    browser.write_text('#!/bin/sh\necho "$1" > "$HOME/new" && mv "$HOME/new" "$HOME/opened"\n')
    browser.chmod(0o700)
    told = environment(farm.endpoint.url, os.environ)
    kept = {name: value for name, value in told.items() if not name.startswith("AWS_ACCESS_KEY")}
    return {**kept, "BROWSER": str(browser)}


def page_of_first_farm(opened: Terminal) -> str:
    """Press the key on the first farm, and read what was handed to the terminal's clipboard."""
    opened.shows("Aurora", "live")
    opened.press("o")
    opened.shows("Copied")
    opened.drain()
    [copied] = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07", opened.bytes)
    return base64.b64decode(copied).decode()


async def pressed(environ: dict[str, str]) -> tuple[str, bool]:
    """What was copied, and whether the screen says that it was opened as well."""

    def use() -> tuple[str, bool]:
        with terminal("--profile", "studio", environ=environ) as opened:
            page = page_of_first_farm(opened)
            return page, "opened" in opened.text

    return await asyncio.to_thread(use)


def page_of(farm: LiveFarm) -> str:
    """The page of the first farm in the studio's monitor."""
    return f"{MONITOR}/us-west-2/farms/{farm.items('ListFarms', 'farms')[0]['farmId']}"


async def test_the_page_in_the_monitor_is_opened_in_the_browser_of_whoever_sits_here(
    farm: LiveFarm, studio: dict[str, str], home: Path
) -> None:
    assert await pressed(studio) == (page_of(farm), True)
    async with asyncio.timeout(60):
        while not (home / "opened").exists():  # noqa: ASYNC110 - the browser tells nobody
            await asyncio.sleep(0.01)
    assert (home / "opened").read_text().strip() == page_of(farm)


async def test_over_ssh_the_page_in_the_monitor_is_copied_and_no_browser_is_started(
    farm: LiveFarm, studio: dict[str, str], home: Path
) -> None:
    over_ssh = {**studio, "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
    assert await pressed(over_ssh) == (page_of(farm), False)
    assert not (home / "opened").exists()
