"""The programs that tasks run, and what each prints: one table, every text in it.

Templates may name `{frame}`, `{scene}`, `{elapsed}`, `{left}` (clock texts), `{used}` and `{peak}`
(MiB), `{percent}` and `{sample}`; a line of work ends in a number that counts the lines, which
is appended.
"""

from dataclasses import dataclass

SAMPLES = 512
"""Samples a pixel takes, where the renderer counts them."""


@dataclass(frozen=True, slots=True)
class Renderer:
    """What one program writes to its standard output, from its start to its end."""

    key: str
    """What `Session.renderer` names it by."""
    title: str
    scene: str
    environment: tuple[str, ...]
    """Output of entering the environment that installs it."""
    opening: tuple[str, ...]
    work: tuple[str, ...]
    """What it repeats while it renders."""
    warnings: tuple[str, ...]
    closing: tuple[str, ...]
    """What it says when a frame is done."""


def _conda(package: str) -> tuple[str, ...]:
    """What it says to install a package from a conda channel."""
    return (
        "Collecting package metadata (repodata.json): done",
        "Solving environment: done",
        "## Package Plan ##",
        "  environment location: /opt/conda/envs/render",
        f"  added / updated specs:\n    - {package}",
        "Preparing transaction: done",
        "Verifying transaction: done",
        "Executing transaction: done",
        "openjd_env: CONDA_PREFIX=/opt/conda/envs/render",
        "openjd_env: PATH=/opt/conda/envs/render/bin:/usr/local/bin:/usr/bin:/bin",
    )


_FIGURES = "Fra:{frame} Mem:{used}M (Peak {peak}M) | Time:{elapsed}"

BLENDER = Renderer(
    key="blender",
    title="Blender 4.2.3 LTS",
    scene="/mnt/projects/aurora/shot.blend",
    environment=_conda("blender=4.2.*"),
    opening=(
        "Blender 4.2.3 LTS (hash 0e22e4fcea03 built 2026-03-14 00:21:36)",
        'Read blend: "{scene}"',
        "Info: Deleted 3 object(s)",
        "Fra:{frame} Mem:412.08M (Peak 415.90M) | Time:00:00.71 | Syncing Hero_body",
        "Fra:{frame} Mem:2210.44M (Peak 2214.02M) | Time:00:02.18 | Updating Geometry BVH",
    ),
    work=(
        _FIGURES + " | Remaining:{left} | Mem:{used}M | ViewLayer | Sample {sample}/512 | Tile ",
        _FIGURES + " | Remaining:{left} | Mem:{used}M | Characters | Sample {sample}/512 | Tile ",
    ),
    warnings=(
        "Warning: Object 'rock.003' does not have a UV map, generating one",
        "WARN (bke.mesh): mesh 'cloth_sim' has 12 degenerate faces",
    ),
    closing=(
        _FIGURES + " | Compositing | Determining resolution",
        "Saved: '/mnt/renders/aurora/beauty.{frame}.exr'",
        " Time: {elapsed} (Saving: 00:00.31)",
        "Blender quit",
    ),
)

MAYA = Renderer(
    key="maya",
    title="Maya 2026, Arnold 7.3.4",
    scene="/mnt/projects/aurora/shot.ma",
    environment=_conda("maya-mtoa=2026.5.*"),
    opening=(
        "Starting Maya 2026 in batch mode",
        "File read in 11 seconds: {scene}",
        "00:00:00   310MB         | log started, Arnold 7.3.4.1 [2c7f3a12] linux x86_64 clang",
        "00:00:01   402MB         | loading plugins from /opt/conda/envs/render/mtoa/shaders ...",
        "00:00:03  1120MB         | [ass] 1482 nodes created",
        "00:00:04  2218MB         | starting 32 bucket workers of size 64x64",
    ),
    work=(
        "{elapsed}  {used}MB         |  {percent}% done - 212 rays/pixel, bucket ",
        "{elapsed}  {used}MB         |  {percent}% done - 187 rays/pixel, bucket ",
    ),
    warnings=(
        "00:00:09  2240MB WARNING | [texturesys] rock_cliff_rough.tx has no mipmaps",
        "00:00:09  2240MB WARNING | [mtoa] shape 'hairShape2' has no shader, using the default",
    ),
    closing=(
        "{elapsed}  {used}MB         | render done in {elapsed}",
        "{elapsed}  {used}MB         | writing file /mnt/renders/aurora/beauty.{frame}.exr",
        "Scene {scene} completed.",
    ),
)

HOUDINI = Renderer(
    key="houdini",
    title="Houdini 20.5, Karma",
    scene="/mnt/projects/aurora/shot.hip",
    environment=_conda("houdini=20.5.*"),
    opening=(
        "Loading .hip file: {scene}",
        "[00:00:02] husk: Houdini Version: 20.5.410",
        "[00:00:04] Frame {frame}: opened /tmp/shot.{frame}.usd",
        "[00:00:05] Karma: building acceleration structures",
    ),
    work=(
        "ALF_PROGRESS {percent}%  [{elapsed}] Karma CPU {used}MB, left {left}, bucket ",
        "ALF_PROGRESS {percent}%  [{elapsed}] Karma CPU {used}MB, {sample} samples, bucket ",
    ),
    warnings=(
        "Warning: Unable to resolve asset path '@textures/moss_disp.rat@'",
        "Warning: Skipping hidden primitive /stage/debug/grid",
    ),
    closing=(
        "[{elapsed}] Saved Image: /mnt/renders/aurora/beauty.{frame}.exr",
        "[{elapsed}] Render time {elapsed}, peak memory {peak}MB",
    ),
)

NUKE = Renderer(
    key="nuke",
    title="Nuke 16.0v2",
    scene="/mnt/projects/aurora/comp.nk",
    environment=_conda("nuke=16.*"),
    opening=(
        "Nuke 16.0v2, 64 bit, built May 12 2026.",
        "Copyright (c) 2026 The Foundry Visionmongers Ltd.  All Rights Reserved.",
        "Loading /opt/conda/envs/render/nuke/init.py",
        "Writing /mnt/renders/aurora/comp.{frame}.exr",
    ),
    work=(
        "Frame {frame} ({percent}%) {elapsed} {used}MB scanline ",
        "Frame {frame} ({percent}%) {elapsed} {used}MB Denoise2 scanline ",
    ),
    warnings=(
        "Warning: Read7: missing layer 'cryptomatte02', using black",
        "[WARNING] Write1: colour space 'ACES - ACEScg' is set by the script",
    ),
    closing=(
        "Writing /mnt/renders/aurora/comp.{frame}.exr took {elapsed} seconds",
        "Frame {frame} (1 of 1)",
    ),
)

RENDERERS: dict[str, Renderer] = {
    renderer.key: renderer for renderer in (BLENDER, MAYA, HOUDINI, NUKE)
}
"""Every renderer by its key."""

ODDITIES: tuple[str, ...] = (
    "\x1b[33mwarning\x1b[0m: \x1b[1;31m7\x1b[0m shading nodes are \x1b[4mdeprecated\x1b[24m",
    "asset\tversion\tstate\nhero_body\tv031\tpublished",
    "Überprüfe Szene: 髪のシェーダー, 光源 12個, наушники, 🎬 take ２ — ok",
    "[bold]this is not markup[/bold] [link=https://example.com]nor this[/link] [/]",
    "\x1b]0;renderer owns your title\x07\x1b[2J\x1b[Hcleared?\rover\b\b\b\bwritten",
    "dependency graph: " + " -> ".join(f"/stage/set/rock_{number:04}" for number in range(160)),
    "right-to-left override: \u202egnp.erutxet\u202c",
)
"""What renderers and their plug-ins print now and then, to the harm of careless readers."""
