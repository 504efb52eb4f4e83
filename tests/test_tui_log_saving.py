"""Saving the log that is on the screen."""

import json
from pathlib import Path

import pytest

from app.config import Settings
from tests.live_farm import above, live_farm, monitor
from tests.pilots import answer, bar, complaint, open_log, shown, until
from tests.test_tui_log_keys import failed_session


def logs_in(folder: Path) -> list[Path]:
    """The logs that were saved there as text."""
    return list(folder.glob("*.log"))


def filled(path: Path, text: str) -> Path:
    """A file that holds this text."""
    path.write_text(text, encoding="utf-8")
    return path


def content(path: Path) -> str:
    """What a file holds."""
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", [".log", ".jsonl"])
async def test_the_whole_log_is_saved_and_a_file_is_overwritten_only_when_asked_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = filled(Path(f"saved{ending}"), "precious")
    async with live_farm() as farm:
        session = failed_session(farm)
        written = farm.log_lines(session, session["sessionId"])
        async with monitor("sessions", above(session)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            await answer(pilot, "S", str(path))
            assert "Enter again overwrites it" in complaint(pilot)
            assert content(path) == "precious"
            await pilot.press("enter")
            await until(pilot, lambda: content(path) != "precious")
        saved = content(path).split("\n")[:-1]
        if ending == ".jsonl":
            events = [json.loads(line) for line in saved]
            assert [(one["timestamp"], one["message"]) for one in events] == written
        else:
            assert len(saved) == len(written)
            assert all(line.startswith("20") for line in saved)


async def test_what_is_shown_only_is_saved_only_under_the_name_that_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with live_farm() as farm:
        session = failed_session(farm)
        async with monitor("sessions", above(session), settings=Settings(log_context=0)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            await answer(pilot, "ampersand", "exited with code")
            await until(
                pilot, lambda: "only" in bar(pilot, "foot") and "…" not in bar(pilot, "foot")
            )
            await pilot.press("S")
            assert "save the lines shown to" in shown(pilot.app)
            await pilot.press("enter")
            await until(pilot, lambda: logs_in(tmp_path))
        [path] = logs_in(tmp_path)
        assert session["sessionId"][:12] in path.name
        lines = content(path).splitlines()
        assert lines
        assert all("exited with code" in line for line in lines)


async def test_saving_where_it_cannot_be_says_why(tmp_path: Path) -> None:
    async with live_farm() as farm:
        session = failed_session(farm)
        async with monitor("sessions", above(session)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            await answer(pilot, "S", str(tmp_path))
            assert "That is a folder" in complaint(pilot)
            await pilot.press("escape")
            await answer(pilot, "S", str(tmp_path / "none" / "saved.log"))
            await until(pilot, lambda: "Nothing was saved" in shown(pilot.app))
