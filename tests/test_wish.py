"""Who sees to what a user wants of a list: the service, or the table; and how that is said."""

import pytest
from msgspec import structs
from textual.app import App

from app.poller import Snapshot
from app.resources import LEVELS
from app.resources.asking import understood
from app.resources.level import Place
from app.resources.query import Query
from app.rows import Rows
from app.tui.lists.wish import ARRANGED_HERE, Division, Wish, in_rows, is_to_load
from app.tui.parts.words import how_many, instead_of_rows, of_which
from app.view import PENDING
from tests.fakes import EPOCH, job
from widgets.table.resource_table import ResourceTable

JOBS, SESSIONS = LEVELS["jobs"], LEVELS["sessions"]
PLACE = Place(JOBS, {"farmId": "farm-1", "queueId": "queue-1"})
NOW = EPOCH.timestamp()
ITEMS = {one["jobId"]: one for one in (job(1), job(2, taskRunStatus="FAILED"), job(3))}


def wished(text: str = "", column: str | None = None, *, reverse: bool = False) -> Wish:
    return Wish(column, reverse, understood(text, JOBS.listing.search, NOW))


def answered(query: Query = Query(), refused: Query | None = None, total: int = 3) -> Snapshot:  # noqa: B008
    """Three jobs, of so many."""
    keys = (*ITEMS, *[""] * (total - 3))
    return Snapshot(
        PLACE,
        Rows(keys, lambda key: JOBS.row(ITEMS[key])),
        ITEMS,
        total=total,
        query=query,
        refused=refused,
        more=total > len(ITEMS),
        loading=False,
        fetched_at=NOW,
    )


def passing(division: Division) -> list[str]:
    row_filter = division.row_filter(lambda: ITEMS)
    return [key for key, one in ITEMS.items() if row_filter.matches(JOBS.row(one))]


def test_until_the_service_answers_the_table_filters_what_is_there() -> None:
    wish = wished("status:failed")
    waiting = Division(wish, JOBS, answered())
    assert not waiting.is_settled
    assert waiting.filters_here
    assert passing(waiting) == [job(2)["jobId"]]
    there = Division(wish, JOBS, answered(wish.query(JOBS.listing.search)))
    assert there.is_settled
    assert not there.filters_here
    assert there.row_filter(lambda: ITEMS).is_open


def test_what_only_the_table_can_look_for_stays_with_it() -> None:
    wish = wished("status:running,failed !failed")
    there = Division(wish, JOBS, answered(wish.query(JOBS.listing.search)))
    assert there.filters_here
    assert passing(there) == [job(1)["jobId"], job(3)["jobId"]]


@pytest.mark.parametrize(
    ("column", "asked"), [("name", "name"), ("endedAt", "endedAt"), ("progress", None)]
)
def test_the_service_is_asked_for_the_orders_that_it_has(column: str, asked: str | None) -> None:
    wish = wished(column=column, reverse=True)
    query = wish.query(JOBS.listing.search)
    assert query == Query(asked, reverse=asked is not None)
    assert Division(wish, JOBS, answered(query)).sorts_here is (asked is None)
    assert wish.query(None) == Query()


def test_a_level_that_cannot_be_searched_is_filtered_by_the_table_alone() -> None:
    wish = Wish(filter=understood("shot status:x", None, NOW))
    division = Division(wish, SESSIONS, answered())
    assert division.is_settled
    assert division.filters_here
    assert passing(division) == []


def test_a_refused_order_is_told_from_a_refused_filter() -> None:
    wish = wished("status:failed", "name")
    query = wish.query(JOBS.listing.search)
    said = [
        Division(wish, JOBS, answered(taken, query)).complaint()
        for taken in (structs.replace(query, column=None), Query("name"), Query())
    ]
    rows = "the 3 jobs that are loaded"
    assert said[0] == f"The service does not sort by NAME: {rows} were sorted here."
    assert said[1:] == [f"The service does not take this filter: it was applied to {rows}."] * 2
    assert Division(wish, JOBS, answered(query)).complaint() == ""


def test_where_the_service_counts_no_further_it_is_told_near_the_end() -> None:
    wish = wished(column="name")
    query = wish.query(JOBS.listing.search)
    capped = structs.replace(answered(query, total=10_000), uncounted=True, unreachable=True)
    near, far = Division(wish, JOBS, capped), 9_000
    assert near.complaint(9_960).startswith("In this order the service tells of 10,000 jobs")
    assert near.complaint(far) == ""
    by_creation = structs.replace(capped, query=Query(), unreachable=False)
    assert Division(Wish(), JOBS, by_creation).complaint(9_960) == ""


def test_where_only_what_has_no_time_can_follow_it_is_told_near_the_end() -> None:
    wish = wished(column="endedAt")
    snapshot = answered(wish.query(JOBS.listing.search), total=10_450)
    ended = Division(wish, JOBS, structs.replace(snapshot, uncounted=True, unreachable=True))
    assert ended.complaint(9_960) == ""
    told = "In this order the service tells of 10,450 jobs and of none without that time"
    assert ended.complaint(10_410) == f"{told}: filter them, or lift the sort."


def part_of(count: int) -> Snapshot:
    """So many jobs of a queue that has more."""
    items = {one["jobId"]: one for one in (job(n) for n in range(count))}
    rows = Rows((*items, ""), lambda key: JOBS.row(items[key]))
    return structs.replace(answered(), rows=rows, items=items, more=True)


async def test_no_more_is_loaded_than_is_to_be_sorted_here() -> None:
    table, app = ResourceTable(JOBS.columns), App[None]()
    async with app.run_test() as pilot:
        await app.mount(table)
        await pilot.pause()
        told = []
        for count in (ARRANGED_HERE - 1, ARRANGED_HERE):
            snapshot = part_of(count)
            table.show(snapshot.rows)
            for column in (None, "progress"):
                table.sort_by(column)
                told.append(is_to_load(snapshot, table))
        assert told == [False, True, False, False]


def test_that_no_more_is_loaded_to_be_sorted_here_is_told() -> None:
    full = part_of(ARRANGED_HERE)
    said = Division(wished(column="progress"), JOBS, full).complaint()
    assert said == "No more than these 2,000 jobs are loaded to be sorted here."
    assert Division(wished("!fx"), JOBS, full).complaint().endswith("filtered here.")
    assert Division(wished(column="progress"), JOBS, answered(total=9)).complaint() == ""
    assert Division(Wish(), JOBS, full).complaint() == ""


def test_a_pattern_that_is_none_is_told() -> None:
    assert "missing )" in in_rows(("ok", "/(/")).error
    assert in_rows(()).is_open
    assert in_rows(("shot", "!fx")).matches(PENDING) is False


FILTERED = wished("fx").query(JOBS.listing.search)


@pytest.mark.parametrize(
    ("snapshot", "left", "everything", "said"),
    [
        (answered(), None, "3", "3 jobs"),
        (answered(total=1_260), None, "1,260", "1,260 jobs"),
        (structs.replace(answered(total=10_000), uncounted=True), None, "", "10,000+ jobs"),
        (answered(FILTERED, total=86), None, "1,260", "86 of 1,260 jobs"),
        (answered(FILTERED, total=86), None, "", "86 jobs"),
        (answered(), 2, "3", "2 of 3 jobs"),
        (answered(total=1_260), 2, "1,260", "local: 2 of the 3 loaded, 1,260 jobs"),
        (answered(FILTERED, total=86), 2, "900", "local: 2 of the 3 loaded, 86 of 900 jobs"),
        (structs.replace(answered(), fetched_at=None), None, "", "? jobs"),
    ],
)
def test_how_many_there_are_is_told_with_what_is_known(
    snapshot: Snapshot, left: int | None, everything: str, said: str
) -> None:
    assert how_many(JOBS, snapshot, left, everything) == said


def test_of_which_jobs_a_screen_tells_is_told_where_it_is_not_all() -> None:
    apart = Rows(("", *ITEMS, ""), lambda key: JOBS.row(ITEMS[key]))
    told = [
        of_which(answered()),
        of_which(answered(total=9)),
        of_which(answered(Query("name"), total=9)),
        of_which(structs.replace(answered(total=9), rows=apart)),
    ]
    assert told == ["", "of the newest 3:", "of the first 3:", "of 3 loaded:"]


def test_why_no_row_is_shown_is_told() -> None:
    none = structs.replace(answered(FILTERED), rows=Rows(), items={}, total=0)
    assert instead_of_rows(JOBS, none, 0, NOW).startswith("No job passes the filter.")
    assert "status: owner:" in instead_of_rows(JOBS, none, 0, NOW)
    assert instead_of_rows(JOBS, answered(), 3, NOW).startswith("None of 3 jobs passes")
    some = instead_of_rows(JOBS, answered(total=9), 3, NOW)
    assert some.startswith("None of the 3 jobs that are loaded passes the filter.")
    assert instead_of_rows(SESSIONS, none, 0, NOW).endswith("Esc lifts it.")
