"""What was refused once is not asked for again, and everything else is."""

import pytest

from app.poller.refusals import Refusals
from app.resources import LEVELS
from app.resources.asking import understood
from app.resources.query import Query
from tests.fakes import EPOCH

JOBS = LEVELS["jobs"]
EVERYTHING = Query()


def asked(text: str = "", column: str | None = None, *, reverse: bool = False) -> Query:
    meant = understood(text, JOBS.listing.search, EPOCH.timestamp())
    return Query(column, reverse, meant.filters)


@pytest.mark.parametrize(
    ("refused", "taken", "never", "still"),
    [
        (
            asked(column="name"),
            EVERYTHING,
            [asked(column="name", reverse=True), asked("fx", "name")],
            [asked(column="priority"), EVERYTHING, asked("fx")],
        ),
        (
            asked("status:failed", "name"),
            asked(column="name"),
            [asked("status:running"), asked("fx status:ready", "priority")],
            [asked(column="name"), asked("!status:failed"), asked("status:failed,ready")],
        ),
        (
            asked("status:failed", "name"),
            asked("status:failed"),
            [asked(column="name")],
            [asked("status:failed"), asked("status:failed", "priority")],
        ),
        (
            asked("ended:<2h"),
            EVERYTHING,
            [asked("ended:<3h")],
            [asked("ended:>2h"), asked("started:<2h")],
        ),
        (asked("fx"), EVERYTHING, [asked("fx comp")], [asked("comp")]),
        (
            asked("param:Frame=1"),
            EVERYTHING,
            [asked("param:Frame=1")],
            [asked("param:Frame=2"), asked("param:Samples=1")],
        ),
        (
            asked("status:failed,archived"),
            EVERYTHING,
            [asked("status:ready,archived")],
            [asked("status:failed"), asked("status:archived")],
        ),
    ],
)
def test_what_was_refused_is_told_from_what_was_taken_beside_it(
    refused: Query, taken: Query, never: list[Query], still: list[Query]
) -> None:
    refusals = Refusals()
    assert all(refusals.allow(JOBS, one) for one in (*never, *still))
    refusals.learn(JOBS, refused, taken)
    assert [refusals.allow(JOBS, one) for one in never] == [False] * len(never)
    assert [refusals.allow(JOBS, one) for one in still] == [True] * len(still)
    assert refusals.allow(LEVELS["sessions"], refused)
