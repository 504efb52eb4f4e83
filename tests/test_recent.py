"""Rows that are kept from one start to the next."""

import json
import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.config import Settings
from app.recent import KEPT_PLACES, KEPT_ROWS, Recent
from app.recent.form import decode, encode
from app.resources import LEVELS
from app.resources.level import Place
from app.rows import Rows
from app.view import Cell, Clock, Progress, Row, Tone, plain
from tests.texts import texts

FARMS = Place(LEVELS["farms"])
AURORA = Rows.of(
    [Row("farm-1", (Cell("Aurora"), Progress(0.5), Clock(5.0, tone=Tone.BAD)), Tone.WARN)]
)
NOW = 1_795_317_300.0

numbers = st.floats(allow_nan=False, allow_infinity=False)
tones = st.sampled_from(Tone)
shown_texts = texts().map(plain)
cells = st.one_of(
    st.builds(Cell, shown_texts, tones, st.none() | numbers | shown_texts, shown_texts),
    st.builds(Progress, numbers, tones),
    st.builds(Clock, numbers, st.none() | numbers, tones),
)
rows = st.builds(Row, shown_texts, st.lists(cells).map(tuple), tones)


def recent(environ: Mapping[str, str] | None = None, /, **settings: Any) -> Recent:
    """What is kept for one who has chosen these, as a new start finds it."""
    return Recent.of(Settings(**settings), {} if environ is None else environ)


def kept(**settings: Any) -> None:
    """Aurora was seen, and farmtop ended."""
    before = recent(**settings)
    before.keep(FARMS, AURORA, NOW)
    before.save()


def files(home: Path) -> list[Path]:
    """Whatever stands in the cache directory."""
    return sorted(path for path in home.rglob("*farmtop*/**/*") if path.is_file())


@given(st.lists(rows), numbers)
def test_rows_are_read_as_they_were_written(written: list[Row], fetched_at: float) -> None:
    assert decode(encode(written, fetched_at)) == (tuple(written), fetched_at)


def test_a_text_that_was_tampered_with_cannot_reach_the_terminal() -> None:
    data = encode([Row("farm-1", (Cell("Aurora"),))], NOW)
    (row,), _ = decode(data.replace(b"Aurora", rb"\u001b[2J"))
    assert row.cells == (Cell("␛[2J"),)


def test_the_next_start_finds_the_rows_and_when_they_were_fetched() -> None:
    kept()
    found = recent().find(FARMS)
    assert found is not None
    assert (list(found.rows), found.fetched_at) == (list(AURORA), NOW)


def test_a_place_seen_in_this_run_is_found_before_it_is_written() -> None:
    seen = recent(cache=False)
    seen.keep(FARMS, AURORA, NOW)
    found = seen.find(FARMS)
    assert found is not None
    assert list(found.rows) == list(AURORA)


def test_nobody_else_can_read_what_is_kept(home: Path) -> None:
    kept()
    (file,) = files(home)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_nothing_is_written_where_the_setting_says_so(home: Path) -> None:
    kept(cache=False)
    assert files(home) == []


def test_neither_a_secret_nor_an_id_of_an_account_is_written(home: Path) -> None:
    environ = {
        "AWS_ACCESS_KEY_ID": "AKIDKEPT",
        "AWS_SECRET_ACCESS_KEY": "hush",
        "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/wrangler",
    }
    seen = recent(environ)
    seen.keep(FARMS, AURORA, NOW)
    seen.save()
    (file,) = files(home)
    for secret in ("AKIDKEPT", "hush", "111122223333"):
        assert secret not in file.name + file.read_text()


@pytest.mark.parametrize(
    ("settings", "environ"),
    [
        ({"profile": "other"}, {}),
        ({"region": "eu-west-1"}, {}),
        ({"endpoint_url": "http://127.0.0.1:1"}, {}),
        ({}, {"AWS_PROFILE": "other"}),
        ({}, {"AWS_ACCESS_KEY_ID": "AKIDOTHER"}),
        ({}, {"AWS_ENDPOINT_URL_DEADLINE": "http://127.0.0.1:1"}),
    ],
)
def test_nobody_is_shown_the_rows_of_another_account(
    settings: dict[str, str], environ: dict[str, str]
) -> None:
    kept()
    assert recent(environ, **settings).find(FARMS) is None


def test_nobody_is_shown_rows_from_before_other_credentials_were_written(home: Path) -> None:
    credentials = home / ".aws" / "credentials"
    credentials.parent.mkdir()
    credentials.write_text("[default]\naws_access_key_id = AKIDONE\n")
    kept()
    assert recent().find(FARMS) is not None
    credentials.write_text("[default]\naws_access_key_id = AKIDANOTHER\n")
    assert recent().find(FARMS) is None


def test_other_columns_want_other_rows() -> None:
    kept()
    level = replace(FARMS.level, fields=FARMS.level.fields[:1])
    assert recent().find(Place(level)) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"\xff\x00"),
        lambda file: file.write_bytes(file.read_bytes()[:40]),
        lambda file: file.write_text(json.dumps({"fetched_at": NOW, "rows": [["farm-1", [], 1]]})),
        lambda file: file.write_text(json.dumps({"fetched_at": None, "rows": []})),
        lambda file: (file.unlink(), file.mkdir()),
    ],
    ids=["empty", "no JSON", "cut off", "no tone", "no time", "a folder"],
)
def test_a_file_that_is_not_as_it_should_be_is_as_if_it_were_not_there(
    home: Path, spoil: Callable[[Path], object]
) -> None:
    kept()
    spoil(files(home)[0])
    assert recent().find(FARMS) is None


def test_a_folder_that_cannot_be_made_is_no_trouble(home: Path) -> None:
    (home / "file").touch()
    nowhere = Recent(home / "file" / "rows")
    nowhere.keep(FARMS, AURORA, NOW)
    nowhere.save()
    assert Recent(home / "file" / "rows").find(FARMS) is None


def test_as_many_rows_and_places_are_kept_as_are_worth_it(home: Path) -> None:
    seen = recent()
    many = Rows.of([Row(f"farm-{n}", ()) for n in range(2 * KEPT_ROWS)])
    for number in range(KEPT_PLACES + 5):
        seen.keep(Place(LEVELS["queues"], {"farmId": f"farm-{number}"}), many, NOW)
    seen.save()
    assert len(files(home)) == KEPT_PLACES
    newest = recent().find(Place(LEVELS["queues"], {"farmId": f"farm-{KEPT_PLACES + 4}"}))
    assert newest is not None
    assert len(newest.rows) == KEPT_ROWS
    assert recent().find(Place(LEVELS["queues"], {"farmId": "farm-0"})) is None


def test_those_places_are_forgotten_that_were_not_seen_for_longest(home: Path) -> None:
    for number in range(KEPT_PLACES + 1):
        seen = recent()
        seen.keep(Place(LEVELS["queues"], {"farmId": f"farm-{number}"}), AURORA, NOW)
        seen.save()
        for file in files(home):
            was = file.stat().st_mtime_ns - 1_000_000_000
            os.utime(file, ns=(was, was))
    assert len(files(home)) == KEPT_PLACES
    assert recent().find(Place(LEVELS["queues"], {"farmId": "farm-0"})) is None
    assert recent().find(Place(LEVELS["queues"], {"farmId": "farm-1"})) is not None


def test_rows_that_were_not_loaded_are_not_kept() -> None:
    known = {row.key: row for row in AURORA}
    seen = recent()
    seen.keep(FARMS, Rows(["", "farm-1", ""], known.__getitem__), NOW)
    seen.save()
    found = recent().find(FARMS)
    assert found is not None
    assert list(found.rows) == list(AURORA)


def test_a_place_that_is_empty_by_now_shows_nothing_of_before() -> None:
    kept()
    seen = recent()
    seen.keep(FARMS, Rows(), NOW)
    assert seen.find(FARMS) is None
    seen.save()
    assert recent().find(FARMS) is None
