"""How commands end, run as a user runs them: their exit codes, and what is said where."""

import asyncio
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.aws_endpoint import Endpoint, Reply
from tests.farm import FARMTOP, ROOT, RunningFarm, farmtop, running_farm

HEX = "0123456789abcdef" * 2
NOWHERE = ["--farm-id", f"farm-{HEX}"]


@pytest.fixture(scope="module")
def farm() -> Iterator[RunningFarm]:
    """A small farm."""
    with running_farm(jobs=20, workers=5) as farm:
        yield farm


def test_data_goes_to_standard_output_and_nothing_else_does(farm: RunningFarm) -> None:
    done = farm.run("ls", "farms", "-o", "json")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line[:9] for line in done.stdout.splitlines()] == ['{"farmId"'] * 2


def test_an_empty_list_is_told_beside_the_data() -> None:
    with running_farm(jobs=0, workers=0) as empty:
        path = empty.items("list_farms", "farms")[0]["farmId"]
        queue = empty.items("list_queues", "queues", farmId=path)[0]["queueId"]
        done = empty.run("ls", "jobs", "--farm-id", path, "--queue-id", queue)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "farmtop: There are no jobs.\n"


@pytest.mark.parametrize(
    ("fault", "code", "saying"),
    [
        ("error:ListFarms=ValidationException", 1, "Broken on purpose"),
        ("expire=0s", 3, "expired"),
        ("deny:ListFarms", 4, "deadline:ListFarms"),
        ("error:ListFarms=ResourceNotFoundException", 5, ""),
    ],
)
def test_an_error_ends_with_its_own_code(
    farm: RunningFarm, fault: str, code: int, saying: str
) -> None:
    with farm.broken(fault):
        done = farm.run("ls", "farms")
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith("farmtop: ")
    assert done.stderr.count("\n") == 1
    assert saying in done.stderr


def test_no_credentials_end_with_3(farm: RunningFarm) -> None:
    hidden = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
    environ = {name: value for name, value in farm.environ().items() if name not in hidden}
    assert farmtop("ls", "farms", environ=environ).returncode == 3


def test_what_is_not_there_ends_with_5(farm: RunningFarm) -> None:
    done = farm.run("ls", "queues", *NOWHERE)
    assert (done.returncode, done.stdout) == (5, "")


def test_what_passes_by_itself_is_waited_out_with_a_word(farm: RunningFarm) -> None:
    with farm.broken("drop:ListFarms*2", "error:ListFarms=InternalServerErrorException*1"):
        done = farm.run("ls", "farms", "-o", "csv")
    assert done.returncode == 0
    assert done.stdout.startswith("farmId,displayName,createdBy,createdAt\nfarm-")
    assert done.stderr.count("Trying again in") == 2


def test_credentials_that_are_refused_are_asked_for_anew(farm: RunningFarm, tmp_path: Path) -> None:
    program = tmp_path / "login.py"
    runs = tmp_path / "runs"
    program.write_text(
        f"import json; open({str(runs)!r}, 'a').write('x')\n"
        "print(json.dumps({'Version': 1, 'AccessKeyId': 'AKIDOFAPROCESS',"
        " 'SecretAccessKey': 'none'}))\n"
    )
    config = tmp_path / "config"
    config.write_text(f"[profile studio]\ncredential_process = {sys.executable} {program}\n")
    environ = {**farm.environ(), "AWS_CONFIG_FILE": str(config)}
    del environ["AWS_ACCESS_KEY_ID"], environ["AWS_SECRET_ACCESS_KEY"]
    with farm.broken("error:ListFarms=ExpiredTokenException*1"):
        done = farmtop("ls", "farms", "--profile", "studio", environ=environ)
    assert done.returncode == 0
    assert runs.read_text() == "xx"


def test_the_flags_of_a_command_win_over_those_before_it(farm: RunningFarm) -> None:
    nowhere = ["--endpoint-url", "http://127.0.0.1:1"]
    done = farmtop(*nowhere, "ls", "farms", "--endpoint-url", farm.url, environ=farm.environ())
    assert done.returncode == 0


async def test_a_fault_of_farmtop_itself_is_one_line_and_asks_to_be_reported(
    endpoint: Endpoint,
) -> None:
    endpoint.answer("ListFarms", Reply({"farms": [{"displayName": "without an id"}]}))
    environ = {**os.environ, "AWS_ENDPOINT_URL": endpoint.url}
    done = await asyncio.to_thread(farmtop, "ls", "farms", environ=environ)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Please report it with the traceback, which FARMTOP_DEBUG=1 shows" in done.stderr
    environ["FARMTOP_DEBUG"] = "1"
    done = await asyncio.to_thread(farmtop, "ls", "farms", environ=environ)
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_a_reader_that_has_gone_is_no_error_to_tell(farm: RunningFarm) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer) as pipe:
        done = subprocess.run(
            [*FARMTOP, "ls", "farms"],
            cwd=ROOT,
            env=farm.environ(),
            stdout=pipe,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (141, b"")


def test_an_output_that_cannot_be_written_is_told(farm: RunningFarm) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("only Linux has a file that is always full")
    with full.open("w") as output:
        done = subprocess.run(
            [*FARMTOP, "ls", "farms"],
            cwd=ROOT,
            env=farm.environ(),
            stdout=output,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "farmtop: The output cannot be written: No space left on device.\n"


@pytest.mark.parametrize("module", ["app.config", "botocore.session", "aiohttp"])
def test_ctrl_c_during_imports_ends_at_once_and_quietly(farm: RunningFarm, module: str) -> None:
    command = [sys.executable, "-X", "importtime", *FARMTOP[1:], "ls", "farms"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=farm.environ(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stderr is not None
        while not re.search(rf"\b{re.escape(module)}$", child.stderr.readline()):
            assert child.poll() is None
        child.send_signal(signal.SIGINT)
        rest = child.stderr.read()
    assert child.returncode == 130
    assert "Traceback" not in rest
    assert "KeyboardInterrupt" not in rest


def test_a_terminal_gets_colours_and_lines_that_fit(farm: RunningFarm) -> None:
    path = farm.items("list_farms", "farms")[0]["farmId"]
    environ = {**farm.environ(), "TERM": "xterm-256color"}
    arguments = [*FARMTOP[1:], "ls", "queues", "--farm-id", path]
    told: str = pexpect.run(
        shlex.join([FARMTOP[0], *arguments]), env=environ, cwd=str(ROOT), encoding="utf-8"
    )
    assert re.search(r"\x1b\[\d+m. [A-Z_]+\x1b\[0m", told)
    environ["NO_COLOR"] = "1"
    bare: str = pexpect.run(
        shlex.join([FARMTOP[0], *arguments]), env=environ, cwd=str(ROOT), encoding="utf-8"
    )
    assert "\x1b" not in bare
    assert max(map(len, bare.splitlines())) <= 80
