"""The command line: what it tells of itself, and what it says of wrong usage."""

import os
import subprocess
import sys

import pytest

from app.cli import run
from app.resources import LEVELS
from tests.farm import ROOT, farmtop

HEX = "0123456789abcdef" * 2
NOWHERE = ["--farm-id", f"farm-{HEX}"]
HEAVY = {
    *("aiobotocore", "aiohttp", "asyncio", "boto3", "botocore", "platformdirs"),
    *("rich", "textual"),
}
"""What costs more to import than a question for help may take."""


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
        (["lst"], "No such command 'lst'. Did you mean 'ls'? A name alone is no address: "),
        (["Aurora"], "address: for the farm or workflow definition type Aurora/."),
        (["Nope"], "No such command 'Nope'. A name alone is no address: "),
        (["ls"], "Missing argument"),
        (["ls", "shots"], "'farms', 'queues', 'jobs', 'sessions', 'session-actions'"),
        (["ls", "jobs", "--farm-id", "aurora"], "farmtop ls queues --farm-id aurora"),
        (["ls", "jobs", "--farm-id", "a/b"], "is not the id of a farm, which reads like farm-"),
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


@pytest.mark.parametrize("arguments", [["--help"], ["bogus"], []])
def test_the_levels_are_listed_once(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(["ls", *arguments])
    told = "".join("".join(capsys.readouterr()).split())
    assert [told.count(name) for name in LEVELS if name.endswith("fleets")] == [2, 1]
    assert all(name in told for name in LEVELS)


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


@pytest.mark.parametrize("address", [f"job-{HEX}", "Aurora/lighting/beauty/1/2/task-actions"])
def test_an_address_opens_the_monitor_which_needs_a_terminal(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([address, "--region", "us-west-2"]) == 2
    assert "The monitor needs a terminal." in capsys.readouterr().err


def test_what_is_neither_a_command_nor_an_address_is_no_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["nonsense"]) == 2
    assert "No such command" in capsys.readouterr().err
