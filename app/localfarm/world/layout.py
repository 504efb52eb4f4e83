"""The ground the world stands on: farms, queues, fleets and what is tied to them."""

from dataclasses import dataclass, field

from app.localfarm.world.ids import Ids, Kind

ACCOUNT = "111122223333"
"""The account that owns everything; a documentation account of AWS."""
REGION = "us-west-2"
ADMIN = "wrangler"
"""Who made what was made before anybody looked."""
LICENCE_AMOUNT = "amount.renderlicence"


@dataclass(frozen=True, slots=True)
class Farm:
    """A farm."""

    number: int
    id: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue; one that is blocked takes jobs and schedules none."""

    number: int
    id: str
    farm: Farm
    name: str
    blocked: str = ""
    """`blockedReason`, where it has one."""

    @property
    def log_group(self) -> str:
        """The group that its sessions' logs are in."""
        return f"/aws/deadline/{self.farm.id}/{self.id}"


@dataclass(frozen=True, slots=True)
class FleetPlan:
    """A fleet as it was set up."""

    number: int
    id: str
    farm: Farm
    name: str
    queues: tuple[str, ...]
    """Names of the queues that it works for."""
    minimum: int
    maximum: int
    market: str = ""
    """`spot` or `on-demand` where the service manages the fleet; empty where a customer does."""
    gpu: bool = False

    @property
    def log_group(self) -> str:
        """The group that its workers' logs are in."""
        return f"/aws/deadline/{self.farm.id}/{self.id}"


@dataclass(frozen=True, slots=True)
class Budget:
    """A budget for one queue."""

    id: str
    queue: Queue
    name: str
    dollars: float
    spent: float
    """At the world's beginning; a queue that works goes on spending."""
    dollars_per_hour: float = 0.0


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit on what can be used at once, such as licences."""

    id: str
    farm: Farm
    name: str
    maximum: int
    queues: tuple[str, ...]
    """Names of the queues that it binds."""


@dataclass(frozen=True, slots=True)
class QueueEnvironment:
    """An environment that every session of a queue enters first."""

    id: str
    queue: Queue
    name: str
    priority: int


@dataclass(frozen=True, slots=True)
class StorageProfile:
    """Where the files are, as one operating system sees it."""

    id: str
    farm: Farm
    name: str
    os_family: str
    locations: tuple[tuple[str, str, str], ...]
    """(name, path, SHARED or LOCAL)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything that stands still."""

    farms: tuple[Farm, ...]
    queues: tuple[Queue, ...]
    fleets: tuple[FleetPlan, ...]
    budgets: tuple[Budget, ...]
    limits: tuple[Limit, ...]
    environments: tuple[QueueEnvironment, ...]
    storage_profiles: tuple[StorageProfile, ...]
    queue_numbers: dict[str, int] = field(init=False)
    """The number of each queue, by its name."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "queue_numbers", {q.name: q.number for q in self.queues})


def lay_out(ids: Ids, workers: int) -> Layout:
    """Two farms: Aurora, on which `workers` workers are busy, and Borealis, nearly idle."""
    aurora = Farm(0, ids.make(Kind.FARM, 0), "Aurora", "Feature film, lighting to delivery")
    borealis = Farm(1, ids.make(Kind.FARM, 1), "Borealis", "Look development and archive")
    homes = {"lookdev": borealis, "archive": borealis}
    names = ("lighting", "fx", "comp", "layout", "trailer", "lookdev", "archive")
    queues = tuple(
        Queue(
            number,
            ids.make(Kind.QUEUE, number),
            homes.get(name, aurora),
            name,
            blocked="BUDGET_THRESHOLD_REACHED" if name == "trailer" else "",
        )
        for number, name in enumerate(names)
    )
    return Layout(
        farms=(aurora, borealis),
        queues=queues,
        fleets=_fleets(ids, aurora, borealis, workers),
        budgets=_budgets(ids, queues),
        limits=(
            Limit(
                ids.make(Kind.LIMIT, 0),
                aurora,
                "Arnold licences",
                max(2, round(0.55 * workers)),
                ("lighting", "fx"),
            ),
        ),
        environments=tuple(
            QueueEnvironment(ids.make(Kind.ENVIRONMENT, queue.number), queue, "Conda", 1)
            for queue in queues
        ),
        storage_profiles=_storage_profiles(ids, aurora),
    )


def _fleets(ids: Ids, aurora: Farm, borealis: Farm, workers: int) -> tuple[FleetPlan, ...]:
    spot = round(0.55 * workers)
    gpu = round(0.2 * workers)
    own = workers - spot - gpu
    make = Kind.FLEET
    everything = ("lighting", "fx", "comp", "layout", "trailer")
    return (
        FleetPlan(
            0,
            ids.make(make, 0),
            aurora,
            "spot-cpu",
            everything,
            spot // 3,
            round(1.3 * spot),
            "spot",
        ),
        FleetPlan(
            1,
            ids.make(make, 1),
            aurora,
            "gpu-on-demand",
            ("lighting", "fx"),
            gpu // 2,
            gpu,
            "on-demand",
            gpu=True,
        ),
        FleetPlan(2, ids.make(make, 2), aurora, "machine-room", everything, own, own),
        FleetPlan(3, ids.make(make, 3), borealis, "workstations", ("lookdev", "archive"), 2, 2),
    )


def _budgets(ids: Ids, queues: tuple[Queue, ...]) -> tuple[Budget, ...]:
    lighting, fx, *_ = queues
    trailer = next(queue for queue in queues if queue.name == "trailer")
    return (
        Budget(
            ids.make(Kind.BUDGET, 0), lighting, "Lighting, this quarter", 42_000, 18_204.6, 31.0
        ),
        Budget(ids.make(Kind.BUDGET, 1), fx, "Effects, this quarter", 25_000, 21_377.1, 14.0),
        Budget(ids.make(Kind.BUDGET, 2), trailer, "Trailer", 1_500, 1_500.0),
    )


def _storage_profiles(ids: Ids, farm: Farm) -> tuple[StorageProfile, ...]:
    make = Kind.STORAGE_PROFILE
    return (
        StorageProfile(
            ids.make(make, 0),
            farm,
            "linux-farm",
            "LINUX",
            (("assets", "/mnt/assets", "SHARED"), ("scratch", "/var/scratch", "LOCAL")),
        ),
        StorageProfile(
            ids.make(make, 1),
            farm,
            "windows-desks",
            "WINDOWS",
            (("assets", "Z:\\assets", "SHARED"),),
        ),
    )
