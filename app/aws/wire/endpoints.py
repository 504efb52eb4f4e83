"""The endpoints of every service in every Region: a file of more than a megabyte.

botocore decodes all of it for its first client, and asks it about one service. What stands in it
of the four hundred others is left as it is, which takes a third of the time and next to no memory.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Required, TypedDict

import msgspec
from msgspec import Raw


class _Partition(TypedDict, total=False):
    """A partition of AWS, `aws-cn` for instance, with all that the file tells of one."""

    defaults: Any
    dnsSuffix: Any
    partition: Any
    partitionName: Any
    regionRegex: Any
    regions: Any
    services: Required[dict[str, Raw]]


class _File(TypedDict, total=False):
    partitions: Required[list[_Partition]]
    version: Any


class Services(Mapping[str, Any]):
    """What a partition says of its services, each of which is decoded as it is asked for."""

    def __init__(self, told: Mapping[str, Raw]) -> None:
        self._told = told

    def __getitem__(self, service: str) -> Any:
        return msgspec.json.decode(self._told[service])

    def __contains__(self, service: object) -> bool:
        return service in self._told

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)


def decode_endpoints(data: bytes) -> Any:
    """What botocore's resolver of endpoints takes; where it is of another form, all of it."""
    try:
        file = msgspec.json.decode(data, type=_File)
    except msgspec.ValidationError:
        return msgspec.json.decode(data)
    partitions = [{**one, "services": Services(one["services"])} for one in file["partitions"]]
    return {**file, "partitions": partitions}
