"""The models of the services, which take most of the time that a client takes to open."""

import gzip
import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from botocore.loaders import JSONFileLoader, Loader

from app.aws.wire.endpoints import decode_endpoints

_READ: dict[str, Callable[[bytes], bytes]] = {".json": bytes, ".json.gz": gzip.decompress}
"""What makes JSON of a file, by what its name ends with."""

_DECODED: dict[str, Callable[[bytes], Any]] = {"endpoints.json": decode_endpoints}
"""What decodes files of which not everything is."""


class _ModelFiles(JSONFileLoader):
    """Decodes the files in a third of the time."""

    def load_file(self, file_path: str) -> Any:
        """What stands in the file of this name without its ending; None where there is none."""
        for ending, read in _READ.items():
            with suppress(FileNotFoundError):
                path = Path(file_path + ending)
                decode = _DECODED.get(path.name, msgspec.json.decode)
                return decode(read(path.read_bytes()))
        return None


class Models(Loader):
    """botocore's loader, in half the time."""

    FILE_LOADER_CLASS = _ModelFiles

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002 - botocore's
        """Every service; botocore would look for a model of the type in each of four hundred."""
        return [name for path in self.search_paths for name in _names(path)]


@cache
def models(data_path: str | None) -> Models:
    """What reads the models, and remembers them; `data_path` is botocore's own setting.

    It names more folders, as `PATH` does.
    """
    folders = data_path.split(os.pathsep) if data_path else []
    paths = [os.path.expanduser(os.path.expandvars(folder)) for folder in folders]  # noqa: PTH111
    return Models(extra_search_paths=paths)


def _names(folder: str) -> list[str]:
    return os.listdir(folder) if os.path.isdir(folder) else []  # noqa: PTH112, PTH208
