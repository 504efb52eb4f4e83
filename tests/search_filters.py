"""Filters of searches, and what each of them finds."""

from collections.abc import Callable
from datetime import UTC, datetime

from tests.worlds import OPENING, Item


def text_filter(name: str, operator: str, value: str) -> Item:
    return {"stringFilter": {"name": name, "operator": operator, "value": value}}


def list_filter(name: str, operator: str, *values: str) -> Item:
    return {"stringListFilter": {"name": name, "operator": operator, "values": list(values)}}


def time_filter(name: str, operator: str, value: datetime) -> Item:
    return {"dateTimeFilter": {"name": name, "operator": operator, "dateTime": value}}


def search_term(term: str, match: str | None = None) -> Item:
    found = {"searchTerm": term}
    return {"searchTermFilter": found if match is None else {**found, "matchType": match}}


def parameter_filter(name: str, operator: str, value: str) -> Item:
    return {"parameterFilter": {"name": name, "operator": operator, "value": value}}


DAY_BEFORE = datetime.fromtimestamp(OPENING - 86_400, UTC)
FILTERS: dict[str, tuple[Item, Callable[[Item], bool]]] = {
    "a status": (
        text_filter("TASK_RUN_STATUS", "EQUAL", "FAILED"),
        lambda job: job.get("taskRunStatus") == "FAILED",
    ),
    "not a status": (
        text_filter("TASK_RUN_STATUS", "NOT_EQUAL", "SUCCEEDED"),
        lambda job: job.get("taskRunStatus") != "SUCCEEDED",
    ),
    "any of a list": (
        list_filter("TASK_RUN_STATUS", "ANY_EQUALS", "FAILED", "RUNNING"),
        lambda job: job.get("taskRunStatus") in {"FAILED", "RUNNING"},
    ),
    "none of a list": (
        list_filter("CREATED_BY", "ALL_NOT_EQUALS", "artist1", "artist2"),
        lambda job: job["createdBy"] not in {"artist1", "artist2"},
    ),
    "a number above": (
        text_filter("PRIORITY", "GREATER_THAN", "50"),
        lambda job: job["priority"] > 50,
    ),
    "a time after": (
        time_filter("CREATED_AT", "GREATER_THAN_EQUAL_TO", DAY_BEFORE),
        lambda job: job["createdAt"] >= DAY_BEFORE,
    ),
    "a time before, where there is one": (
        time_filter("ENDED_AT", "LESS_THAN", DAY_BEFORE),
        lambda job: "endedAt" in job and job["endedAt"] < DAY_BEFORE,
    ),
    "a term that is contained": (
        search_term("BEAUTY_v0", "CONTAINS"),
        lambda job: "beauty_v0" in job["name"],
    ),
    "any word of a term": (
        search_term("crypto comp"),
        lambda job: "crypto" in job["name"] or "comp" in job["name"],
    ),
    "the owner": (search_term("artist7", "CONTAINS"), lambda job: job["createdBy"] == "artist7"),
    "a parameter": (
        parameter_filter("Samples", "EQUAL", "256"),
        lambda job: job["parameters"]["Samples"]["int"] == "256",
    ),
    "a parameter above": (
        parameter_filter("Samples", "GREATER_THAN", "130"),
        lambda job: int(job["parameters"]["Samples"]["int"]) > 130,
    ),
    "a parameter no job has": (parameter_filter("Nothing", "EQUAL", "1"), lambda _: False),
}
