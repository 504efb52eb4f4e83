"""The ways in which a session action can fail, and what each leaves behind.

The world chooses a failure by its `weight` and copies `key`, `status`, `exit_code` and `message`
into the action; the log tells the rest. Wordings of the worker agent are those of
openjd-sessions 0.10.7 and deadline-cloud-worker-agent 0.29.0.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.localfarm.contract import Action


class Ending(StrEnum):
    """How the process of a failed action comes to its end."""

    EXIT = "exit"
    """By itself, with its exit code."""
    TIMEOUT = "timeout"
    """The action's runtime limit is reached and the worker agent cancels it."""
    CANCEL = "cancel"
    """Somebody cancels the task, step or job."""
    INTERRUPT = "interrupt"
    """The worker has to go and stops what it runs."""
    SILENCE = "silence"
    """The worker is gone at once: the log simply stops."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One way to fail."""

    key: str
    """What `Action.failure` names it by."""
    message: str
    """`progressMessage`; also the log's `openjd_fail` line where the process ends by itself."""
    exit_code: int | None
    """`processExitCode`; None where the action is reported before its process has ended."""
    lines: tuple[str, ...] = ()
    """Output just before the end; `{frame}`, `{scene}` and `{pid}` are filled in."""
    status: str = "FAILED"
    """The status in which the action ends."""
    ending: Ending = Ending.EXIT
    weight: int = 0
    """How often it befalls an action, relative to the others; 0 where something has to cause it."""
    kinds: frozenset[str] = frozenset({"taskRun"})
    """The kinds of action that it can befall."""


ALL_KINDS = frozenset({"envEnter", "envExit", "taskRun", "syncInputJobAttachments"})

_MISSING_TEXTURE = Failure(
    key="missing-texture",
    message="texture missing: /mnt/assets/textures/rock_cliff_albedo.1042.exr",
    exit_code=7,
    lines=(
        "Warning: could not open image '/mnt/assets/textures/rock_cliff_albedo.1042.exr'",
        "Error: cannot load image 'rock_cliff_albedo.1042.exr': No such file or directory",
        "Error: material 'MI_rock_cliff' has no albedo, frame {frame} would render pink",
    ),
    weight=5,
)

_OUT_OF_MEMORY = Failure(
    key="out-of-memory",
    message="out of memory",
    exit_code=137,
    lines=(
        "Fra:{frame} Mem:14203.11M (Peak 15011.02M) | Building BVH",
        "Fra:{frame} Mem:15102.54M (Peak 15102.54M) | Path tracing sample 322/512",
        "Warning: system memory is almost exhausted (99.2 % used)",
        "/bin/sh: line 3: {pid} Killed                  render {scene}",
    ),
    weight=4,
)

_LICENCE = Failure(
    key="licence",
    message="no licence available",
    exit_code=2,
    lines=(
        "Checking out a render licence from 7054@licences.studio.internal ...",
        "Licence server: maximum number of users already reached (-4,132)",
        "Waiting for a licence, attempt 3 of 3",
        "ERROR: could not obtain a licence for {scene}",
    ),
    weight=3,
    kinds=frozenset({"envEnter", "taskRun"}),
)

_CRASH = Failure(
    key="crash",
    message="renderer crashed: segmentation fault",
    exit_code=139,
    lines=(
        "# backtrace",
        "render(BLI_system_backtrace+0x33) [0x2b1f4d3]",
        "render() [0x10d4f6a]",
        "/lib64/libc.so.6(+0x54db0) [0x7f3a9c254db0]",
        "render(_ZN3ccl13BVHEmbree_build11add_trianglesEPKNS_4MeshEi+0x1f4) [0x3fa1be4]",
        "render(_ZN3ccl15GeometryManager13device_updateEPNS_6DeviceE+0x9c8) [0x3f6e0a8]",
        "/lib64/libpthread.so.0(+0x8179) [0x7f3a9d008179]",
        "Writing: /tmp/crash_{pid}.txt",
        "/bin/sh: line 3: {pid} Segmentation fault      (core dumped) render {scene}",
    ),
    weight=3,
)

_PYTHON_TRACEBACK = Failure(
    key="python-traceback",
    message="AttributeError: 'NoneType' object has no attribute 'view_layer'",
    exit_code=1,
    lines=(
        "Traceback (most recent call last):",
        '  File "/opt/pipeline/lib/render_frame.py", line 214, in <module>',
        "    main(sys.argv[1:])",
        '  File "/opt/pipeline/lib/render_frame.py", line 187, in main',
        "    layer = context.scene.view_layer(frame={frame})",
        "            ^^^^^^^^^^^^^^^^^^^^^^^^",
        "AttributeError: 'NoneType' object has no attribute 'view_layer'",
    ),
    weight=4,
)

_TIMEOUT = Failure(
    key="timeout",
    message="TIMEOUT - Exceeded the allotted runtime limit.",
    exit_code=-9,
    ending=Ending.TIMEOUT,
    weight=1,
    kinds=frozenset({"envEnter", "taskRun"}),
)

_OPENJD_FAIL = Failure(
    key="openjd-fail",
    message="frame has 214 black pixels in the beauty pass, limit is 0",
    exit_code=1,
    lines=(
        "Checking /mnt/renders/beauty.{frame}.exr ...",
        "  resolution 4096x1716, 3 channels, half float",
        "  nan 0, inf 0, black 214",
    ),
    weight=3,
)

_ENVIRONMENT = Failure(
    key="environment",
    message="could not create the conda environment",
    exit_code=1,
    lines=(
        "Collecting package metadata (repodata.json): done",
        "Solving environment: failed",
        "PackagesNotFoundError: The following packages are not available from current channels:",
        "  - blender=4.3.*",
    ),
    weight=1,
    kinds=frozenset({"envEnter"}),
)

_ATTACHMENTS = Failure(
    key="attachments",
    message="Error downloading files in bucket 'studio-job-attachments': HTTP Status Code: 403, "
    "Forbidden or Access denied.",
    exit_code=1,
    weight=1,
    kinds=frozenset({"syncInputJobAttachments"}),
)

_CANCELLED = Failure(
    key="cancelled",
    message="",
    exit_code=-15,
    status="CANCELED",
    ending=Ending.CANCEL,
    kinds=ALL_KINDS,
)

_INTERRUPTED = Failure(
    key="interrupted",
    message="The Worker received an EC2 spot interruption",
    exit_code=None,
    status="INTERRUPTED",
    ending=Ending.INTERRUPT,
    kinds=ALL_KINDS,
)

_WORKER_LOST = Failure(
    key="worker-lost",
    message="The Worker stopped responding",
    exit_code=None,
    status="INTERRUPTED",
    ending=Ending.SILENCE,
    kinds=ALL_KINDS,
)

FAILURES: dict[str, Failure] = {
    failure.key: failure
    for failure in (
        _MISSING_TEXTURE,
        _OUT_OF_MEMORY,
        _LICENCE,
        _CRASH,
        _PYTHON_TRACEBACK,
        _TIMEOUT,
        _OPENJD_FAIL,
        _ENVIRONMENT,
        _ATTACHMENTS,
        _CANCELLED,
        _INTERRUPTED,
        _WORKER_LOST,
    )
}
"""Every way to fail, by its key."""

_UNTOLD = Failure(key="", message="", exit_code=1)


def failure_of(action: Action) -> Failure:
    """How an action that did not succeed came to its end."""
    if action.failure in FAILURES:
        return FAILURES[action.failure]
    return _UNTOLD if action.status == "FAILED" else _CANCELLED
