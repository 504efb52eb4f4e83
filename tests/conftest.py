"""What every test stands on: nothing of the developer's own machine can be seen."""

import gc
import os
import signal
from collections.abc import AsyncIterator, Generator
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from aiohttp import web

from tests.aws_endpoint import Endpoint
from tests.camera import Camera
from tests.pictured import pictured_by
from tests.rest import SnapCompare, at_rest, be_patient
from tests.world_service import WorldService

if TYPE_CHECKING:  # Most tests do without, and without what it imports.
    from tests.farm import Here, RunningFarm
    from tests.live_farm import LiveFarm
    from tests.planted import PlantedFarm

_HIDDEN_PREFIXES = ("AWS_", "BOTO", "DEADLINE_", "FARMTOP_", "SSH_", "TEXTUAL", "XDG_")
_HIDDEN = frozenset(
    {
        "COLUMNS",
        "LINES",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "NO_COLOR",
        "FORCE_COLOR",
        "COLORTERM",
        "BROWSER",
        "DISPLAY",
        "WAYLAND_DISPLAY",
    }
)
_KEPT = frozenset({"TEXTUAL_SNAPSHOT_TEMPDIR"})
"""What the snapshot plugin tells its own fixtures."""

GARBAGE_THRESHOLD = 20_000
"""New objects after which the youngest are looked through: a test makes many."""
LONGEST_NAME = 30
"""Characters of a test's name in that of its folder."""
_NUMBERS = count()
END_OF_CERTIFICATE = "-----END CERTIFICATE-----\n"

# Two noisy cores make no deadline; and what a run has found belongs into a test, not into a file.
hypothesis.settings.register_profile("farmtop", deadline=None, database=None)
hypothesis.settings.load_profile("farmtop")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Several processes share the tests file by file, as far as that goes: a farm that the tests of
    a file look at is then started once."""
    if getattr(config.option, "numprocesses", None) and config.option.dist == "no":
        config.option.dist = "worksteal"


def pytest_configure() -> None:
    """Whatever a shell runs in the background ignores Ctrl+C, and so do the processes it starts."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True, wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """There are half as many processes again as processors: many a test waits for something."""
    processors = yield
    return processors * 3 // 2


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was imported stays: looking through it again would cost every test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One root certificate: hardly a test speaks TLS, and each client would read all of them."""
    everyone = (files("botocore") / "cacert.pem").read_text(encoding="utf-8")
    path = tmp_path_factory.mktemp("trusted") / "one.pem"
    path.write_text("".join(everyone.partition(END_OF_CERTIFICATE)[:2]), encoding="utf-8")
    return path


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A folder that no other test had; pytest's own is looked for among those of all before."""
    name = f"{request.node.originalname[:LONGEST_NAME]}-{next(_NUMBERS)}"
    path = tmp_path_factory.getbasetemp() / name
    path.mkdir(mode=0o700)
    return path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home directory; no file and no variable of the developer's is seen."""
    for name in list(os.environ):
        hidden = name.startswith(_HIDDEN_PREFIXES) or name.upper() in _HIDDEN
        if hidden and name not in _KEPT:
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
    return home


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that was pressed was dealt with when a test goes on."""
    be_patient(monkeypatch)


@pytest.fixture
async def endpoint(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Endpoint]:
    """A small endpoint on 127.0.0.1, with credentials and a Region in the environment."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDENV")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    monkeypatch.setenv("AWS_REGION", "us-west-2")
    endpoint = Endpoint()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", endpoint.handle)
    runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    endpoint.url = f"http://{host}:{port}"
    yield endpoint
    await runner.cleanup()


@pytest.fixture
def snap_compare(snap_compare: SnapCompare, request: pytest.FixtureRequest) -> SnapCompare:
    """Pictures are taken of a screen that is at rest, and compared with those before."""
    screen = pictured_by(f"{request.path.stem}/{request.node.name}")
    return at_rest(snap_compare, screen)


@pytest.fixture
def service() -> WorldService:
    """A connection to the world that stands still."""
    return WorldService()


@pytest.fixture
def camera(snap_compare: SnapCompare, service: WorldService) -> Camera:
    """A camera before the world that stands still."""
    return Camera(snap_compare, service)


@pytest.fixture
def here(
    farm: "RunningFarm", monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> "Here":
    """Farmtop in this process, looking at the `farm` of whichever file asks."""
    from tests.farm import Here

    return Here(farm, monkeypatch, capsys)


@pytest.fixture(scope="module")
def planted() -> "PlantedFarm":
    """A farm whose jobs the tests of a file share out among them, to let something befall them."""
    from tests.planted import PlantedFarm

    return PlantedFarm(jobs=1_500)


@pytest.fixture
async def farm(planted: "PlantedFarm") -> "AsyncIterator[LiveFarm]":
    """The `planted` farm, listening, for files without a farm of their own."""
    from tests.live_farm import LiveFarm, listening

    async with listening(LiveFarm(planted.handlers)) as farm:
        yield farm
