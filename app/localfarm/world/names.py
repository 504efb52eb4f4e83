"""How things are called: jobs, people, hosts."""

from collections.abc import Sequence
from random import Random

OWNERS = tuple(f"artist{number}" for number in range(1, 13))
SEQUENCES = tuple(f"sq{number:03}" for number in range(5, 85, 5))
SHOTS = tuple(f"sh{number:04}" for number in range(10, 250, 10))
INSTANCE_TYPES = ("c7i.4xlarge", "m7i.8xlarge", "r7i.4xlarge", "c6a.8xlarge")
GPU_INSTANCE_TYPES = ("g5.4xlarge", "g6.4xlarge", "g6.8xlarge")


def job_names(rng: Random, kinds: Sequence[str]) -> list[str]:
    """One name a job, such as `sq010_sh0040_beauty_v012`, by the word of its kind."""
    count = len(kinds)
    sequences = rng.choices(SEQUENCES, k=count)
    shots = rng.choices(SHOTS, k=count)
    versions = rng.choices(range(1, 40), k=count)
    return [
        f"{sequence}_{shot}_{kind}_v{version:03}"
        for sequence, shot, kind, version in zip(sequences, shots, kinds, versions, strict=True)
    ]


def address(fleet: int, number: int) -> str:
    """The private address of a worker's host, the same whenever it is asked for."""
    return f"10.{fleet}.{number // 240 % 250}.{number % 240 + 10}"


def host_name(ip_address: str) -> str:
    """The name that EC2 gives a host by its address."""
    return f"ip-{ip_address.replace('.', '-')}"
