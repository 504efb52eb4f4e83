"""Writing a setting: everything else in the user's file stays as it is."""

import os
import stat
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.errors import UsageError
from app.settings_file import keep
from tests.texts import texts

NOT_ROOT = pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")

WRITTEN = """\
# mine, all mine
profile = "studio"   # which one else

[columns]
# what I like to see
sessions = [ "host" ]
jobs = ["name"]  # short

[keymap]
"list.log" = "ctrl+l"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "farmtop" / "settings.toml"


def write(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_bytes(text.encode())


def keep_jobs(file: Path, value: Sequence[str] | None = ("status", "name:40")) -> None:
    keep(file, "columns", "jobs", value)


def test_only_the_setting_changes(file: Path) -> None:
    write(file, WRITTEN)
    keep_jobs(file)
    now = 'jobs = ["status", "name:40"]  # short'
    assert file.read_text() == WRITTEN.replace('jobs = ["name"]  # short', now)


def test_a_setting_is_taken_out(file: Path) -> None:
    write(file, WRITTEN)
    keep_jobs(file, None)
    assert file.read_text() == WRITTEN.replace('jobs = ["name"]  # short\n', "")
    keep_jobs(file, None)
    assert file.read_text() == WRITTEN.replace('jobs = ["name"]  # short\n', "")


def test_a_table_that_is_not_there_comes_last(file: Path) -> None:
    write(file, 'profile = "studio"\n\n[keymap]\n"list.log" = "ctrl+l"\n')
    keep_jobs(file, ["name"])
    assert file.read_text() == (
        'profile = "studio"\n\n[keymap]\n"list.log" = "ctrl+l"\n\n[columns]\njobs = ["name"]\n'
    )


def test_a_file_that_is_not_there_is_made_for_its_owner_alone(file: Path) -> None:
    keep_jobs(file)
    assert file.read_text() == '[columns]\njobs = ["status", "name:40"]\n'
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_nothing_is_made_to_take_out_what_is_not_there(file: Path) -> None:
    keep_jobs(file, None)
    assert not file.parent.exists()


def test_a_file_keeps_its_permissions_and_its_ends_of_lines(file: Path) -> None:
    write(file, 'theme = "x"\r\n\r\n[columns]\r\njobs = ["name"]\r\n')
    file.chmod(0o640)
    keep_jobs(file, ["status"])
    assert file.read_bytes() == b'theme = "x"\r\n\r\n[columns]\r\njobs = ["status"]\r\n'
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_link_goes_on_leading_to_the_file(file: Path, tmp_path: Path) -> None:
    write(file, WRITTEN)
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    keep_jobs(link)
    assert link.is_symlink()
    assert "name:40" in file.read_text()


@pytest.mark.parametrize("text", ["columns = 3\n", "not toml", 'columns = "jobs"\n'])
def test_a_file_that_makes_no_sense_is_left_alone(file: Path, text: str) -> None:
    write(file, text)
    with pytest.raises(UsageError, match="is left as it is") as caught:
        keep_jobs(file)
    assert str(file) in caught.value.what
    assert file.read_text() == text


def test_a_file_that_is_no_text_is_left_alone(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="cannot be written"):
        keep_jobs(file)
    assert file.read_bytes() == b"\xff\xfe"


def test_a_folder_that_takes_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "farmtop").write_text("no folder")
    with pytest.raises(UsageError, match="cannot be written: Not a directory"):
        keep_jobs(tmp_path / "farmtop" / "settings.toml")


@NOT_ROOT
def test_a_file_that_may_not_be_written_to_is_not_replaced(file: Path) -> None:
    write(file, WRITTEN)
    file.chmod(0o400)
    with pytest.raises(UsageError, match="cannot be written: Permission denied"):
        keep_jobs(file)
    assert file.read_text() == WRITTEN


@NOT_ROOT
def test_a_folder_that_may_not_be_written_to_is_told(file: Path) -> None:
    write(file, WRITTEN)
    file.parent.chmod(0o500)
    try:
        with pytest.raises(UsageError, match="cannot be written: Permission denied"):
            keep_jobs(file)
    finally:
        file.parent.chmod(0o700)
    assert file.read_text() == WRITTEN


def test_a_file_that_cannot_be_put_in_its_place_leaves_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(UsageError, match="cannot be written: Is a directory"):
        keep_jobs(tmp_path / "settings.toml")
    assert [one.name for one in tmp_path.iterdir() if one.name != "home"] == ["settings.toml"]


PARTS = [
    "# a comment\n",
    'theme = "dark"\n',
    "log_context = 5 # lines\n",
    'columns.sessions = ["host"]\n',
    'columns = { sessions = ["host"] }\n',
    "[keymap]\n",
    '"list.log" = "ctrl+l"\n',
    "[columns]\n",
    'jobs = [\n  "name", # the name\n]\n',
    "[columns.more]\n",
    "[[shows]]\n",
    "\n",
    "\t\n",
]


@example(
    ["[columns]\n", "# a comment\n", 'jobs = ["name"]\n', "[[shows]]\n", "[columns.more]\n"], None
)
@given(st.lists(st.sampled_from(PARTS), unique=True), st.none() | st.lists(texts(max_size=4)))
def test_whatever_is_written_there_only_the_setting_changes_or_nothing_does(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str], value: list[str] | None
) -> None:
    file = tmp_path_factory.mktemp("settings") / "settings.toml"
    file.write_text(text := "".join(parts))
    try:
        keep_jobs(file, value)
    except UsageError:
        assert file.read_text() == text
        return
    before, after = tomllib.loads(text), tomllib.loads(file.read_text())
    columns = after.get("columns", {})
    assert columns.pop("jobs", None) == value
    before.setdefault("columns", {}).pop("jobs", None)
    assert {"columns": {}, **after} == before
    assert file.read_text().count("# a comment") == text.count("# a comment")
