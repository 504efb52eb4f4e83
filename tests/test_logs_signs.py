"""What a line of a log means to the reader."""

import json
from pathlib import Path

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from app.localfarm.logs.failures import FAILURES
from app.localfarm.logs.renderers import RENDERERS
from app.logs.scanning.sieve import Sieve, kinds_of
from app.logs.scanning.sign_table import SIGNS, Sign, expression
from app.logs.scanning.signs import REACH, Signs
from app.view import LogLine, Tone, plain
from tests.texts import CHARACTERS, texts

SESSION = Path(__file__).parent / "session_log.jsonl"
SIGNS_ALONE = Signs()


def tone_of(message: str, signs: Signs = SIGNS_ALONE) -> Tone:
    return signs.tone_of(LogLine(0, message))


ERRORS = (
    # Open Job Description and the worker agent.
    "openjd_fail: texture missing",
    "Process pid 25649 exited with code: 7 (unsigned) / 0x7 (hex)",
    "Process pid 25649 exited with code: -9 (unsigned) / 0x9 (hex)",
    "TIMEOUT - Runtime limit reached at 2026-11-22T00:00:00Z. Canceling action.",
    'INTERRUPT: Sending signal "term" to process 42',
    "Canceling subprocess 42 via termination method at 2026-11-22T00:00:00Z.",
    "INFO      Spot interruption detected. Termination in 0:02:00",
    "INFO      Spot terminate happening at 2026-11-22T00:00:00Z",
    "Host config timeout expired (300s). Worker may be terminated by the service.",
    "INFO      Host Configuration Script failed with exit code 1",
    "INFO      API.Resp  UpdateWorker 409  error={}",
    "INFO      Action.End  Action complete.  TaskRun  FAILED  sessionaction-1111…-2",
    '{"level": "ERROR", "message": "boom"}',
    "CRITICAL  boom",
    # Python.
    "Traceback (most recent call last):",
    "AttributeError: 'NoneType' object has no attribute 'view_layer'",
    "botocore.exceptions.ClientError: An error occurred",
    "# RuntimeError: maya.cmds failed",
    "MemoryError",
    "terminate called after throwing an instance of 'std::bad_alloc'",
    # Shells and operating systems.
    "/bin/sh: line 3: 4242 Killed                  render /mnt/shot.blend",
    "Killed",
    "/bin/sh: line 3: 42 Segmentation fault      (core dumped) render",
    "Aborted (core dumped)",
    "kernel: Out of memory: Killed process 4242 (blender) total-vm:64GB",
    "write error: No space left on device",
    "bash: blender: command not found",
    "'maya' is not recognized as an internal or external command,",
    "sh: /mnt/renders: Permission denied",
    "subprocess returned non-zero exit status 3",
    "command failed, return code: 2",
    # Blender.
    "Error: cannot load image 'rock.exr'",
    "Error   : EXCEPTION_ACCESS_VIOLATION",
    "CUDA error: Out of memory in cuMemAlloc(&mem.device_pointer, size)",
    "System is out of GPU memory",
    "Writing: /tmp/shot.crash.txt",
    # Maya and Arnold.
    "// Error: file: /mnt/shot.ma line 12: No such plugin",
    "# Error: RuntimeError: no camera",
    "Fatal Error. Attempting to save in /tmp/shot.ma",
    "00:00:09  2240MB ERROR   | [ass] /mnt/rock.ass: could not be read",
    "00:00:09  2240MB         | [clm] no license found, rendering with watermarks",
    "00:00:09  2240MB         | render aborted due to earlier errors",
    "signal caught: SIGSEGV -- Invalid memory reference",
    # Nuke.
    "ERROR: Read1: no such file",
    "Read1: Error reading pixel data from image file",
    "Read error: No such file or directory",
    "A license for nuke was not found",
    # Houdini, Karma and Mantra.
    "[ERROR] husk: no camera",
    "[00:00:04] Unable to load USD file '/tmp/shot.usd'",
    "Unable to initialize rendering module",
    "No licenses could be found to run this application.",
    # V-Ray, Redshift and Cinema 4D.
    "[2026/Nov/22|04:10:00] error: Could not load mesh file",
    "[V-Ray] [error] no camera",
    "Could not obtain a license (10).",
    "Redshift: License error: (RLM) no heartbeat",
    "ASSERT FAILED in core.cpp",
    "Assertion `n > 0' failed.",
    "Rendering failed: 1",
    "Asset missing: rock.tif",
    # In general.
    "Solving environment: failed",
    "Completed with 3 errors and 2 warnings",
    "Errors: 4",
    "\x1b[31mError:\x1b[0m coloured",
)

WARNINGS = (
    "Warning: could not open image 'rock.exr'",
    "Warning: Unable to resolve asset path '@moss.rat@'",
    "00:00:09  2240MB WARNING | [texturesys] error: rock.tx has no mipmaps",
    "[2026/Nov/22|04:10:00] warning: no light",
    "WARN (bke.mesh): mesh 'cloth_sim' has 12 degenerate faces",
    "[WARNING] Write1: colour space",
    '{"level": "WARNING", "message": "careful"}',
    "Error: Not freed memory blocks: 12, total unfreed memory 0.001 MB",
    "INFO      Metrics.System  cpu 98.6 %  memory 99.2 % of 23.5 GiB",
)

BACKDROPS = {
    "--------- Running Task": Tone.WAITING,
    "==============================================": Tone.MUTED,
    "----------------------------------------------": Tone.MUTED,
    "Phase: Setup": Tone.MUTED,
    "openjd_progress: 50.5": Tone.MUTED,
    " ": Tone.MUTED,
    "": Tone.MUTED,
    "INFO      Metrics.System  cpu 98.6 %": Tone.MUTED,
}

ORDINARY = (
    "Process pid 25636 exited with code: 0 (unsigned) / 0x0 (hex)",
    "Fra:1 Mem:24.2M | Saved /out/1.png",
    "0 errors, 0 warnings",
    "Scene loaded with no errors.",
    "finished without any errors",
    "errors: 0",
    "Error: 0",
    "error_count=0",
    '"error": null, "errors": "none"',
    "Noise error: 0.0132",
    "estimated error: 3 %",
    "log level set to ERROR",
    "LOG_LEVEL=ERROR",
    "--verbosity ERROR",
    "Loading ERRORS_overlay.exr",
    "Writing /mnt/ERROR/beauty.0001.exr",
    "Reading ERROR.exr",
    "exit code: 0",
    "exited with status 0x0",
    "MIT License, no license required",
    "License server: 7054@licences.studio.internal",
    "Killed 3 particles",
    "Tests: 12 passed, 0 failed",
    "stderr: nothing",
    "Error diffusion dither enabled",
    "INFO      Action.End  Action complete.  TaskRun  SUCCEEDED  sessionaction-1111…-2",
    "INFO      API.Resp  UpdateWorker 200",
)


@pytest.mark.parametrize("message", ERRORS)
def test_an_error_is_seen(message: str) -> None:
    assert tone_of(message) is Tone.BAD


@pytest.mark.parametrize("message", WARNINGS)
def test_a_warning_is_seen_and_is_no_error(message: str) -> None:
    assert tone_of(message) is Tone.WARN


@pytest.mark.parametrize("message", ORDINARY)
def test_what_only_looks_like_an_error_is_none(message: str) -> None:
    assert tone_of(message) is Tone.PLAIN


@pytest.mark.parametrize(("message", "tone"), BACKDROPS.items())
def test_what_surrounds_a_programs_output_stands_back(message: str, tone: Tone) -> None:
    assert tone_of(message) is tone


def test_a_very_long_line_is_read_at_its_beginning_only() -> None:
    assert tone_of("x" * 100_000 + " ERROR") is Tone.PLAIN
    assert SIGNS_ALONE.errors_in("x" * REACH + " ERROR") == []


def test_what_renderers_print_while_all_is_well_is_no_error() -> None:
    for renderer in RENDERERS.values():
        for line in (*renderer.environment, *renderer.opening, *renderer.work, *renderer.closing):
            assert tone_of(line) not in {Tone.BAD, Tone.WARN}, line
        assert all(tone_of(line) is Tone.WARN for line in renderer.warnings)


def test_every_way_to_fail_leaves_an_error() -> None:
    for failure in FAILURES.values():
        if failure.lines:
            assert any(tone_of(line) is Tone.BAD for line in failure.lines) or failure.message


def test_a_real_session_has_only_the_errors_that_were() -> None:
    messages = [json.loads(line)["message"] for line in SESSION.read_text("utf-8").splitlines()]
    assert [message for message in messages if tone_of(message) in {Tone.BAD, Tone.WARN}] == [
        "openjd_fail: texture missing",
        "Process pid 25649 exited with code: 7 (unsigned) / 0x7 (hex)",
    ]


PIECES = st.sampled_from(
    [*ERRORS, *WARNINGS, *ORDINARY, *(word for sign in SIGNS for word in sign.words)]
)
MESSAGES = st.lists(PIECES | texts(max_size=20), max_size=3).map(" ".join)


@given(st.lists(MESSAGES, min_size=1, max_size=20))
def test_a_block_has_the_errors_of_its_lines(messages: list[str]) -> None:
    signs = Signs({"mine": "tile 9[0-9]", "plain": "boom"}, {"quiet": "rock"})
    text = "\n".join(map(plain, messages))
    each = [index for index, message in enumerate(messages) if tone_of(message, signs) is Tone.BAD]
    assert signs.errors_in(text) == each
    assert signs.errors_in(text, kinds_of(text)) == each


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.name)
@settings(max_examples=15)
@given(data=st.data())
def test_whatever_holds_a_sign_holds_one_of_its_words(sign: Sign, data: st.DataObject) -> None:
    found = data.draw(st.from_regex(regex_of(sign), alphabet=CHARACTERS))
    (kind,) = kinds_of(plain(found))
    assert any(word.encode() in kind for word in sign.words)


def regex_of(sign: Sign) -> str:
    """The sign's expression, read as ASCII."""
    return f"(?a){expression(sign)}"


def test_the_users_signs_come_first() -> None:
    signs = Signs({"tile": r"tile \d+ lost"}, {"harmless": "Error: Not a problem"})
    assert tone_of("tile 9 lost", signs) is Tone.BAD
    assert tone_of("Warning: tile 9 lost", signs) is Tone.BAD
    assert tone_of("Error: Not a problem", signs) is Tone.WARN
    assert signs.errors_in("Error: Not a problem\nfine\ntile 9 lost") == [2]


def test_a_sign_that_never_comes_to_an_end_is_given_up() -> None:
    signs = Signs({"slow": r"(?:a|aa)+$", "quick": "boom"})
    assert tone_of("a" * 200 + "b", signs) is Tone.PLAIN
    assert signs.given_up == ("slow",)
    assert tone_of("boom", signs) is Tone.BAD


def test_a_sign_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(regex.error):
        Signs({"broken": "("})


def test_a_sieve_asks_once_for_each_kind() -> None:
    asked: list[bytes] = []

    def holds_x(kind: bytes) -> bool:
        asked.append(kind)
        return b"x" in kind

    sieve = Sieve(holds_x)
    kinds = kinds_of("Frame 1\nX 2\nframe 3\nx")
    assert sieve.passing(kinds) == sieve.passing(kinds) == [1, 3]
    assert sorted(asked) == [b"frame", b"x"]


KINDS = st.lists(st.text("abx", max_size=4).map(str.encode), max_size=600)


@given(KINDS, st.sets(st.sampled_from([b"x", b"ab", b"abx", b"bbb"]), min_size=1))
def test_kinds_that_are_tested_together_pass_as_each_does_by_itself(
    kinds: list[bytes], words: set[bytes]
) -> None:
    def holds_word(text: bytes) -> bool:
        return any(word in text for word in words)

    each = [index for index, kind in enumerate(kinds) if holds_word(kind)]
    assert Sieve(holds_word, holds_word).passing(kinds) == each


OWN = st.dictionaries(
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(["tile", "tile 9", r"ti.*\d", "[0-9]{3}", "ERR", r"\bgone\b", "404", "^fine$"]),
)


@settings(deadline=None)
@given(st.lists(MESSAGES, min_size=1, max_size=20), OWN, OWN, st.integers(0, 300))
def test_errors_are_found_in_a_block_as_line_by_line_whatever_signs_a_user_has(
    messages: list[str], errors: dict[str, str], warnings: dict[str, str], fine: int
) -> None:
    signs = Signs(errors, warnings)
    letters = str.maketrans("0123456789", "ghijkxyzuv")
    filler = [f"tile {str(number).translate(letters)}" for number in range(fine)]
    lines = [*map(plain, messages), *filler, *map(plain, messages)]
    each = [index for index, line in enumerate(lines) if tone_of(line, signs) is Tone.BAD]
    assert signs.errors_in("\n".join(lines)) == each
