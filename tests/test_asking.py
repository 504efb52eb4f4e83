"""What somebody means who types a filter, and that the service and farmtop mean the same by it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.errors import UsageError
from app.localfarm.world.search import Field, Searchable, search
from app.resources import LEVELS
from app.resources.asking import Asked, understood
from app.resources.listing import Search
from app.resources.query import Query
from app.resources.terms import LONGEST, Choice, OneOf
from tests.fakes import EPOCH, job
from tests.texts import texts

JOBS = LEVELS["jobs"].listing.search
assert JOBS is not None
NOW = EPOCH.timestamp()
OWNERS = ("anna", "ben")


def asked(text: str) -> Asked:
    return understood(text, JOBS, NOW)


def name(expression: Mapping[str, Any]) -> str:
    (kind,) = expression
    return kind


def time_of(member: str) -> Field[Any]:
    return Field(datetime, lambda item: item[member].timestamp() if item.get(member) else None)


FARM: Searchable[Any] = Searchable(
    {
        "TASK_RUN_STATUS": Field(str, lambda item: item.get("taskRunStatus")),
        "LIFECYCLE_STATUS": Field(str, lambda item: item.get("lifecycleStatus")),
        "CREATED_BY": Field(str, lambda item: item.get("createdBy")),
        "PRIORITY": Field(float, lambda item: item.get("priority")),
        "CREATED_AT": time_of("createdAt"),
        "STARTED_AT": time_of("startedAt"),
        "ENDED_AT": time_of("endedAt"),
    },
    (lambda item: item["name"], lambda item: item.get("createdBy", "")),
    lambda parameter: (
        lambda item: next(iter(item.get("jobParameters", {}).get(parameter, {}).values()), None)
    ),
    lambda item: item.get("createdBy", ""),
)
"""The embedded farm's own search, of jobs as the API gives them."""

MOMENTS = st.integers(-10, 10).map(lambda hours: EPOCH - timedelta(hours=hours))
ITEMS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(("sq010_beauty", "sq020_BEAUTY_v2", "fx", "anna's comp")),
        "createdAt": MOMENTS,
    },
    optional={
        "taskRunStatus": st.sampled_from(("RUNNING", "FAILED", "READY", "SUCCEEDED")),
        "lifecycleStatus": st.sampled_from(("CREATE_COMPLETE", "CREATE_FAILED", "ARCHIVED")),
        "createdBy": st.sampled_from(OWNERS),
        "priority": st.integers(0, 100),
        "startedAt": MOMENTS,
        "endedAt": MOMENTS,
        "jobParameters": st.fixed_dictionaries(
            {}, optional={"Frame": st.integers(0, 20).map(lambda n: {"int": str(n)})}
        ),
    },
)
SIGNS = st.sampled_from(("", "<", "<=", ">", ">="))
TIMES = st.sampled_from(("2h", "90m", "1d", "2026-11-21", "2026-11-22"))
PIECES = st.one_of(
    st.sampled_from(("beauty", "Anna", "sq0", "v2", "status:failed", "!status:run,archived")),
    st.sampled_from(("failed", "FAIL", "Ready", "archive", "creat", "fai")),
    st.sampled_from(("Frame=3", "Frame>7", "Frame!=3", "Samples=1")),
    st.sampled_from(("owner:anna", "!owner:ben", "owner:anna,ben", "status:f,create_f,r")),
    st.builds("{}priority:{}{}".format, st.sampled_from(("", "!")), SIGNS, st.integers(0, 100)),
    st.builds(
        "{}{}:{}{}".format,
        st.sampled_from(("", "!")),
        st.sampled_from(("created", "started", "ended")),
        SIGNS,
        TIMES,
    ),
    st.builds(
        "param:Frame{}{}".format,
        st.sampled_from(("=", "!=", "<", ">=")),
        st.integers(0, 20),
    ),
)


@example([{"name": "fx", "createdAt": EPOCH}], ["!priority:0"])
@given(st.lists(ITEMS, max_size=8), st.lists(PIECES, min_size=1, max_size=7))
def test_what_passes_here_is_what_the_service_finds(
    items: list[dict[str, Any]], pieces: list[str]
) -> None:
    jobs = [{**item, "jobId": f"job-{n}"} for n, item in enumerate(items)]
    meant = asked(" ".join(pieces))
    assert JOBS is not None
    request = Query(filters=meant.filters).request(JOBS)
    found = search(FARM, jobs, {**request, "itemOffset": 0})
    passing = [item["jobId"] for item in jobs if meant.holds(item)]
    assert sorted(item["jobId"] for item in found.items) == passing


@given(texts(max_size=60))
def test_nothing_that_is_typed_is_lost(text: str) -> None:
    try:
        meant = asked(text)
    except UsageError:
        meant = understood(text, None, NOW)
    pieces = len(meant.conditions) + len(meant.here)
    assert bool(pieces) is bool(text.split())
    assert pieces <= len(text.split())


def test_words_are_looked_for_by_the_service_one_by_one() -> None:
    meant = asked(" beauty sq010 ")
    assert meant.text == "beauty sq010"
    assert [filter_["searchTermFilter"]["searchTerm"] for filter_ in meant.filters] == [
        "beauty",
        "sq010",
    ]
    assert meant.here == ()


@pytest.mark.parametrize(
    ("word", "fields"),
    [
        ("failed", ["TASK_RUN_STATUS"]),
        ("Fail", ["TASK_RUN_STATUS"]),
        ("archived", ["LIFECYCLE_STATUS"]),
        ("not_comp", ["TASK_RUN_STATUS"]),
        ("create", ["LIFECYCLE_STATUS"]),
    ],
)
def test_a_word_that_begins_a_status_finds_what_is_in_it_or_has_the_word(
    word: str, fields: list[str]
) -> None:
    (filter_,) = asked(word).filters
    group = filter_["groupFilter"]
    assert group["operator"] == "OR"
    *statuses, term = group["filters"]
    assert [next(iter(one.values()))["name"] for one in statuses] == fields
    assert term["searchTermFilter"]["searchTerm"] == word


@pytest.mark.parametrize("word", ["run", "fai", "failed_v2", "unfailed"])
def test_what_is_too_short_or_more_than_a_status_is_a_word_alone(word: str) -> None:
    (filter_,) = asked(word).filters
    assert name(filter_) == "searchTermFilter"


def test_a_status_of_two_kinds_and_the_word_fit_one_group() -> None:
    status = OneOf(Choice("a", "A", ("STARTED",)), Choice("b", "B", ("STARTING", "STARVED")))
    search = Search(order="-CREATED_AT", words=("name",), terms={"status": status})
    (filter_,) = understood("start", search, NOW).filters
    assert len(filter_["groupFilter"]["filters"]) == 3
    meant = understood("start", search, NOW)
    held = [{"a": "STARTED"}, {"b": "STARTING"}, {"name": "a start"}, {"b": "STARVED"}]
    assert [meant.holds(item) for item in held] == [True, True, True, False]


@pytest.mark.parametrize("piece", ["!v001", "/sh0[1-3]0 x/", "!/v00 1/", "/not closed", "!"])
def test_what_the_service_cannot_look_for_is_left_to_the_table(piece: str) -> None:
    meant = asked(f"beauty {piece}")
    assert meant.here == (piece,)
    assert len(meant.filters) == 1


@pytest.mark.parametrize(
    ("word", "is_parameter"), [("Frame=12", True), ("a>=2", True), ("=", False)]
)
def test_what_reads_as_a_parameter_finds_that_or_the_word(word: str, is_parameter: bool) -> None:
    (filter_,) = asked(word).filters
    filters = filter_["groupFilter"]["filters"] if is_parameter else [filter_]
    assert [name(one) for one in filters] == [
        *(["parameterFilter"] if is_parameter else []),
        "searchTermFilter",
    ]


def test_a_word_is_looked_for_inside_of_members() -> None:
    search = Search("", words=("host.name", "parameters"))
    meant = understood("RACK", search, NOW)
    held: list[dict[str, Any]] = [
        {"host": {"name": "rack15", "ip": "10.0.0.1"}},
        {"host": {"ip": "rack"}},
        {"parameters": {"Frame": {"string": "on rack"}}},
        {"host": {}, "parameters": {"rack": {"int": "1"}}},
        {"host": None},
    ]
    assert [meant.holds(item) for item in held] == [True, False, True, False, False]


def test_what_a_search_does_not_look_for_is_left_to_the_table() -> None:
    meant = understood("rack15", Search(""), NOW)
    assert meant.here == ("rack15",)
    assert meant.filters == ()


def test_a_path_is_a_word() -> None:
    assert asked("/mnt/renders").here == ()


def test_a_level_that_cannot_be_searched_leaves_everything_to_the_table() -> None:
    assert understood("a !b status:x /c d/", None, NOW).here == ("a", "!b", "status:x", "/c d/")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("status:failed", "stringFilter"),
        ("status:failed,canceled", "stringListFilter"),
        ("status:failed,archived", "groupFilter"),
        ("STATUS:FAILED", "stringFilter"),
        ("owner:anna", "stringFilter"),
        ("priority:>=50", "stringFilter"),
        ("ended:<2h", "dateTimeFilter"),
        ("created:2026-11-01", "groupFilter"),
        ("param:Frame=12", "parameterFilter"),
    ],
)
def test_a_term_is_asked_for_in_the_words_of_the_api(text: str, kind: str) -> None:
    (filter_,) = asked(text).filters
    assert name(filter_) == kind


def test_what_ended_less_than_two_hours_ago_ended_later_than_two_hours_ago() -> None:
    (filter_,) = asked("ended:<2h").filters
    assert filter_["dateTimeFilter"] == {
        "name": "ENDED_AT",
        "operator": "GREATER_THAN",
        "dateTime": EPOCH - timedelta(hours=2),
    }


def test_a_day_without_a_sign_is_the_whole_of_it() -> None:
    day = datetime(2026, 11, 1).astimezone()
    first, last = job(1, createdAt=day), job(2, createdAt=day + timedelta(hours=23))
    before, after = job(3, createdAt=day - timedelta(seconds=1)), job(4, createdAt=EPOCH)
    meant = asked("created:2026-11-01")
    assert [meant.holds(one) for one in (first, last, before, after)] == [True, True, False, False]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour:red", "There is no colour: here; there are status: owner: priority:"),
        ("status:", "status: is followed by a value: running, failed, succeeded"),
        ("status:purple", "'purple' is none of running"),
        ("status:,", "One to 16 values"),
        (f"owner:{','.join(map(str, range(17)))}", "One to 16 values"),
        ("priority:high", "'high' is no number; write it as >50."),
        ("priority:>", "'>' is no number"),
        ("ended:soon", "'soon' is no time; write it as <2h"),
        ("ended:9999-12-31", "'9999-12-31' is no time"),
        ("ended:99999999999d", "is no time"),
        ("ended:2026-11-01T14:30", "Before a time of day goes < or >"),
        ("param:Frame", "'Frame' is no parameter; write it as Frame=12."),
        ("x" * (LONGEST + 1), "A word has at most 256 characters."),
    ],
)
def test_nonsense_is_answered_with_one_clear_sentence(text: str, said: str) -> None:
    with pytest.raises(UsageError) as told:
        asked(text)
    assert said in str(told.value)


def test_a_time_of_day_is_local_unless_it_has_an_offset() -> None:
    (filter_,) = asked("ended:>2026-11-01T14:30+00:00").filters
    assert filter_["dateTimeFilter"]["dateTime"] == datetime(2026, 11, 1, 14, 30, tzinfo=UTC)
    (filter_,) = asked("ended:>2026-11-01T14:30").filters
    assert filter_["dateTimeFilter"]["dateTime"] == datetime(2026, 11, 1, 14, 30).astimezone()
