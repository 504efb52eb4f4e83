"""`farmtop logs FILE` prints a saved log as it prints one of AWS."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest

from app.cli import run
from app.logs.files.file_lines import LINE_BYTES
from tests.farm import FARMTOP, ROOT

TIMED = "2026-11-22T03:12:07.118Z one\n2026-11-22T03:12:08.000Z Error: two\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log that was saved with times."""
    path = tmp_path / "a.log"
    path.write_text(TIMED)
    return path


def printed(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """What farmtop prints, once it has done so without trouble."""
    code = run(["logs", *map(str, arguments)])
    told = capsys.readouterr()
    assert (code, told.err) == (0, "")
    return told.out


def test_a_file_is_printed_whole(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, path) == "one\nError: two\n"
    assert printed(capsys, path, "--timestamps") == TIMED


def test_a_file_without_a_last_line_feed_is_printed_whole(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.write_text("one\ntwo")
    assert printed(capsys, path) == "one\ntwo\n"


def test_a_packed_file_is_printed(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_bytes(gzip.compress(TIMED.encode()))
    assert printed(capsys, path, "--timestamps") == TIMED


def test_following_a_packed_file_ends_with_it(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packed = gzip.compress(TIMED.removesuffix("\n").encode())
    path.write_bytes(packed)
    assert printed(capsys, path, "--follow") == "one\nError: two\n"
    path.write_bytes(packed[:-8])
    assert run(["logs", str(path), "--follow"]) == 1
    told = capsys.readouterr()
    assert told.out == "one\nError: two\n"
    assert "is damaged" in told.err


def test_events_are_printed_as_they_were_saved(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = [
        {"timestamp": 1, "message": "\x1b[31ma", "log": "session-91c2…"},
        {"timestamp": 2, "message": "b", "log": "worker", "late": True},
    ]
    path.write_text("".join(f"{json.dumps(event)}\n" for event in events))
    told = printed(capsys, path, "-o", "json")
    assert [json.loads(line) for line in told.splitlines()] == events
    assert printed(capsys, path) == "session-91c2… | a\nworker        | b\n"


@pytest.mark.parametrize(
    ("flags", "out"),
    [
        (["--grep", "ERR"], ""),
        (["--grep", "err"], "Error: two\n"),
        (["--errors"], "Error: two\n"),
        (["--errors", "-C", "1"], "one\nError: two\n"),
        (["--since", "2026-11-22T03:12:08Z"], "Error: two\n"),
        (["--until", "2026-11-22T03:12:08Z"], "one\n"),
    ],
)
def test_lines_are_chosen(
    path: Path, capsys: pytest.CaptureFixture[str], flags: list[str], out: str
) -> None:
    assert printed(capsys, path, *flags) == out


def test_local_times_have_their_offset(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    told = printed(capsys, path, "--local-timestamps")
    monkeypatch.undo()
    time.tzset()
    assert told.splitlines()[0] == "2026-11-22T12:12:07.118+09:00 one"


@pytest.mark.parametrize(
    ("arguments", "code", "saying"),
    [
        (["nowhere.log"], 5, "nowhere.log"),
        (["."], 2, "is a directory"),
        (["/dev/zero"], 2, "farmtop logs -"),
        (["a.log/b.log"], 2, "Not a directory"),
        (["a.log", "b.log"], 2, "cat FILES | farmtop logs -"),
        (["a.log", "--merge-worker"], 2, "A saved log has no worker"),
        (["a.log", "--job-id", f"job-{'0' * 32}"], 2, "Give either FILE or ids"),
        (["a.log", "--grep", "("], 2, "--grep"),
        (["a.log", "--context", "2"], 2, "Add --grep or --errors"),
    ],
)
def test_what_cannot_be_is_said(
    path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    saying: str,
) -> None:
    name, *flags = arguments
    assert run(["logs", str(path.parent / name), *flags]) == code
    assert saying in capsys.readouterr().err


def test_times_are_not_asked_of_a_log_without_any(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.write_text("one\n")
    assert run(["logs", str(path), "--since", "1h"]) == 2
    assert "This log has no times" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["-"], ["{}"], ["{}", "--follow"]], ids=str)
def test_ctrl_c_leaves_whole_lines(path: Path, arguments: list[str]) -> None:
    line = "a line of a log\n"
    path.write_text(line * 100_000)
    command = [*FARMTOP, "logs", *(one.format(path) for one in arguments)]
    with (
        path.open() as file,
        subprocess.Popen(
            command, cwd=ROOT, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as child,
    ):
        assert child.stdout is not None
        begun = child.stdout.readline()
        child.send_signal(signal.SIGINT)  # while it waits for somebody to read
        out, err = child.communicate()
    assert (child.returncode, err) == (130, "")
    whole = begun + out
    assert whole == line * whole.count("\n")
    assert len(whole) < 100_000 * len(line)


def test_ctrl_c_on_a_terminal_is_told_by_the_exit_code_alone(path: Path) -> None:
    screen = pexpect.spawn(
        FARMTOP[0],
        [*FARMTOP[1:], "logs", str(path), "--follow", "--timestamps"],
        cwd=str(ROOT),
        env={**os.environ, "TERM": "xterm-256color"},
        encoding="utf-8",
        timeout=120,
    )
    screen.expect("Error: two\r\n")
    screen.sendintr()
    rest: str = screen.read()
    screen.close()
    assert rest in {"", "^C"}
    assert screen.exitstatus == 130


def test_a_reader_that_leaves_is_no_error(path: Path) -> None:
    path.write_text("one\n" * 200_000)
    with subprocess.Popen(
        [*FARMTOP, "logs", str(path)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.stdout.readline() == b"one\n"
        child.stdout.close()
        assert child.stderr.read() == b""
    assert child.returncode == 141


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is denied to root")
def test_a_file_that_may_not_be_read_is_told(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.chmod(0)
    assert run(["logs", str(path)]) == 4
    assert "may not be read" in capsys.readouterr().err


def test_what_is_no_utf_8_is_no_reason_to_stop(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.write_bytes(b"caf\xe9 \x00\r\nok\n")
    assert printed(capsys, path) == "caf\N{REPLACEMENT CHARACTER} ␀\nok\n"
    events = printed(capsys, path, "-o", "json").splitlines()
    assert json.loads(events[0])["message"] == "caf\udce9 \0"


def test_an_empty_file_has_no_lines(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_bytes(b"")
    assert printed(capsys, path) == ""
    path.write_bytes(gzip.compress(b""))
    assert printed(capsys, path) == ""


def test_an_empty_name_is_not_taken_for_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["logs", ""]) == 2
    assert run(["logs", "--job-id", ""]) == 2
    told = capsys.readouterr().err
    assert "FILE is an empty name" in told
    assert "'' is not the id of a job" in told


def test_a_file_is_followed_through_being_replaced(path: Path) -> None:
    command = [*FARMTOP, "logs", str(path), "--follow"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert [child.stdout.readline() for _ in range(2)] == ["one\n", "Error: two\n"]
        with path.open("a") as file:
            file.write("2026-11-22T03:12:09.000Z thr")
            file.flush()
            file.write("ee\n")
        assert child.stdout.readline() == "three\n"
        new = path.with_suffix(".new")
        new.write_text("again\n")
        new.replace(path)
        assert child.stdout.readline() == "again\n"
        child.terminate()


def test_whoever_follows_a_file_is_told_of_a_line_that_is_too_long(path: Path) -> None:
    command = [*FARMTOP, "logs", str(path), "--follow"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.stdout.readline() == "one\n"
        with path.open("ab") as file:
            file.write(b"x" * (LINE_BYTES + 1) + b"\nthree\n")
        assert child.stdout.readline() == "Error: two\n"
        assert len(child.stdout.readline()) == LINE_BYTES + 1
        assert child.stdout.readline() == "three\n"
        assert "1 line of which only 16 MiB are here" in child.stderr.readline()
        child.terminate()


def test_nothing_of_aws_or_of_a_screen_is_imported_for_a_file(path: Path) -> None:
    program = (
        "import sys; from app.cli import run; code = run(sys.argv[1:]);"
        "print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "logs", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "one\nError: two\n"
    assert not {"aiobotocore", "botocore", "aiohttp", "textual", "rich"} & set(done.stderr.split())
