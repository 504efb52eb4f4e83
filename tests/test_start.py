"""How farmtop starts: what it imports, and what it does not."""

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

from app.aws.quick_import import import_cloud
from app.tui.app import FarmTop
from app.tui.saved import SavedMonitor
from tests.benchmarks.terminal import ROOT

AWS = {"aiobotocore", "aiohttp", "boto3", "botocore"}


def told(lines: str) -> str:
    """What a new process prints that runs these lines."""
    return subprocess.run(
        [sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout


def test_nothing_of_aws_and_of_the_command_line_is_imported_for_the_first_frame() -> None:
    names = told("import sys, app.start, app.config, app.tui.app; print(*sys.modules)")
    packages = {name.partition(".")[0] for name in names.split()}
    assert "textual" in packages
    assert not packages & {*AWS, "click"}


def test_aws_is_imported_without_the_root_certificates_that_nobody_uses() -> None:
    trusted = told(
        "import ssl\n"
        "made, make = [], ssl.create_default_context\n"
        "ssl.create_default_context = lambda *given: made.append(make(*given)) or made[-1]\n"
        "from app.aws.quick_import import import_cloud\n"
        "import_cloud()\n"
        "print(*(context.cert_store_stats()['x509'] for context in made))"
    )
    assert trusted.split() == ["0"]


@pytest.mark.parametrize("chosen", [None, "/etc/own.pem"])
def test_whoever_has_chosen_certificates_keeps_them(
    chosen: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    if chosen is not None:
        monkeypatch.setenv("SSL_CERT_FILE", chosen)
    assert import_cloud().__name__ == "Cloud"
    assert os.environ.get("SSL_CERT_FILE") == chosen


@pytest.mark.parametrize("name", sorted({*FarmTop.OPENED, *SavedMonitor.OPENED}))
def test_what_keys_open_is_there_to_be_imported(name: str) -> None:
    assert find_spec(name) is not None
