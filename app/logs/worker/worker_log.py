"""The log of a worker made readable: its agent writes one JSON object a line.

The fields are those of deadline-cloud-worker-agent 0.29.0; what is not known is shown as it is.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, overload

from app.lines import Block, Lines
from app.logs.worker.host_figures import host_figures
from app.view import LogLine, plain, short_id, shorten

Entry: TypeAlias = Mapping[str, object]
"""One line of a worker's log: a JSON object with a `level`, and mostly a `type`."""

_TITLE = ("level", "ti", "type", "subtype")
_SURROUNDINGS = ("queue_id", "job_id", "step_id", "task_id", "farm_id", "fleet_id", "worker_id")
"""What a line belongs to, and what is long and the same in most lines."""
_SHORT = 80
_MEMBERS = 3


def readable(message: str) -> str:
    """An entry as one reads it, in one line; what is no entry as it came."""
    entry = _entry(message)
    if entry is None:
        return message
    name = ".".join(str(entry[key]) for key in ("type", "subtype") if key in entry)
    wording = _WORDINGS.get(str(entry.get("type")), _wording)
    words = (f"{_text(entry, 'level'):<8}", name, wording(entry), _exception(entry))
    return plain("  ".join(word for word in words if word))


def is_workers(messages: Iterable[str]) -> bool:
    """Whether a worker's agent wrote these, as far as they tell: any program may write a level."""
    entries = filter(None, map(_entry, messages))
    return any("type" in entry for entry in entries)


def pretty(message: str) -> str:
    """The whole of an entry, a field a line; what is no entry as it came."""
    entry = _entry(message)
    return message if entry is None else json.dumps(entry, indent=2, ensure_ascii=False)


def _entry(message: str) -> Entry | None:
    if not message.startswith("{"):
        return None
    try:
        entry = json.loads(message)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) and "level" in entry else None


def _text(entry: Entry, key: str) -> str:
    return str(entry.get(key, ""))


def _exception(entry: Entry) -> str:
    """What went wrong, which is the last line of a traceback."""
    lines = _text(entry, "exception").strip().splitlines()
    return lines[-1].strip() if lines else ""


def _wording(entry: Entry) -> str:
    """What most entries say: their message, and whatever else is in them."""
    return "  ".join(_words(entry, known=("message",)))


def _action(entry: Entry) -> str:
    """What happens to a session action."""
    shown = (_text(entry, key) for key in ("kind", "status", "action_id"))
    return "  ".join(
        [
            _text(entry, "message"),
            *(short_id(word) for word in shown if word),
            *_words(entry, known=("message", "kind", "status", "action_id", "session_id"))[1:],
        ]
    )


def _call(entry: Entry) -> str:
    """A request to the service, or its answer."""
    operation = _text(entry, "operation").rpartition(":")[2]
    words = [" ".join(word for word in (operation, _text(entry, "status_code")) if word)]
    if entry.get("error"):
        words.append("error=" + shorten(json.dumps(entry["error"], ensure_ascii=False), 300))
    params = entry.get("params")
    if isinstance(params, dict):
        words.extend(f"{key}={_brief(value)}" for key, value in params.items() if value)
    elif params:
        words.append(_brief(params))
    return "  ".join(words)


def _metrics(entry: Entry) -> str:
    """What the host is doing."""
    figures = {key: value for key, value in entry.items() if key not in (*_TITLE, "exception")}
    return "  ".join(host_figures(figures))


def _words(entry: Entry, known: tuple[str, ...]) -> list[str]:
    """The message, and what is in an entry besides the known fields."""
    left_out = (*_TITLE, *_SURROUNDINGS, *known, "exception")
    rest = (f"{key}={_brief(value)}" for key, value in entry.items() if key not in left_out)
    return [_text(entry, "message"), *rest]


def _brief(value: object) -> str:
    """A value in few words: of what is inside an object's members, only that it is there."""
    if isinstance(value, dict):
        return f"{{{_members(_field(key, inside) for key, inside in value.items())}}}"
    if isinstance(value, list):
        return f"[{_members(map(_member, value))}]"
    return shorten(short_id(str(value)), _SHORT)


def _member(value: object) -> str:
    return "/".join(map(str, value)) if isinstance(value, dict) else _brief(value)


def _field(key: str, value: object) -> str:
    name = short_id(key)
    return name if isinstance(value, dict | list) else f"{name}: {_brief(value)}"


def _members(texts: Iterable[str]) -> str:
    members = list(texts)
    more = [f"+{len(members) - _MEMBERS}"] if len(members) > _MEMBERS else []
    return ", ".join([*members[:_MEMBERS], *more])


_WORDINGS: dict[str, Callable[[Entry], str]] = {
    "Metrics": _metrics,
    "API": _call,
    "Action": _action,
}
"""How entries of a type read where that is not how the others do."""


@dataclass(frozen=True, slots=True)
class WorkerBlock:
    """A run of a worker's log, each line as one reads it."""

    raw: Block

    @property
    def number(self) -> int:
        """The number of its first line, when it was taken."""
        return self.raw.number

    @property
    def count(self) -> int:
        """How many lines it has."""
        return self.raw.count

    def text(self) -> str:
        """Its messages, joined by line feeds."""
        return "\n".join(readable(message) for message in self.raw.text().split("\n"))

    def times(self) -> "memoryview[int]":
        """Their times, in milliseconds since the epoch."""
        return self.raw.times()


class WorkerLines:
    """The lines of a worker's log, each as one reads it: `Lines` over other `Lines`."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    @property
    def first(self) -> int:
        """The number of the first line."""
        return self._lines.first

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> LogLine: ...
    @overload
    def __getitem__(self, index: slice) -> list[LogLine]: ...
    def __getitem__(self, index: int | slice) -> LogLine | list[LogLine]:
        if isinstance(index, slice):
            return [_made_readable(line) for line in self._lines[index]]
        return _made_readable(self._lines[index])

    def __iter__(self) -> Iterator[LogLine]:
        return map(_made_readable, self._lines)

    def raw(self, index: int) -> LogLine:
        """A line as it came."""
        return self._lines[index]

    def since(self, timestamp: int) -> int:
        """The index of the first line that is as young as `timestamp`; the length if none is."""
        return self._lines.since(timestamp)

    def block(self, index: int) -> WorkerBlock:
        """The run that holds the line with this index. Raises IndexError where there is none."""
        return WorkerBlock(self._lines.block(index))


def _made_readable(line: LogLine) -> LogLine:
    return line._replace(message=readable(plain(line.message)))
