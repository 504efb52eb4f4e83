"""`farmtop logs FILE` prints a saved log as it prints one of AWS."""

import gzip
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.cli import run
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
    assert run(["logs", str(path.with_name(name)), *flags]) == code
    assert saying in capsys.readouterr().err


def test_times_are_not_asked_of_a_log_without_any(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.write_text("one\n")
    assert run(["logs", str(path), "--since", "1h"]) == 2
    assert "This log has no times" in capsys.readouterr().err


def test_standard_input_is_printed_as_a_file_is() -> None:
    done = subprocess.run(
        [*FARMTOP, "logs", "-", "--grep", "two|three", "--timestamps"],
        cwd=ROOT,
        input=TIMED + "2026-11-22T03:12:09.000Z three",
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert done.stdout == ("2026-11-22T03:12:08.000Z Error: two\n2026-11-22T03:12:09.000Z three\n")


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
