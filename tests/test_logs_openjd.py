"""What a line of a session log means to the reader."""

import pytest

from app.logs.openjd import tone_of
from app.view import Tone


@pytest.mark.parametrize(
    ("message", "tone"),
    [
        ("openjd_fail: texture missing", Tone.BAD),
        ("Process pid 25649 exited with code: 7 (unsigned) / 0x7 (hex)", Tone.BAD),
        ("Process pid 25649 exited with code: -9 (unsigned) / 0x9 (hex)", Tone.BAD),
        ("Traceback (most recent call last):", Tone.BAD),
        ("AttributeError: 'NoneType' object has no attribute 'view_layer'", Tone.BAD),
        ("botocore.exceptions.ClientError: An error occurred", Tone.BAD),
        ("Error: cannot load image 'rock.exr'", Tone.BAD),
        ("ERROR: could not obtain a licence", Tone.BAD),
        ('{"level": "ERROR", "message": "boom"}', Tone.BAD),
        ("TIMEOUT - Runtime limit reached at 2026-11-22T00:00:00Z", Tone.BAD),
        ("INTERRUPT: Sending signal SIGTERM to process 42", Tone.BAD),
        ("Canceling subprocess 42 via termination method", Tone.BAD),
        ("Warning: could not open image 'rock.exr'", Tone.WARN),
        ('{"level": "WARNING", "message": "careful"}', Tone.WARN),
        ("--------- Running Task", Tone.WAITING),
        ("==============================================", Tone.MUTED),
        ("----------------------------------------------", Tone.MUTED),
        ("Phase: Setup", Tone.MUTED),
        ("openjd_progress: 50.5", Tone.MUTED),
        (" ", Tone.MUTED),
        ("", Tone.MUTED),
        ("Process pid 25636 exited with code: 0 (unsigned) / 0x0 (hex)", Tone.PLAIN),
        ("Fra:1 Mem:24.2M | Saved /out/1.png", Tone.PLAIN),
        ("0 errors, 0 warnings", Tone.PLAIN),
        ("Loading ERRORS_overlay.exr", Tone.PLAIN),
    ],
)
def test_a_line_means_what_its_wording_says(message: str, tone: Tone) -> None:
    assert tone_of(message) is tone


def test_a_very_long_line_is_read_at_its_beginning_only() -> None:
    assert tone_of("x" * 100_000 + " ERROR") is Tone.PLAIN
