"""Several processes read the same tests: each begins with other files, and none compiles all."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest


def keep_what_is_compiled() -> None:
    """What one process has compiled is read by the others, and by those that tests start."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


class Turned(pytest.Package):
    """A folder whose files this process reads from some way down, and then from the top."""

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """The files, turned by as much as this is one of so many processes."""
        process: dict[str, int | str] = self.config.workerinput  # type: ignore[attr-defined]
        files = list(super().collect())
        number = int(str(process["workerid"]).removeprefix("gw"))
        first = len(files) * number // int(process["workercount"])
        return [*files[first:], *files[:first]]


def turned(path: Path, parent: pytest.Collector) -> Turned | None:
    """How one of several processes reads a folder; as usual where there is but one."""
    if not hasattr(parent.config, "workerinput"):
        return None
    node: Turned = Turned.from_parent(parent, path=path)
    return node
