"""A farm put together: its parts speak of one account, and its roles open what they should."""

from typing import Any

import pytest

from app.localfarm.contract import Handlers, Request
from app.localfarm.farm import build
from app.localfarm.options import Options


class Called:
    """A farm and its operations, as whoever has a key may call them."""

    def __init__(self, handlers: Handlers) -> None:
        self._handlers = handlers
        self.farm = {"farmId": self.all("ListFarms", "farms")[0]["farmId"]}

    def call(self, service: str, operation: str, key: str | None = None, **asked: Any) -> Any:
        """The reply of an operation; raises `WireError`."""
        return self._handlers[service, operation](Request(service, operation, asked, key))

    def all(self, operation: str, listed: str, **asked: Any) -> list[Any]:
        """The first page of a List operation."""
        return list(self.call("deadline", operation, **asked)[listed])


@pytest.fixture(scope="module")
def farm() -> Called:
    """A farm nobody changes."""
    return Called(build(Options(jobs=20, workers=4)))


def test_every_arn_names_the_account_of_the_caller(farm: Called) -> None:
    account = farm.call("sts", "GetCallerIdentity")["Account"]
    groups = farm.call("logs", "DescribeLogGroups")["logGroups"]
    assert {group["arn"].split(":")[4] for group in groups} == {account}
