"""Lists of what stands still, or nearly: in the order of the layout."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.localfarm.world import ground_fields as ground
from app.localfarm.world.finding import Find, Finder, Parameters
from app.localfarm.world.ground_fields import Ground
from app.localfarm.world.job_fields import Fields
from app.localfarm.world.listing import Collect, Listing
from app.localfarm.world.paging import Key
from app.localfarm.world.stage import Stage
from app.localfarm.world.views import Association


class GroundLists:
    """Collects farms, queues, fleets and what is tied to them."""

    def __init__(self, stage: Stage, finder: Finder) -> None:
        self._stage = stage
        self._find = finder

    def operations(self) -> Mapping[str, Listing]:
        """The declaration of each operation."""
        find, layout = self._find, self._stage.layout

        def things(names: str, parent: Find, home: Callable[[Any], object]) -> Collect:
            def collect(ids: Parameters) -> Sequence[tuple[int, Any]]:
                wanted = parent(ids).thing
                return [
                    (number, Ground(self._stage, thing))
                    for number, thing in enumerate(getattr(layout, names))
                    if home(thing) is wanted
                ]

            return collect

        def listing(listed: str, collect: Collect, fields: Fields, *filters: str) -> Listing:
            return Listing(listed, collect, _number, fields, _second, filters)

        def farm_of(thing: Any) -> object:
            return thing.farm

        profiles = things("storage_profiles", find.farm, farm_of)
        return {
            "ListFarms": listing("farms", self._farms, ground.FARM),
            "ListQueues": listing(
                "queues", things("queues", find.farm, farm_of), ground.QUEUE, "status"
            ),
            "ListFleets": listing("fleets", self._fleets, ground.FLEET, "status", "displayName"),
            "ListBudgets": listing(
                "budgets",
                things("budgets", find.farm, lambda budget: budget.queue.farm),
                ground.BUDGET,
                "status",
            ),
            "ListLimits": listing("limits", things("limits", find.farm, farm_of), ground.LIMIT),
            "ListQueueEnvironments": listing(
                "environments",
                things("environments", find.queue, lambda environment: environment.queue),
                ground.ENVIRONMENT,
            ),
            "ListStorageProfiles": listing("storageProfiles", profiles, ground.STORAGE_PROFILE),
            "ListStorageProfilesForQueue": listing(
                "storageProfiles",
                things("storage_profiles", lambda ids: _farm_of_queue(find, ids), farm_of),
                ground.STORAGE_PROFILE,
            ),
            "ListQueueFleetAssociations": listing(
                "queueFleetAssociations",
                self._queue_fleets,
                ground.ASSOCIATION,
                "queueId",
                "fleetId",
            ),
            "ListQueueLimitAssociations": listing(
                "queueLimitAssociations",
                self._queue_limits,
                ground.ASSOCIATION,
                "queueId",
                "limitId",
            ),
        }

    def _farms(self, _: Parameters) -> Sequence[tuple[int, Any]]:
        return list(enumerate(Ground(self._stage, farm) for farm in self._stage.layout.farms))

    def _fleets(self, ids: Parameters) -> Sequence[tuple[int, Any]]:
        farm = self._find.farm(ids).thing
        return [
            (fleet.plan.number, Ground(self._stage, fleet))
            for fleet in self._stage.fleets
            if fleet.plan.farm is farm
        ]

    def _queue_fleets(self, ids: Parameters) -> Sequence[tuple[int, Any]]:
        farm = self._find.farm(ids).thing
        pairs = (
            Association(queue, fleet.id)
            for queue in self._stage.layout.queues
            for fleet in self._stage.layout.fleets
            if queue.farm is farm and queue.name in fleet.queues
        )
        return [(number, Ground(self._stage, pair)) for number, pair in enumerate(pairs)]

    def _queue_limits(self, ids: Parameters) -> Sequence[tuple[int, Any]]:
        farm = self._find.farm(ids).thing
        pairs = (
            Association(queue, limit.id)
            for queue in self._stage.layout.queues
            for limit in self._stage.layout.limits
            if queue.farm is farm and queue.name in limit.queues
        )
        return [(number, Ground(self._stage, pair)) for number, pair in enumerate(pairs)]


def _farm_of_queue(find: Finder, ids: Parameters) -> Ground[Any]:
    find.queue(ids)
    return find.farm(ids)


def _number(item: tuple[int, Any]) -> Key:
    return (item[0],)


def _second(item: tuple[int, Any]) -> Any:
    return item[1]
