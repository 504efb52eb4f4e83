"""Broken on purpose: what goes wrong, with which operation, how often.

A fault is a short text, the same at start (`--break`) and through the control route:

    latency[:OPERATION]=TIME        answers come this much later
    throttle[:OPERATION]=RATE       calls beyond the rate are throttled; each operation has its own
    error[:OPERATION]=CODE[*TIMES]  answers are this error of the service
    deny[:OPERATION][*TIMES]        the caller may not do this
    drop[:OPERATION][*TIMES]        the connection is closed without an answer
    cut[:OPERATION][*TIMES]         the connection is closed in the middle of the answer
    lag[:OPERATION]=TIME            answers are as old as that, or as the first one to the same call
    expire=TIME                     credentials run out this long after they were first seen
    tail-cut=TIME                   an event stream is cut after this long

    OPERATION   `GetLogEvents`, or with its service `logs.GetLogEvents`; `*` stands for any text;
                every operation where it is left out; `GetLogEvents@AKIA*` where an access key
                like that one signs the call
    TIME        `250ms`, `2s`, `15m`, `1h`
    RATE        `5/s`, `30/m`
    TIMES       how many calls it happens to; all of them where it is left out

For example `latency=250ms`, `throttle:Search*=5/s`, `error:GetLogEvents=InternalServerException*3`,
`drop:logs.**2`, `deny:StartLiveTail`, `deny:GetLogEvents@ASIAFLEETREAD*`, `lag:Search*=5s`,
`expire=900s`.

An access key that the farm gave out in a reply runs out this long after it was given out; any
other one this long after it was first seen.
"""

import re
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase


class Kind(StrEnum):
    """What goes wrong."""

    LATENCY = "latency"
    THROTTLE = "throttle"
    ERROR = "error"
    DENY = "deny"
    DROP = "drop"
    CUT = "cut"
    LAG = "lag"
    EXPIRE = "expire"
    TAIL_CUT = "tail-cut"


@dataclass(frozen=True, slots=True)
class _Form:
    """What a kind of fault is written with."""

    value: str = ""
    """What stands behind `=`: `TIME`, `RATE`, `CODE`, or nothing."""
    has_operation: bool = True
    has_times: bool = False

    def usage(self, kind: Kind) -> str:
        """How a fault of this kind is written."""
        operation = "[:OPERATION]" if self.has_operation else ""
        value = f"={self.value}" if self.value else ""
        return f"{kind}{operation}{value}{'[*TIMES]' if self.has_times else ''}"


_FORMS: Mapping[Kind, _Form] = {
    Kind.LATENCY: _Form("TIME"),
    Kind.THROTTLE: _Form("RATE"),
    Kind.ERROR: _Form("CODE", has_times=True),
    Kind.DENY: _Form(has_times=True),
    Kind.DROP: _Form(has_times=True),
    Kind.CUT: _Form(has_times=True),
    Kind.LAG: _Form("TIME"),
    Kind.EXPIRE: _Form("TIME", has_operation=False),
    Kind.TAIL_CUT: _Form("TIME", has_operation=False),
}

_FAULT = re.compile(
    r"(?P<kind>[a-z-]+)(:(?P<operation>[^=]*?))?(=(?P<value>[^*]*))?(\*(?P<times>\d+))?"
)
_NUMBER = r"(\d+(?:\.\d+)?)"
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_TIME = re.compile(rf"{_NUMBER}(ms|s|m|h)")
_RATE = re.compile(rf"{_NUMBER}/(s|m|h)")
_LONGEST = 86_400.0
"""Seconds."""
_FASTEST = 1e6
"""Calls a second."""
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9.]*")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong."""

    kind: Kind
    operation: str = "*"
    """Which operations it is about; `*` stands for any text."""
    caller: str = "*"
    """Which access keys it is about; `*` stands for any text, and alone for none as well."""
    seconds: float = 0.0
    """Of `latency`, `lag`, `expire` and `tail-cut`."""
    rate: float = 0.0
    """Of `throttle`, in calls a second."""
    code: str = ""
    """Of `error`."""
    times: int | None = None
    """How many calls it happens to; None for all of them."""

    @classmethod
    def parse(cls, text: str) -> "Fault":
        """The fault that a text describes; raises `ValueError` that says what is wrong with it."""
        found = _FAULT.fullmatch(text.strip())
        if found is None or found["kind"] not in list(Kind):
            kinds = ", ".join(Kind)
            raise ValueError(f"{text!r} is no fault; one begins with one of {kinds}")
        kind = Kind(found["kind"])
        form = _FORMS[kind]
        about = found["operation"]
        operation, at, caller = ("*" if about is None else about).partition("@")
        if (
            (about is not None and not (form.has_operation and operation))
            or bool(at) != bool(caller)
            or (found["times"] is not None and not form.has_times)
            or bool(found["value"]) != bool(form.value)
        ):
            raise ValueError(f"{text!r} is not written as {form.usage(kind)}")
        times = None if found["times"] is None else int(found["times"])
        fault = cls(kind, operation, caller or "*", times=times)
        return fault if not form.value else _VALUES[form.value](fault, found["value"])

    def __str__(self) -> str:
        caller = "" if self.caller == "*" else f"@{self.caller}"
        operation = "" if self.operation == "*" and not caller else f":{self.operation}{caller}"
        values = {
            "TIME": f"={_number(self.seconds)}s",
            "RATE": f"={_number(self.rate)}/s",
            "CODE": f"={self.code}",
        }
        times = "" if self.times is None else f"*{self.times}"
        return f"{self.kind}{operation}{values.get(_FORMS[self.kind].value, '')}{times}"

    def concerns(self, operation: str) -> bool:
        """Whether it is about an operation, which is named as `logs.GetLogEvents`."""
        name = operation if "." in self.operation else operation.partition(".")[2]
        return fnmatchcase(name, self.operation)

    def is_about(self, access_key: str | None) -> bool:
        """Whether it is about a caller."""
        return fnmatchcase(access_key or "", self.caller)


def _with_time(fault: Fault, value: str) -> Fault:
    found = _TIME.fullmatch(value)
    if found is None:
        raise ValueError(f"{value!r} is no time; it is written as 250ms, 2s, 15m or 1h")
    seconds = float(found[1]) * _UNITS[found[2]]
    if seconds > _LONGEST:
        raise ValueError(f"{value!r} is longer than a day")
    return replace(fault, seconds=seconds)


def _with_rate(fault: Fault, value: str) -> Fault:
    found = _RATE.fullmatch(value)
    if found is None:
        raise ValueError(f"{value!r} is no rate; it is written as 5/s or 30/m")
    rate = float(found[1]) / _UNITS[found[2]]
    if rate > _FASTEST:
        raise ValueError(f"{value!r} is more than a million calls a second")
    return replace(fault, rate=rate)


def _with_code(fault: Fault, value: str) -> Fault:
    if _CODE.fullmatch(value) is None:
        raise ValueError(f"{value!r} is no error code; one reads as InternalServerException")
    return replace(fault, code=value)


_VALUES: Mapping[str, Callable[[Fault, str], Fault]] = {
    "TIME": _with_time,
    "RATE": _with_rate,
    "CODE": _with_code,
}


def _number(value: float) -> str:
    return str(value).removesuffix(".0")


@dataclass(slots=True)
class _Bucket:
    """Tokens of one throttled operation; a second's worth may be saved up."""

    rate: float
    tokens: float
    filled_at: float

    def take(self, now: float) -> bool:
        """Whether a call may pass."""
        saved = self.tokens + (now - self.filled_at) * self.rate
        self.tokens = min(_burst(self.rate), saved)
        self.filled_at = now
        if self.tokens < 1.0:
            return False
        self.tokens -= 1.0
        return True


def _burst(rate: float) -> float:
    """How many calls may come at once: none at all where the rate is nought."""
    return max(1.0, rate) if rate else 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to happen to one call."""

    delay: float = 0.0
    """Seconds that the answer waits."""
    outcome: Kind | None = None
    """What happens instead of an answer; None where the call is answered."""
    code: str = ""
    """Of `error`."""
    tail_seconds: float | None = None
    """How long an event stream lasts; None where it is not cut."""
    lag: float = 0.0
    """Seconds by which the answer is older than the world."""


class Faults:
    """The faults in force, and how far each has got.

    Latencies and lags add up; of everything else the first in the list that strikes decides.
    """

    def __init__(
        self, faults: Iterable[Fault] = (), clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._seen: dict[str, float] = {}
        self.replace(faults)

    def replace(self, faults: Iterable[Fault]) -> None:
        """Put other faults in force; counts and buckets begin anew, the age of keys does not."""
        self.active = tuple(faults)
        self._left = {index: fault.times for index, fault in enumerate(self.active)}
        self._buckets: dict[tuple[int, str], _Bucket] = {}

    @property
    def lifetime(self) -> float | None:
        """Seconds after which access keys run out; None where they do not."""
        times = (fault.seconds for fault in self.active if fault.kind is Kind.EXPIRE)
        return min(times, default=None)

    def issue(self, access_key: str) -> None:
        """Note that the farm has just given out an access key."""
        self._seen[access_key] = self._clock()

    def judge(self, operation: str, access_key: str | None) -> Verdict:
        """What is to happen to a call of an operation, which is named as `logs.GetLogEvents`."""
        now = self._clock()
        if access_key is not None:
            self._seen.setdefault(access_key, now)
        verdict = Verdict()
        for index, fault in enumerate(self.active):
            if not (fault.concerns(operation) and fault.is_about(access_key)):
                continue
            if fault.kind is Kind.LATENCY:
                verdict = replace(verdict, delay=verdict.delay + fault.seconds)
            elif fault.kind is Kind.LAG:
                verdict = replace(verdict, lag=verdict.lag + fault.seconds)
            elif fault.kind is Kind.TAIL_CUT:
                verdict = replace(verdict, tail_seconds=fault.seconds)
            elif verdict.outcome is None and self._strikes(index, operation, access_key, now):
                verdict = replace(verdict, outcome=fault.kind, code=fault.code)
        return verdict

    def _strikes(self, index: int, operation: str, access_key: str | None, now: float) -> bool:
        fault = self.active[index]
        if fault.kind is Kind.EXPIRE:
            return access_key is not None and now - self._seen[access_key] >= fault.seconds
        if fault.kind is Kind.THROTTLE:
            fresh = _Bucket(fault.rate, _burst(fault.rate), now)
            return not self._buckets.setdefault((index, operation), fresh).take(now)
        left = self._left[index]
        if left is None:
            return True
        self._left[index] = max(0, left - 1)
        return left > 0


def check(faults: Iterable[Fault], operations: Collection[str]) -> None:
    """Raise `ValueError` for a fault that concerns none of the operations there are."""
    for fault in faults:
        if not any(fault.concerns(operation) for operation in operations):
            raise ValueError(f"{fault} concerns no operation of the farm: {fault.operation!r}")
