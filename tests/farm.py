"""An embedded farm in a process of its own, and the `farmtop` command that looks at it."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from app.cli import run
from app.localfarm.options import Options
from app.localfarm.process import environment, start
from tests.clients import ACCESS_KEY, client

ROOT = Path(__file__).parents[1]
FARMTOP = [sys.executable, "-m", "app._launcher"]
"""The command as it is installed, run from the checkout."""

Ended: TypeAlias = subprocess.CompletedProcess[str]
Item: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RunningFarm:
    """A farm that listens, and what a test may do with it."""

    url: str

    def environ(self) -> dict[str, str]:
        """The variables of this process, such that AWS clients speak to the farm."""
        return environment(self.url, os.environ)

    def run(self, *arguments: str, **variables: str) -> Ended:
        """Run farmtop to its end."""
        return farmtop(*arguments, environ={**self.environ(), **variables})

    @contextmanager
    def broken(self, *faults: str) -> Iterator[None]:
        """Break the farm for as long as the context lasts; see `app.localfarm.faults`."""
        self._control("PUT", {"faults": faults})
        try:
            yield
        finally:
            self._control("DELETE", {})

    def client(self, service: str, access_key: str = ACCESS_KEY) -> Any:
        """A client as boto3 has it."""
        return client(service, self.url, access_key)

    def items(self, operation: str, result: str, **parameters: object) -> list[Item]:
        """Everything that a List operation gives, as boto3 pages it."""
        paginator = self.client("deadline").get_paginator(operation)
        return [item for page in paginator.paginate(**parameters) for item in page[result]]

    def jobs(self) -> Iterator[Item]:
        """The ids of every job, as the parameters that operations below it take."""
        for farm in self.items("list_farms", "farms"):
            for queue in self.items("list_queues", "queues", farmId=farm["farmId"]):
                path = {"farmId": farm["farmId"], "queueId": queue["queueId"]}
                for job in self.items("list_jobs", "jobs", **path):
                    yield {**path, "jobId": job["jobId"]}

    def sessions(self) -> Iterator[tuple[Item, Item]]:
        """Every session, behind the ids that lead to it."""
        for path in self.jobs():
            for session in self.items("list_sessions", "sessions", **path):
                yield path, session

    def _control(self, method: str, body: object) -> None:
        request = urllib.request.Request(  # noqa: S310 - an address of this machine
            f"{self.url}/-/faults", json.dumps(body).encode(), method=method
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        opener.open(request).close()


@dataclass(frozen=True, slots=True)
class Here:
    """Runs farmtop in this process, against one farm: many times faster than in its own."""

    farm: RunningFarm
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str, **variables: str) -> Ended:
        """Run farmtop to its end."""
        with self.monkeypatch.context() as patch:
            told = {**self.farm.environ(), **variables}
            for name in os.environ.keys() - told.keys():
                patch.delenv(name)
            for name, value in told.items():
                patch.setenv(name, value)
            code = run(arguments)
        out, err = self.capsys.readouterr()
        return subprocess.CompletedProcess(arguments, code, out, err)


@contextmanager
def running_farm(**options: Any) -> Iterator[RunningFarm]:
    """A farm that can be broken while it runs; `options` are those of `Options`."""
    with start(Options(control=True, **options)) as child:
        yield RunningFarm(child.url())


def farmtop(*arguments: str, environ: dict[str, str]) -> Ended:
    """Run farmtop to its end, without a terminal."""
    return subprocess.run(
        [*FARMTOP, *arguments],
        cwd=ROOT,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def flags(path: Item) -> list[str]:
    """The flags that give the ids of a path: `--farm-id farm-...`."""
    names = {"farmId": "--farm-id", "queueId": "--queue-id", "jobId": "--job-id"}
    return [text for key, name in names.items() if key in path for text in (name, path[key])]


def told(value: object) -> Any:
    """An answer of boto3 as JSON with its times in ISO 8601, read back."""
    return json.loads(json.dumps(value, default=lambda time: time.isoformat()))
