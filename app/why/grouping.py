"""Failures that are the same, as far as the service tells of them without their logs."""

import re
from collections.abc import Iterable
from typing import TypeAlias

from app.why.attempts import Attempt

Key: TypeAlias = tuple[str, str, str, int | None, str]
"""Step, what was done, status, exit code and message without its numbers."""

_VARYING = re.compile(r"0x[0-9a-fA-F]+|(?<![A-Za-z])[0-9a-f]{8,}(?![A-Za-z])|\d+")


def masked(text: str) -> str:
    """A text without what differs from one frame, process or machine to the next."""
    return _VARYING.sub("#", text)


def key_of(attempt: Attempt) -> Key:
    """What attempts have in common that are told as one."""
    return (
        attempt.step,
        attempt.what,
        attempt.status,
        attempt.exit_code,
        masked(attempt.message),
    )


def grouped(attempts: Iterable[Attempt]) -> list[tuple[Attempt, ...]]:
    """Attempts by their key: the largest group first, and in each the earliest attempt."""
    groups: dict[Key, list[Attempt]] = {}
    for attempt in attempts:
        groups.setdefault(key_of(attempt), []).append(attempt)
    ordered = (tuple(sorted(group, key=_moment)) for group in groups.values())
    return sorted(ordered, key=lambda group: (-len(group), _moment(group[0])))


def _moment(attempt: Attempt) -> tuple[int, str, str]:
    """When it ended; what never began comes last."""
    span = attempt.span
    label = str(attempt.task.get("taskId", ""))
    return (2**63 if span is None else span[1], attempt.action_id, label)
