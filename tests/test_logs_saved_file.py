"""How a file is that a log was saved in, whatever becomes of it."""

import errno
import os
from pathlib import Path

import pytest

from app.logs.files.saved_file import saved_file


def test_of_a_file_that_its_server_has_taken_away_the_size_is_told_that_it_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stale(*_asked: object, **_how: object) -> os.stat_result:
        raise OSError(errno.ESTALE, "Stale file handle")

    path = tmp_path / "a.log"
    path.write_text("one\n")
    saved = saved_file(path)
    assert saved.look().size == 4
    with monkeypatch.context() as server:
        server.setattr(os, "fstat", stale)
        path.unlink()
        look = saved.look()
    assert look.size == 4
    assert "was deleted" in look.gone
