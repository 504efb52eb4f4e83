"""The names that logs are saved under."""

import pytest

from app.logs.files.line_text import SaveForm
from app.logs.files.saving import default_name
from tests.test_logs_saving import WHEN


@pytest.mark.parametrize(
    ("job", "session", "name"),
    [
        (
            "sq010_sh0040_beauty_v012",
            f"session-91c2{'0' * 28}",
            "sq010_sh0040_beauty_v012_session-91c2_{}.log",
        ),
        ("../../etc/passwd", "", "etc_passwd_{}.log"),
        ('a: *?"<>|\n\x00b', "s", "a_b_s_{}.log"),
        ("スチール" * 60, "s", "スチール" * 10 + "_s_{}.log"),
        ("", "", "{}.log"),
    ],
)
def test_a_name_is_safe_on_any_file_system(
    job: str, session: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    assert default_name(job, session, WHEN, SaveForm.TEXT) == name.format("20261122-031207")


def test_events_have_a_name_of_their_own() -> None:
    assert default_name("a", "b", WHEN, SaveForm.JSON).endswith(".jsonl")
