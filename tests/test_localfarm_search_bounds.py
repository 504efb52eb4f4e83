"""How far a search of the embedded farm goes."""

import pytest

from app.localfarm.world.finding import Finder
from app.localfarm.world.search import Searchable, search
from app.localfarm.world.searchable import STEPS, TASKS, WORKERS, Searches
from app.localfarm.world.simulation import Simulation
from tests.worlds import OPENING


def test_every_declared_field_can_be_sorted_by() -> None:
    simulation = Simulation(1, 30, 4, 1.0, OPENING)
    searches = Searches(simulation.stage, Finder(simulation.stage))
    for what in (STEPS, TASKS, WORKERS):
        assert {"CREATED_AT", "UPDATED_AT"} <= what.fields.keys()
    for field in searches.operations["SearchJobs"].what.fields.values():
        field.read(0)


@pytest.mark.parametrize(
    ("found", "offset", "given", "next_offset"),
    [
        (12_000, 0, range(100), 100),
        (12_000, 9_950, range(9_950, 10_000), 10_000),
        (12_000, 10_000, range(0), None),
        (10_000, 9_900, range(9_900, 10_000), None),
        (250, 200, range(200, 250), None),
        (250, 300, range(0), None),
    ],
)
def test_a_search_gives_no_more_than_ten_thousand(
    found: int, offset: int, given: range, next_offset: int | None
) -> None:
    numbers: Searchable[int] = Searchable({}, (), lambda _: str, str)
    reply = search(numbers, range(found), {"itemOffset": offset})
    assert (list(reply.items), reply.next_offset) == (list(given), next_offset)
    assert reply.total == min(found, 10_000)
