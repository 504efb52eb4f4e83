"""Where failures are and where they are not: on one host, in one range of frames."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.resources.level import Item
from app.view import count_text
from app.why.attempts import Attempt, frame_of

FEW = 3
"""Fewer failures than these say nothing by where they are."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A task that succeeded."""

    step_id: str
    host: str
    frame: int | None


def passed_of(task: Item, host: str) -> Passed:
    """What a task that succeeded says of the others."""
    return Passed(str(task.get("stepId", "")), host, frame_of(task))


def hosts_of(attempts: Iterable[Attempt]) -> Counter[str]:
    """How many failed on each host."""
    return Counter(attempt.host for attempt in attempts if attempt.host)


def on_one_host(attempts: Sequence[Attempt], passed: Iterable[Passed]) -> str:
    """The host on which all of several failed while others succeed elsewhere; else nothing.

    Others are those of the same step: another step may need other machines.
    """
    hosts = hosts_of(attempts)
    if len(attempts) < FEW or len(hosts) != 1:
        return ""
    (host,) = hosts
    steps = {attempt.task.get("stepId") for attempt in attempts}
    others = Counter(one.host for one in passed if one.step_id in steps and one.host)
    return host if not others[host] and others.total() >= FEW else ""


def in_one_range(attempts: Sequence[Attempt], passed: Iterable[Passed]) -> str:
    """The frames, if all of several that failed lie together and others beside them succeed."""
    steps = {attempt.task.get("stepId") for attempt in attempts}
    frames = sorted({attempt.frame for attempt in attempts if attempt.frame is not None})
    if len(frames) < FEW or len(steps) != 1:
        return ""
    good = [one.frame for one in passed if one.step_id in steps and one.frame is not None]
    if not good or any(frames[0] <= frame <= frames[-1] for frame in good):
        return ""
    return ranges_text(frames)


def ranges_text(numbers: Iterable[int]) -> str:
    """Numbers in few words: `1040-1057, 1063`; the step between them where it is not one."""
    ordered = sorted(set(numbers))
    if len(ordered) >= FEW:
        steps = {high - low for low, high in pairwise(ordered)}
        if len(steps) == 1 and (step := steps.pop()) > 1:
            return f"{ordered[0]}-{ordered[-1]} every {step}"
    runs: list[list[int]] = []
    for number in ordered:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    texts = [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    shown = 6
    more = [f"+{len(texts) - shown} more"] if len(texts) > shown else []
    return ", ".join([*texts[:shown], *more])


def in_common(attempts: Sequence[Attempt], passed: Sequence[Passed]) -> tuple[str, ...]:
    """What all of several failures share, in sentences."""
    if len(attempts) < 2:
        return ()
    told: list[str] = []
    hosts = hosts_of(attempts)
    if len(hosts) == 1 and hosts.total() == len(attempts):
        (host,) = hosts
        elsewhere = sum(one.host != host and bool(one.host) for one in passed)
        others = f", while {count_text(elsewhere, 'task')} succeeded elsewhere" if elsewhere else ""
        told.append(f"all on {host}{others}")
    instances = {attempt.instance for attempt in attempts}
    if len(hosts) > 1 and len(instances) == 1 and (instance := instances.pop()):
        told.append(f"all on hosts of type {instance}")
    if frames := in_one_range(attempts, passed):
        told.append(f"one range of frames, {frames}; those beside it succeed")
    if len({attempt.session_id for attempt in attempts}) == 1:
        told.append("all in one session")
    if len({attempt.action_id for attempt in attempts}) == 1 and attempts[0].kind != "taskRun":
        told.append(f"all after {attempts[0].what!r}")
    retries = {attempt.retries for attempt in attempts}
    if max(retries) > 0:
        least, most = min(retries), max(retries)
        times = str(most) if least == most else f"{least} to {most}"
        told.append(f"each tried again {times} times" if most > 1 else "each tried again once")
    return tuple(told)
