"""How a task is found by the value of a parameter, `1042` where it is called `Frame=1042`."""

from collections.abc import Sequence
from itertools import product

import pytest

from app.errors import DeniedError, FarmtopError, InvalidError, UsageError
from app.resources.level import Item
from tests.test_finding_by_name import MANY, TASKS, LongList, named


def frames(**parameters: Sequence[str]) -> list[Item]:
    """A task for each combination of the values of parameters."""
    return [
        {
            "taskId": f"task-{number:032x}-0",
            "parameters": {
                name: {"int": value} for name, value in zip(parameters, values, strict=True)
            },
        }
        for number, values in enumerate(product(*parameters.values()))
    ]


@pytest.mark.parametrize(
    "parameters", [{"Frame": [*map(str, range(MANY))]}, {"Frame": ["2900", "29"], "Tile": ["1"]}]
)
async def test_one_search_finds_a_task_by_a_value_that_no_other_has(
    parameters: dict[str, Sequence[str]],
) -> None:
    service = LongList(TASKS, frames(**parameters))
    found = await named(service, TASKS, "2900")
    assert found["parameters"]["Frame"] == {"int": "2900"}
    assert len(service.calls) == 1


@pytest.mark.parametrize("refusal", [None, InvalidError("No."), DeniedError("No.")])
async def test_a_value_is_looked_for_in_the_list_where_no_search_finds_it(
    refusal: FarmtopError | None,
) -> None:
    service = LongList(TASKS, frames(Frame=[*map(str, range(MANY))]))
    service.searchable, service.refusal = False, refusal
    assert (await named(service, TASKS, "250"))["parameters"] == {"Frame": {"int": "250"}}
    assert len(service.calls) <= 5


async def test_a_value_that_several_tasks_have_leads_to_none_of_them() -> None:
    service = LongList(TASKS, frames(Frame=["1014", "1015"], Camera=["1", "2"]))
    with pytest.raises(
        UsageError,
        match=r"^'1014' is a value of 2 tasks: Frame=1014  Camera=1, Frame=1014  Camera=2\. "
        r"Type all of it, or paste its id\.$",
    ):
        await named(service, TASKS, "1014")


async def test_where_more_tasks_may_have_a_value_it_leads_to_none_of_them() -> None:
    service = LongList(TASKS, frames(Tile=["1", *("12",) * MANY], Camera=["3"]))
    with pytest.raises(UsageError, match=r"^'1' is a value of 1 task among the first 1,200 tasks"):
        await named(service, TASKS, "1")
