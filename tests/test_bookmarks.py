"""Places that are kept: in the file, and in the box that leads to them."""

import asyncio
from pathlib import Path

import pytest

from app.bookmarks import Bookmark, Bookmarks, bookmarks_file
from app.config import Settings
from app.errors import UsageError
from app.resources import LEVELS
from app.resources.level import Place
from app.tui.app import FarmTop
from app.tui.connection.link import Link
from app.tui.going.bookmarks_screen import BookmarksScreen
from app.tui.going.kept_places import KeptPlaces
from tests.pilots import FarmPilot, arrive, level, shown, table, until
from tests.world_service import WorldService

JOBS = Bookmark(level="jobs", path={"farmId": "farm-1", "queueId": "queue-2"}, region="eu-west-1")


@pytest.fixture
def file(home: Path) -> Path:
    assert home in bookmarks_file().parents
    return bookmarks_file()


def test_what_is_kept_is_there_for_the_next_start_and_nobody_else_reads_it(file: Path) -> None:
    assert Bookmarks(file).add(JOBS)
    assert Bookmarks(file).all() == (JOBS,)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_place_is_kept_once_whatever_it_is_called(file: Path) -> None:
    bookmarks = Bookmarks(file)
    bookmarks.add(JOBS)
    assert not bookmarks.add(
        Bookmark(level="jobs", path=JOBS.path, words=("x",), region="eu-west-1")
    )
    assert len(bookmarks.all()) == 1


def test_another_farmtop_may_keep_places_at_the_same_time(file: Path) -> None:
    one, other = Bookmarks(file), Bookmarks(file)
    queues = Bookmark(level="queues", path={"farmId": "farm-1"}, region="eu-west-1")
    one.add(JOBS)
    other.add(queues)
    one.remove(JOBS)
    assert other.all() == (queues,)


def test_without_a_file_places_are_kept_until_the_end() -> None:
    bookmarks = Bookmarks(None)
    bookmarks.add(JOBS)
    assert bookmarks.all() == (JOBS,)
    assert not bookmarks_file().exists()


@pytest.mark.parametrize("text", ["{", '{"bookmarks": [{"level": 3}]}', "\xff"])
def test_a_file_that_is_none_of_ours_is_left_as_it_is(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="latin-1")
    with pytest.raises(UsageError, match="cannot be read"):
        Bookmarks(file).add(JOBS)
    assert file.read_text(encoding="latin-1") == text


@pytest.mark.parametrize(
    ("account", "region", "mine"),
    [
        ("111122223333", "eu-west-1", True),
        ("", "eu-west-1", True),
        ("444455556666", "eu-west-1", False),
        ("111122223333", "us-east-1", False),
    ],
)
def test_a_place_leads_nowhere_in_another_account_or_region(
    account: str, region: str, mine: bool
) -> None:
    kept = Bookmark(level="farms", region="eu-west-1", account="111122223333")
    assert kept.is_of(region, account) is mine


async def test_places_that_are_kept_are_among_those_to_look_into_first(
    service: WorldService, file: Path
) -> None:
    runs = Bookmark(
        level="workflow-runs",
        path={"workflowDefinitionName": "order"},
        region=service.region,
    )
    Bookmarks(file).add(runs)
    link = Link(Settings(), service.connect)
    connection = asyncio.create_task(link.hold())
    await link.service()
    assert KeptPlaces(link).visited() == [{"workflowDefinitionName": "order"}]
    spoil(file)
    assert KeptPlaces(link).visited() == []
    connection.cancel()


def spoil(file: Path) -> None:
    file.write_text("no bookmarks")


def box(pilot: FarmPilot) -> bool:
    return isinstance(pilot.app.screen, BookmarksScreen)


async def test_a_place_is_kept_with_a_key_and_gone_to_from_the_box(
    service: WorldService, file: Path
) -> None:
    app = FarmTop(Settings(), place=Place(LEVELS["farms"]), connect=service.connect)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await arrive(pilot, "farms")
        await until(pilot, lambda: table(pilot).selected_key)
        await pilot.press("enter")
        await arrive(pilot, "queues")
        queues = level(pilot).place
        await pilot.press("b")
        await until(pilot, file.exists)
        await until(pilot, lambda: "B goes there" in shown(app))
        await pilot.press("escape")
        await arrive(pilot, "farms")
        await pilot.press("B")
        await until(pilot, lambda: box(pilot) and "› queues" in shown(app))
        await pilot.press("enter")
        await arrive(pilot, "queues")
        assert level(pilot).place == queues


async def test_a_place_is_taken_out_in_the_box(service: WorldService, file: Path) -> None:
    app = FarmTop(Settings(), place=Place(LEVELS["farms"]), connect=service.connect)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await arrive(pilot, "farms")
        await pilot.press("b")
        await until(pilot, file.exists)
        await pilot.press("B")
        await until(pilot, box, pilot)
        await pilot.press("x")
        await until(pilot, lambda: "Nothing is kept yet" in shown(app))
        assert Bookmarks(file).all() == ()
        await pilot.press("enter", "escape")
        await arrive(pilot, "farms")


def test_a_row_is_another_place_than_its_list(file: Path) -> None:
    bookmarks = Bookmarks(file)
    row = Bookmark(level="jobs", path=JOBS.path, key="job-3", region="eu-west-1")
    assert bookmarks.add(JOBS)
    assert bookmarks.add(row)
    assert not bookmarks.add(row)
    assert bookmarks.all() == (JOBS, row)
