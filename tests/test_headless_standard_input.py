"""A log that comes by standard input, and output that is closed."""

import gzip
import shlex
import subprocess

from tests.farm import FARMTOP, ROOT
from tests.test_headless_saved import TIMED


def from_input(data: bytes | str, *flags: str) -> subprocess.CompletedProcess[str]:
    """What farmtop makes of standard input, which may hold anything."""
    done = subprocess.run(
        [*FARMTOP, "logs", "-", *flags],
        cwd=ROOT,
        input=data if isinstance(data, bytes) else data.encode(),
        capture_output=True,
        check=False,
        timeout=120,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def test_standard_input_is_printed_as_a_file_is() -> None:
    done = from_input(
        TIMED + "2026-11-22T03:12:09.000Z three", "--grep", "two|three", "--timestamps"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == ("2026-11-22T03:12:08.000Z Error: two\n2026-11-22T03:12:09.000Z three\n")


def test_standard_input_may_be_packed_and_may_end_early() -> None:
    packed = gzip.compress(TIMED.encode())
    assert from_input(packed).stdout == "one\nError: two\n"
    done = from_input(packed[:-8])
    assert (done.returncode, done.stdout) == (1, "one\nError: two\n")
    assert done.stderr.startswith("farmtop: Standard input is damaged: ")
    assert done.stderr.count("\n") == 1


def test_standard_input_that_is_closed_has_no_lines() -> None:
    command = shlex.join([*FARMTOP, "logs", "-"])
    done = subprocess.run(
        ["sh", "-c", f"{command} <&-"], cwd=ROOT, capture_output=True, check=False, timeout=30
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_standard_output_that_is_closed_is_told() -> None:
    command = shlex.join([*FARMTOP, "logs", "-"])
    done = subprocess.run(
        ["sh", "-c", f"{command} >&-"],
        cwd=ROOT,
        input="one\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert done.stderr == "farmtop: The output cannot be written: Bad file descriptor.\n"
