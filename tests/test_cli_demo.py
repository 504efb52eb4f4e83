"""`farmtop demo`, run as a user runs it: in a process of its own."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pytest

from tests.clients import client
from tests.farm import FARMTOP, ROOT, farmtop


@contextmanager
def served(**variables: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A farm that is served, and the first line that it told its user."""
    with subprocess.Popen(
        [*FARMTOP, "demo", "--serve", "--jobs", "3", "--workers", "2"],
        cwd=ROOT,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stderr is not None
        try:
            yield child, child.stderr.readline()
        finally:
            child.kill()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_farm_is_served_until_it_is_told_to_stop(number: signal.Signals, code: int) -> None:
    with served(AWS_PROFILE="studio") as (child, told):
        child.send_signal(number)
        lines, rest = child.communicate()
    assert child.returncode == code
    assert told == ("farmtop: Paste these lines into another shell. Ctrl-C here ends the farm.\n")
    assert rest == ""
    unset, *exports = lines.splitlines()
    assert unset == "unset AWS_PROFILE"
    exported = dict(
        line.removeprefix("export ").split("=", 1) for line in exports if line.startswith("export ")
    )
    host, port = exported["AWS_ENDPOINT_URL"].removeprefix("http://").split(":")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)))


def test_the_lines_that_serve_prints_lead_a_client_to_the_farm() -> None:
    with served() as (child, _):
        assert child.stdout is not None
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
    with served() as (child, _):
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
