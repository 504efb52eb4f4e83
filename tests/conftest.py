"""What every test stands on: nothing of the developer's own machine can be seen."""

import os
from pathlib import Path

import pytest

_HIDDEN_PREFIXES = ("AWS_", "BOTO", "DEADLINE_", "FARMTOP_", "SSH_", "XDG_")
_HIDDEN = frozenset({"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "NO_COLOR", "COLORTERM"})


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home directory; no file and no variable of the developer's is seen."""
    for name in list(os.environ):
        if name.startswith(_HIDDEN_PREFIXES) or name.upper() in _HIDDEN:
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return home
