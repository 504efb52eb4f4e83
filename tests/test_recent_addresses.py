"""Where addresses led, kept from one start to the next."""

import stat
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.recent.addresses import LedTo, RecentAddresses
from app.recent.files import KEPT_FILES
from app.resources import LEVELS
from app.resources.level import Place
from tests.test_recent import files

ADDRESS = "Aurora/lighting"
PATH = {"farmId": "farm-1", "queueId": "queue-1"}
LIGHTING = LedTo(Place(LEVELS["jobs"], PATH), "job-1", {"farm-1": "Aurora", "queue-1": "lighting"})


def kept(**settings: Any) -> RecentAddresses:
    """Where the address led, for one who has chosen these."""
    addresses = RecentAddresses(Settings(**settings), {})
    addresses.keep(ADDRESS, LIGHTING)
    return addresses


def led(**settings: Any) -> LedTo | None:
    """Where it led, as a new start finds it."""
    return RecentAddresses(Settings(**settings), {}).find(ADDRESS)


def test_the_next_start_finds_where_an_address_led_and_how_that_was_called() -> None:
    kept()
    assert led() == LIGHTING
    assert RecentAddresses(Settings(), {}).find("Aurora/light") is None


def test_nobody_else_can_read_where_addresses_led(home: Path) -> None:
    kept()
    (file,) = files(home)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_where_an_address_led_is_kept_nowhere_if_the_setting_says_so(home: Path) -> None:
    kept(cache=False)
    assert files(home) == []


@pytest.mark.parametrize(
    "settings",
    [{"profile": "other"}, {"region": "eu-west-1"}, {"endpoint_url": "http://127.0.0.1:1"}],
)
def test_an_address_that_led_somewhere_on_one_account_does_not_on_another(
    settings: dict[str, str],
) -> None:
    kept()
    assert led(**settings) is None


def test_an_address_that_leads_nowhere_by_now_is_forgotten() -> None:
    kept().forget(ADDRESS)
    assert led() is None


@pytest.mark.parametrize(
    ("before", "after"),
    [(b'"jobs"', b'"plates"'), (b'"queueId"', b'"fleetId"'), (b'"path"', b'"ways"'), (b"}", b"")],
    ids=["no level", "another path", "no path", "no JSON"],
)
def test_what_leads_nowhere_that_there_is_is_as_if_it_were_not_there(
    before: bytes, after: bytes, home: Path
) -> None:
    kept()
    (file,) = files(home)
    file.write_bytes(file.read_bytes().replace(before, after))
    assert led() is None


def test_a_name_that_was_tampered_with_cannot_reach_the_terminal(home: Path) -> None:
    kept()
    (file,) = files(home)
    file.write_bytes(file.read_bytes().replace(b'"Aurora"', rb'"\u001b[2J"'))
    found = led()
    assert found is not None
    assert found.names["farm-1"] == "␛[2J"


def test_only_as_many_addresses_are_kept_as_are_worth_it(home: Path) -> None:
    for number in range(KEPT_FILES + 1):
        kept().keep(f"Aurora/{number}", LIGHTING)
    assert len(files(home)) == KEPT_FILES


def test_a_folder_that_cannot_be_made_keeps_no_address(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "file"))
    kept().forget(ADDRESS)
    assert led() is None
