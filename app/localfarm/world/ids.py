"""Ids that hide what they name and give it back, so that no index of them is ever kept.

An id's 128 bits are a small Feistel cipher of (kind, two numbers), keyed by the seed. Finding the
job of an id, or the session of a log stream, is deciphering it.
"""

from enum import IntEnum
from hashlib import blake2b

_ROUNDS = 4
_HALF = 8
"""Bytes in each half of the block."""


class Kind(IntEnum):
    """What an id names; the two numbers it carries are said beside each."""

    FARM = 1
    """Farm number."""
    QUEUE = 2
    """Queue number."""
    FLEET = 3
    """Fleet number."""
    JOB = 4
    """Job number."""
    STEP = 5
    """Job number, step number."""
    SESSION = 6
    """Job number, number of the session in its job."""
    WORKER = 7
    """Fleet number, number of the worker in its fleet."""
    PAST_WORKER = 8
    """Job number, number of the one session that this worker ran before the world began."""
    BUDGET = 9
    LIMIT = 10
    ENVIRONMENT = 11
    STORAGE_PROFILE = 12


_PREFIXES = {
    Kind.FARM: "farm",
    Kind.QUEUE: "queue",
    Kind.FLEET: "fleet",
    Kind.JOB: "job",
    Kind.STEP: "step",
    Kind.SESSION: "session",
    Kind.WORKER: "worker",
    Kind.PAST_WORKER: "worker",
    Kind.BUDGET: "budget",
    Kind.LIMIT: "limit",
    Kind.ENVIRONMENT: "queueenv",
    Kind.STORAGE_PROFILE: "sp",
}


class Ids:
    """Makes the ids of one world, and reads them."""

    def __init__(self, seed: int) -> None:
        self._keys = tuple(f"{seed}/{turn}".encode() for turn in range(_ROUNDS))

    def make(self, kind: Kind, first: int, second: int = 0) -> str:
        """The id of what `kind` and its numbers name: `job-<hex32>`."""
        left, right = kind << 48 | first, second << 32
        for key in self._keys:
            left, right = right, left ^ _mix(right, key)
        return f"{_PREFIXES[kind]}-{left:016x}{right:016x}"

    def read(self, kind: Kind, text: str) -> tuple[int, int] | None:
        """The numbers in an id of this kind, or None where this world never made it."""
        prefix, _, digits = text.partition("-")
        if prefix != _PREFIXES[kind] or len(digits) != 32:
            return None
        try:
            left, right = int(digits[:16], 16), int(digits[16:], 16)
        except ValueError:
            return None
        for key in reversed(self._keys):
            left, right = right ^ _mix(left, key), left
        if left >> 48 != kind or right & 0xFFFF_FFFF:
            return None
        return left & 0xFFFF_FFFF_FFFF, right >> 32


def task_id(step_id: str, number: int) -> str:
    """The id of a task: its step's digits and its number."""
    return f"task-{step_id.removeprefix('step-')}-{number}"


def action_id(session_id: str, number: int) -> str:
    """The id of a session action: its session's digits and its number."""
    return f"sessionaction-{session_id.removeprefix('session-')}-{number}"


def nested(text: str, prefix: str, parent: str) -> tuple[str, int] | None:
    """The parent's id and the number in an id that nests: `task-<hex32>-<n>`."""
    head, _, rest = text.partition("-")
    digits, _, number = rest.partition("-")
    if head != prefix or not number.isdecimal():
        return None
    return f"{parent}-{digits}", int(number)


def _mix(half: int, key: bytes) -> int:
    digest = blake2b(half.to_bytes(_HALF, "big"), digest_size=_HALF, key=key).digest()
    return int.from_bytes(digest, "big")
