"""The sections of a session's log, and how they went."""

import json
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import pytest

from app.logs.scanning.findings import Section
from app.logs.scanning.landmarks import landmarks
from app.logs.scanning.sections import Outline, exit_text, outline
from app.logs.scanning.sieve import kinds_of
from app.view import NO_TIME, Tone

SESSION = Path(__file__).parent / "session_log.jsonl"
DOUBLE, SINGLE = "=" * 46, "-" * 46


def drawn(messages: Iterable[str], end: int | None = None) -> Outline:
    """The outline of lines of which each is a second younger than the one before."""
    text = "\n".join(messages)
    times = range(0, 1_000 * (text.count("\n") + 1), 1_000)
    return outline(((mark.at, mark) for mark in landmarks(text, kinds_of(text), times)), end)


def banner(title: str) -> tuple[str, ...]:
    return (" ", DOUBLE, f"--------- {title}", DOUBLE)


def phase(title: str) -> tuple[str, ...]:
    return (SINGLE, f"Phase: {title}", SINGLE)


def exited(code: int) -> str:
    return f"Process pid 7 exited with code: {code} (unsigned) / {hex(code)} (hex)"


def task(*lines: str) -> Section:
    """The section of a task that wrote such lines, after which a clean-up came."""
    return drawn([*banner("Running Task"), *lines, *banner("Session Cleanup")]).sections[0]


def test_a_real_session_has_its_sections() -> None:
    events = [json.loads(line) for line in SESSION.read_text("utf-8").splitlines()]
    text = "\n".join(event["message"] for event in events)
    marks = landmarks(text, kinds_of(text), [event["timestamp"] for event in events])
    found = outline(((mark.at, mark) for mark in marks), events[-1]["timestamp"])
    assert [
        (one.number, one.title, one.word, one.seconds) for one in found.sections if not one.depth
    ] == [
        (1, "Entering Environment: FooEnv", "done", 0.011),
        (21, "Running Task  Frame=1", "done", 1.214),
        (50, "Running Task  Frame=2", "exit 7", 1.218),
        (80, "Exiting Environment: FooEnv", "done", 0.012),
        (98, "Session Cleanup", "", 0.0),
    ]
    assert [one.title for one in found.sections if one.depth] == ["Setup", "Running action"] * 4
    assert found.sections[6] == Section(
        50,
        80,
        0,
        "Running Task  Frame=2",
        1795303920331,
        1795303921549,
        7,
        Tone.BAD,
        "exit 7",
        range(50, 54),
    )


@pytest.mark.parametrize(
    ("lines", "tone", "word"),
    [
        ([exited(0)], Tone.GOOD, "done"),
        ([exited(137)], Tone.BAD, "exit 137"),
        ([exited(0xC0000005)], Tone.BAD, "exit 0xC0000005"),
        (["openjd_fail: boom"], Tone.BAD, "failed"),
        (["openjd_fail: boom", exited(0)], Tone.BAD, "failed"),
        (["Canceling subprocess 7 via termination method", exited(-15)], Tone.MUTED, "canceled"),
        (
            ["TIMEOUT - Runtime limit reached", "Canceling subprocess 7 via x", exited(-9)],
            Tone.BAD,
            "timed out",
        ),
        (["Command started as pid: 7"], Tone.WARN, "no exit code"),
        (["Setting: A=1"], Tone.PLAIN, ""),
    ],
)
def test_a_section_says_how_it_went(lines: list[str], tone: Tone, word: str) -> None:
    section = task(*lines)
    assert (section.tone, section.word) == (tone, word)


def test_an_open_section_runs_until_its_process_has_ended() -> None:
    (running,) = drawn([*banner("Running Task"), "work"]).sections
    assert (running.stop, running.ended, running.seconds, running.word) == (
        None,
        None,
        None,
        "running",
    )
    (over,) = drawn([*banner("Running Task"), exited(0), "after"]).sections
    assert (over.stop, over.seconds, over.word) == (None, 2.0, "done")


def test_the_last_section_ends_where_nothing_more_can_come() -> None:
    (section,) = drawn([*banner("Running Task"), "Command started as pid: 7"], end=9_000).sections
    assert (section.ended, section.word) == (9_000, "no exit code")


def test_a_section_ends_with_the_last_line_before_the_next_banner() -> None:
    section = task("one", "two")
    assert (section.number, section.stop, section.ended) == (0, 6, 5_000)


def test_phases_lie_in_their_action() -> None:
    found = drawn([*banner("Running Task"), *phase("Setup"), *phase("Running action"), exited(1)])
    action, setup, running = found.sections
    assert (setup.number, setup.stop, setup.banner, setup.word) == (4, 7, range(4, 7), "")
    assert (running.depth, running.exit_code, action.exit_code) == (1, 1, 1)


def test_a_task_is_told_by_its_parameters() -> None:
    values = ("Parameter values:", "Frame(INT) = 1-4 ", "Out(PATH) = /out/a b", "work(INT)")
    assert task(*values).title == "Running Task  Frame=1-4  Out=/out/a b"


@pytest.mark.parametrize(
    "lines",
    [
        ["Parameter values:", "none"],
        ["work", "Parameter values:", "Frame(INT) = 1"],
        ["Frame(INT) = 1"],
    ],
)
def test_what_a_program_prints_of_parameters_names_no_task(lines: list[str]) -> None:
    assert task(*lines).title == "Running Task"


@pytest.mark.parametrize(
    "lines",
    [
        ["=" * 60, "Arnold 7.3", "=" * 60],
        ["--------- settings"],
        ["Phase: Setup"],
        ["-" * 60, "statistics", "-" * 60],
    ],
)
def test_rules_of_a_renderer_are_no_banner(lines: list[str]) -> None:
    assert drawn(lines).sections == ()


@pytest.mark.parametrize("cut", range(4))
def test_a_banner_that_is_cut_off_still_opens_a_section(cut: int) -> None:
    lines = banner("Running Task")
    (section,) = drawn([*lines[cut:3], "work"] if cut < 3 else lines[1:]).sections
    assert section.title == "Running Task"


def test_a_title_that_nobody_knows_needs_both_rules() -> None:
    assert [one.title for one in drawn(banner("A Later Kind")).sections] == ["A Later Kind"]
    assert drawn(banner("A Later Kind")[:3]).sections == ()


def test_progress_is_that_of_the_last_action() -> None:
    said = (
        "openjd_progress: 25",
        "openjd_status: one",
        "openjd_progress: 150",
        "openjd_progress: x",
    )
    found = drawn([*banner("Running Task"), *said])
    assert (found.progress, found.status) == (100.0, "one")
    after = drawn([*banner("Running Task"), *said, *banner("Session Cleanup")])
    assert (after.progress, after.status) == (None, "")


def test_where_times_are_unknown_nothing_takes_any_time() -> None:
    text = "\n".join(chain(banner("Running Task"), [exited(0)]))
    marks = landmarks(text, kinds_of(text), [NO_TIME] * 5)
    (section,) = outline((mark.at, mark) for mark in marks).sections
    assert section.seconds is None


def test_an_exit_code_of_windows_is_hexadecimal() -> None:
    assert [exit_text(code) for code in (0, -9, 137, 0xC0000005)] == [
        "0",
        "-9",
        "137",
        "0xC0000005",
    ]
