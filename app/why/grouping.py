"""Failures that are the same, as far as the service tells of them without their logs."""

import re
from collections.abc import Iterable
from typing import TypeAlias

from app.why.attempts import Attempt

Key: TypeAlias = tuple[str, str, str, int | None, str, bool, bool]
"""Step, what was done, status, exit code, message without its numbers, whether its task is done by
now, and whether merely somebody said so."""

_VARYING = re.compile(r"0x[0-9a-fA-F]+|(?<![A-Za-z])[0-9a-f]{8,}(?![A-Za-z])|\d+")


def masked(text: str) -> str:
    """A text without what differs from one frame, process or machine to the next."""
    return _VARYING.sub("#", text)


def key_of(attempt: Attempt) -> Key:
    """What attempts have in common that are told as one."""
    return (
        attempt.step_title,
        attempt.what,
        attempt.status,
        attempt.exit_code,
        masked(attempt.message),
        attempt.is_mended,
        attempt.is_waived,
    )


def grouped(attempts: Iterable[Attempt]) -> list[tuple[Attempt, ...]]:
    """Attempts by their key: the largest group first, and in each the earliest attempt.

    Behind all others comes what was done later all the same.
    """
    groups: dict[Key, list[Attempt]] = {}
    for attempt in attempts:
        groups.setdefault(key_of(attempt), []).append(attempt)
    ordered = (tuple(sorted(group, key=_moment)) for group in groups.values())
    return sorted(ordered, key=_rank)


def _rank(group: tuple[Attempt, ...]) -> tuple[bool, int, tuple[int, str, str]]:
    first = group[0]
    return first.is_mended, -len(group), _moment(first)


def _moment(attempt: Attempt) -> tuple[int, str, str]:
    """When it ended; what never began comes last."""
    span = attempt.span
    label = str(attempt.task.get("taskId", ""))
    return (2**63 if span is None else span[1], attempt.action_id, label)
