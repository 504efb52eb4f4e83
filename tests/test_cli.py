"""The command line, run as a user runs it: in a process of its own."""

import asyncio
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from app.cli import run
from tests.aws_endpoint import Endpoint, Reply
from tests.clients import client
from tests.farm import FARMTOP, ROOT, RunningFarm, farmtop, running_farm

HEX = "0123456789abcdef" * 2
NOWHERE = ["--farm-id", f"farm-{HEX}"]
HEAVY = {
    *("aiobotocore", "aiohttp", "asyncio", "boto3", "botocore", "platformdirs"),
    *("rich", "textual"),
}
"""What costs more to import than a question for help may take."""


@pytest.fixture(scope="module")
def farm() -> Iterator[RunningFarm]:
    """A small farm."""
    with running_farm(jobs=20, workers=5) as farm:
        yield farm


@pytest.mark.parametrize("argument", ["--version", "--help", "-h"])
def test_version_and_help_import_nothing_heavy(argument: str) -> None:
    program = (
        "import sys; from app.cli import run; code = run(sys.argv[1:]);"
        "print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, argument],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "farmtop" in done.stdout
    assert not HEAVY & set(done.stderr.split())


def test_version_is_that_of_the_package() -> None:
    assert farmtop("--version", environ=dict(os.environ)).stdout == "farmtop 0.1.0\n"


def test_help_names_the_commands() -> None:
    told = farmtop("-h", environ=dict(os.environ))
    assert all(name in told.stdout for name in ("demo", "logs", "ls", "--profile", "--region"))


def test_a_shell_can_complete() -> None:
    told = farmtop(environ={**os.environ, "_FARMTOP_COMPLETE": "bash_source"})
    assert "complete" in told.stdout
    assert told.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "saying"),
    [
        (["lst"], "No such command 'lst'"),
        (["ls"], "Missing argument"),
        (["ls", "shots"], "'farms', 'queues', 'jobs', 'sessions', 'session-actions'"),
        (["ls", "jobs", "--farm-id", "aurora"], "is not the id of a farm, which reads like farm-"),
        (["ls", "farms", *NOWHERE], "farms are not listed within a farm"),
        (["ls", "jobs", *NOWHERE], f"farmtop ls queues --farm-id farm-{HEX}"),
        (["ls", "farms", "-o", "xml"], "'table', 'json', 'csv'"),
        (["ls", "farms", "--limit", "0"], "--limit"),
        (["ls", "farms", "--limit", "5", "--all"], "Leave out --all or --limit"),
        (["ls", "farms", "--sort", "name"], "The service neither filters nor sorts farms"),
        (["ls", "jobs", "--filter", "/v00[12]/"], "The service cannot look for /v00[12]/"),
        (["ls", "jobs", "--filter", "colour:red"], "There is no colour: here"),
        (["ls", "jobs", "--sort", "colour"], "Give one of: status, name, createdAt"),
        (["ls", "jobs", "--reverse"], "Give --sort, too"),
        (["ls", "farms", "--profile", "nobody"], "nobody"),
        (["ls", "farms", "--endpoint-url", "here"], "http://HOST:PORT"),
        (["ls", "farms", "--max-rps", "0"], "Give a number from 0.1 to 1000"),
        (["--max-rps", "many", "ls", "farms"], "'many' is not a valid float"),
        (["logs"], "farmtop ls farms"),
        (["logs", "--since", "yesterday"], "90s, 15m, 2h, 1d or 2026-03-01T14:30"),
        (["demo", "--break", "everything"], "one begins with one of latency"),
        (["demo", "--speed", "0"], "--speed"),
        (["--profile", "studio", "demo"], "The demo is an account of its own"),
        ([], "The monitor needs a terminal"),
        (["demo"], "The monitor needs a terminal"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_right(
    arguments: list[str],
    saying: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("AWS_REGION", "us-west-2")
    assert run(arguments) == 2
    told = capsys.readouterr()
    assert saying in told.err
    assert not told.out


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


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_farm_is_served_until_it_is_told_to_stop(number: signal.Signals, code: int) -> None:
    with subprocess.Popen(
        [*FARMTOP, "demo", "--serve", "--jobs", "3", "--workers", "2"],
        cwd=ROOT,
        env={**os.environ, "AWS_PROFILE": "studio"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stderr is not None
        assert child.stdout is not None
        told = child.stderr.readline()
        child.send_signal(number)
        lines = child.stdout.read().splitlines()
        rest = child.stderr.read()
    assert child.returncode == code
    assert told == ("farmtop: Paste these lines into another shell. Ctrl-C here ends the farm.\n")
    assert rest == ""
    assert lines[0] == "unset AWS_PROFILE"
    exported = dict(
        line.removeprefix("export ").split("=", 1) for line in lines if line.startswith("export ")
    )
    host, port = exported["AWS_ENDPOINT_URL"].removeprefix("http://").split(":")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)))


def test_the_lines_that_serve_prints_lead_a_client_to_the_farm() -> None:
    with subprocess.Popen(
        [*FARMTOP, "demo", "--serve", "--jobs", "3", "--workers", "2"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stderr is not None
        assert child.stdout is not None
        child.stderr.readline()
        url = child.stdout.readline().strip().removeprefix("export AWS_ENDPOINT_URL=")
        farms = client("deadline", url).list_farms()["farms"]
        child.send_signal(signal.SIGINT)
        child.communicate()
    assert farms


def test_a_port_that_is_taken_is_told_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = farmtop("demo", "--serve", "--port", port, environ=dict(os.environ))
    assert done.returncode == 1
    assert done.stderr.startswith("farmtop: The embedded farm could not start: ")
    assert done.stderr.count("\n") == 1


def test_the_end_of_a_farm_that_is_served_is_told() -> None:
    with subprocess.Popen(
        [*FARMTOP, "demo", "--serve", "--jobs", "3", "--workers", "2"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stderr is not None
        child.stderr.readline()
        os.kill(_child_of(child.pid), signal.SIGKILL)
        _, rest = child.communicate()
    assert child.returncode == 1
    assert rest == "farmtop: The embedded farm has ended by itself.\n"


def _child_of(pid: int) -> int:
    """The only child of a process."""
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=True
    )
    return int(listed.stdout)


def test_the_demo_opens_on_its_own_farm_whatever_account_is_selected(tmp_path: Path) -> None:
    selected = tmp_path / "deadline"
    selected.write_text("[defaults]\naws_profile_name = studio\n")
    environ = {
        **os.environ,
        "AWS_PROFILE": "studio",
        "FARMTOP_PROFILE": "studio",
        "FARMTOP_ENDPOINT_URL": "http://127.0.0.1:1",
        "DEADLINE_CONFIG_FILE_PATH": str(selected),
        "TERM": "xterm-256color",
    }
    screen = pexpect.spawn(
        FARMTOP[0],
        [*FARMTOP[1:], "demo", "--jobs", "3", "--workers", "2"],
        cwd=str(ROOT),
        env=environ,
        dimensions=(40, 140),
        encoding="utf-8",
        timeout=120,
    )
    screen.expect("Aurora")
    screen.send("q")
    screen.expect(pexpect.EOF)
    screen.close()
    assert screen.exitstatus == 0


def test_a_demo_that_cannot_start_is_told_in_one_sentence() -> None:
    screen = pexpect.spawn(
        FARMTOP[0],
        [*FARMTOP[1:], "demo", "--break", "deny:NoSuchOperation"],
        cwd=str(ROOT),
        env={**os.environ, "TERM": "xterm-256color"},
        encoding="utf-8",
        timeout=120,
    )
    told: str = screen.read()
    screen.close()
    _, _, sentence = told.rpartition("\x1b[?1049l")  # once the terminal is as it was before
    assert "farmtop: The embedded farm could not start: deny:NoSuchOperation" in sentence
    assert sentence.count("\n") == 1
    assert screen.exitstatus == 1


@pytest.mark.parametrize("command", [[], ["demo"], ["logs"]])
def test_the_help_says_what_a_live_tail_costs(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*command, "--help"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "about 0.01 USD: see CloudWatch pricing" in told


@pytest.mark.parametrize("arguments", [["Aurora/lighting/beauty/1/2/3"], [f"monitor-{HEX}"]])
def test_an_address_that_makes_no_sense_is_told_before_there_is_a_screen(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    told = capsys.readouterr().err
    assert "is no address" in told or "lead nowhere" in told


def test_an_address_opens_the_monitor_which_needs_a_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run([f"job-{HEX}", "--region", "us-west-2"]) == 2
    assert "The monitor needs a terminal." in capsys.readouterr().err


def test_what_is_neither_a_command_nor_an_address_is_no_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["nonsense"]) == 2
    assert "No such command" in capsys.readouterr().err
