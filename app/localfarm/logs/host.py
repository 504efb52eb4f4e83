"""The figures of a worker's host, which follow what runs on it."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.localfarm.contract import Action, Worker
from app.localfarm.logs.output import renderer_memory
from app.localfarm.logs.wording import seed

_MIB, _GIB = 2**20, 2**30
_DISK = 250 * _GIB


@dataclass(frozen=True, slots=True)
class Load:
    """What one kind of action does to a host."""

    cpu: int
    """Percent."""
    memory: int
    """Bytes; of a task beside what its renderer takes."""
    received: int
    """Bytes a second over the network."""
    sent: int
    written: int
    """Bytes a second to the disk."""


_IDLE = Load(cpu=2, memory=900 * _MIB, received=4_000, sent=2_000, written=20_000)
_LOADS = {
    "taskRun": Load(96, 1_100 * _MIB, 900_000, 60_000, 3_000_000),
    "syncInputJobAttachments": Load(31, 1_400 * _MIB, 210_000_000, 1_900_000, 205_000_000),
    "envEnter": Load(58, 2_200 * _MIB, 38_000_000, 700_000, 52_000_000),
    "envExit": Load(12, 1_000 * _MIB, 20_000, 10_000, 100_000),
}


def running(worker: Worker, moment: float) -> Action | None:
    """The action that runs on a worker at a time, in seconds since the epoch."""
    for session in reversed(worker.sessions):
        if session.started_at <= moment:
            for action in reversed(session.actions):
                if action.started_at is not None and action.started_at <= moment:
                    over = action.ended_at is not None and action.ended_at <= moment
                    return None if over else action
    return None


def figures(
    worker: Worker, moment: float, *, memory_percent: float | None = None
) -> Mapping[str, str]:
    """What `Metrics.System` says of a worker's host at a time, in seconds since the epoch."""
    action = running(worker, moment)
    load = _IDLE if action is None else _LOADS.get(action.kind, _IDLE)
    noise = seed(f"{worker.id} {int(moment)}")
    total = (16, 16, 24, 32)[seed(worker.id) % 4] * _GIB
    percent = memory_percent
    if percent is None:
        percent = 100 * _memory(load, action, moment, noise) / total
    used = _DISK // 8 + noise % (_DISK // 50)
    swing = 0.7 + noise % 61 / 100
    return {
        "cpu-usage-percent": str(round(min(100.0, load.cpu + noise % 40 / 10), 1)),
        "memory-total-bytes": str(total),
        "memory-used-bytes": str(int(total * percent / 100)),
        "memory-used-percent": str(round(percent, 1)),
        "swap-used-bytes": "0",
        "total-disk-bytes": str(_DISK),
        "total-disk-used-bytes": str(used),
        "total-disk-used-percent": str(round(used / _DISK, 1)),
        "user-disk-available-bytes": str(_DISK - used),
        "network-sent-bytes-per-second": str(int(load.sent * swing)),
        "network-recv-bytes-per-second": str(int(load.received * swing)),
        "disk-read-bytes-per-second": str(int(load.written * swing / 9)),
        "disk-write-bytes-per-second": str(int(load.written * swing)),
        **(_graphics(worker, action, noise) if seed(worker.id) % 3 == 0 else {}),
    }


def _memory(load: Load, action: Action | None, moment: float, noise: int) -> float:
    """Bytes of memory that are used: those of a task grow as its renderer says that they do."""
    used = float(load.memory + noise % 80 * _MIB)
    if action is not None and action.kind == "taskRun":
        used += renderer_memory(action, moment * 1000) * _MIB
    return used


def _graphics(worker: Worker, action: Action | None, noise: int) -> dict[str, str]:
    """The figures of the one GPU of a host that has one."""
    total = 23_028
    busy = action is not None and action.kind == "taskRun"
    share = (0.4 + seed(worker.id) % 30 / 100) if busy else 0.01
    return {
        "gpu-utilization-percent": str(float(80 + noise % 20) if busy else 0.0),
        "gpu-memory-used-mib": str(int(total * share)),
        "gpu-memory-total-mib": str(total),
        "gpu-memory-used-percent": str(round(100 * share, 1)),
        "gpu-memory-utilization-percent": str(float(30 + noise % 20) if busy else 0.0),
    }
