"""The embedded farm as a child process: how it starts, what it tells, and when it is gone."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from asyncio.subprocess import PIPE
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import FarmtopError
from app.localfarm.options import Options, parse
from app.localfarm.process import Child, environment, start, variables

SMALL = Options(jobs=3, workers=2)
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def farm() -> Iterator[Child]:
    """A small farm in a process of its own."""
    with start(SMALL) as child:
        yield child


def port_of(url: str) -> int:
    """The port of an address."""
    return int(url.rpartition(":")[2])


def test_the_variables_are_all_that_a_client_needs(
    farm: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "of-somebody-else")
    monkeypatch.setenv("AWS_ENDPOINT_URL_DEADLINE", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    told = environment(farm.url(), os.environ)
    for name in set(os.environ) - set(told):
        monkeypatch.delenv(name)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    create: Any = boto3.Session().client
    assert create("deadline").list_farms()["farms"]
    assert create("logs").describe_log_groups()["logGroups"]
    assert create("sts").get_caller_identity()["Account"] == "111122223333"


def test_an_environment_keeps_what_does_not_lead_elsewhere() -> None:
    base = {"HOME": "/home/artist", "AWS_SESSION_TOKEN": "old", "AWS_ENDPOINT_URL_STS": "x"}
    told = environment("http://127.0.0.1:1", base)
    assert told["HOME"] == "/home/artist"
    assert told["NO_PROXY"] == told["no_proxy"] == "127.0.0.1"
    assert not {"AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_STS"} & told.keys()
    assert variables("http://127.0.0.1:1").items() <= told.items()


def test_it_is_gone_when_it_is_closed() -> None:
    with start(SMALL) as child:
        address = ("127.0.0.1", port_of(child.url()))
        socket.create_connection(address).close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address)
    child.close()


def test_it_can_be_closed_before_it_is_ready() -> None:
    with start(SMALL) as child:
        pid = child.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


PARENT = """
import sys
from app.localfarm.options import Options
from app.localfarm.process import start
child = start(Options(jobs=3, workers=2))
print(child.url(), flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("is_killed", [True, False], ids=["killed", "ended"])
async def test_it_is_gone_when_its_parent_is_gone(is_killed: bool) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, stdin=PIPE, stdout=PIPE, cwd=ROOT
    )
    assert parent.stdin is not None
    assert parent.stdout is not None
    url = (await parent.stdout.readline()).decode().strip()
    reader, writer = await asyncio.open_connection("127.0.0.1", port_of(url))
    writer.write(b"GET / HTTP/1.1\r\nHost: farm\r\n\r\n")
    assert b"200 OK" in await reader.readline()
    if is_killed:
        parent.send_signal(signal.SIGKILL)
    parent.stdin.close()
    await parent.wait()
    # The connection is kept alive, so it ends only with the process that holds its other end.
    async with asyncio.timeout(120):
        await reader.read()
    writer.close()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port_of(url))


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        options = Options(jobs=3, workers=2, port=taken.getsockname()[1])
        with start(options) as child, pytest.raises(FarmtopError, match="address already in use"):
            child.url()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (Options(jobs=3, workers=2, faults=("slow",)), "could not start: 'slow' is no fault"),
        (Options(jobs=3, workers=2, faults=("drop:ListJbos",)), "could not start: .*ListJbos"),
        (Options(jobs=-1), "ended as it started: .*--jobs: -1 is not between 0 and"),
        (
            Options(speed=0),
            "ended as it started: .*--speed: 0 is not more than 0 and at most 1,000,000",
        ),
    ],
)
def test_a_farm_that_cannot_be_is_told(options: Options, complaint: str) -> None:
    with start(options) as child, pytest.raises(FarmtopError, match=complaint):
        child.url()


def test_patience_has_an_end() -> None:
    with start(SMALL) as child, pytest.raises(FarmtopError, match="not ready after 0 seconds"):
        child.url(timeout=0)


def test_a_python_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(FarmtopError, match="could not be started"):
        start(SMALL)


def test_an_app_of_the_users_own_is_not_taken_for_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("raise SystemExit('the wrong app')")
    monkeypatch.chdir(tmp_path)
    with start(SMALL) as child:
        assert child.url().startswith("http://127.0.0.1:")


async def test_run_by_hand_it_tells_its_address_and_ends_when_it_is_told_to() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app.localfarm", *SMALL.arguments(), stdout=PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    assert json.loads(await process.stdout.readline()).keys() == {"url"}
    process.terminate()
    assert await process.wait() == 0


@given(
    st.builds(
        Options,
        seed=st.integers(-(10**9), 10**9),
        jobs=st.integers(0, 10**6),
        workers=st.integers(0, 10**6),
        speed=st.floats(0.001, 1e6),
        log_rate=st.floats(0.001, 1e6),
        stuck=st.integers(0, 10**6),
        faults=st.lists(st.sampled_from(["drop", "latency:List*=2s", "deny:ListJobs*3"])).map(
            tuple
        ),
        port=st.integers(0, 65535),
        control=st.booleans(),
    )
)
def test_options_read_back_from_their_own_arguments(options: Options) -> None:
    assert parse(options.arguments()) == (options, False)
    assert parse([*options.arguments(), "--until-stdin-ends"]) == (options, True)


@pytest.mark.parametrize(
    "argument",
    ["--port=65536", "--port=-1", "--speed=inf", "--speed=nan", "--speed=0", "--log-rate=1e7"],
)
def test_options_out_of_bounds_are_refused(
    argument: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse([argument])
    assert argument.partition("=")[0] in capsys.readouterr().err


def test_it_is_quiet_where_nobody_reads_what_it_says() -> None:
    command = [sys.executable, "-P", "-m", "app.localfarm", "--until-stdin-ends", "--break=slow"]
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as nobody:
        ended = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=nobody,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
            check=False,
        )
    assert (ended.returncode, ended.stderr) == (1, b"")
