"""The streams that somebody reads: written when they are opened, dropped when space is short."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from app.localfarm.contract import Script, Session, WireError, Worker
from app.localfarm.logs.agent import WorkerScript
from app.localfarm.logs.scripts import SessionScript
from app.localfarm.logs.tape import Line, Tape, milliseconds

Clock: TypeAlias = Callable[[], float]
"""Tells the time, in seconds since the epoch."""

Record: TypeAlias = Session | Worker
"""What a stream is written from."""


class Records(Protocol):
    """What the log needs to know of the world."""

    def session_for_stream(self, group: str, stream: str) -> Session | None:
        """The session that writes a stream, None where it is none's."""
        ...

    def worker_for_stream(self, group: str, stream: str) -> Worker | None:
        """The worker that writes a stream, None where it is none's."""
        ...

    def act_log(self, group: str, stream: str) -> list[tuple[int, str]] | None:
        """The lines of a Nova Act stream, None where there is no such stream."""
        ...

    def streams(self, group: str) -> list[str]:
        """The streams of a group, the newest first; empty where there is no such group."""
        ...

    def groups(self) -> list[str]:
        """Every log group of the world."""
        ...


@dataclass(slots=True, eq=False)
class Stream:
    """One log stream that is open."""

    group: str
    name: str
    created: float
    """Seconds since the epoch."""
    tape: Tape = field(default_factory=Tape)
    record: Record | None = None
    script: Script | None = None
    """What writes on; None where nothing of the world's can follow."""
    acts: int | None = None
    """How many lines of a Nova Act stream have been taken; None where it is none."""
    kept: bool = False
    """Whether a client has put events here, which nobody could write again."""


class Listener(Protocol):
    """Is told what is added to streams."""

    def __call__(self, stream: Stream, lines: Sequence[Line], *, put: int | None) -> None:
        """Lines that are new in a stream: put by a client at that time, in milliseconds, or
        written by the world."""
        ...


class Shelf:
    """Opens streams, writes them up to the present and drops those that were read longest ago."""

    def __init__(
        self,
        records: Records,
        clock: Clock,
        log_rate: float,
        *,
        delay: float = 0.2,
        room: int = 256 * 2**20,
    ) -> None:
        """A line is there `delay` seconds after its time; open streams take `room` bytes."""
        self.delay = delay
        self.listeners: list[Listener] = []
        self._records = records
        self._clock = clock
        self._log_rate = log_rate
        self._room = room
        self._since = clock()
        self._open: OrderedDict[tuple[str, str], Stream] = OrderedDict()
        self._told: dict[tuple[str, str], int] = {}
        """How far a stream was written when it was dropped, in milliseconds since the epoch."""
        self._created: dict[str, dict[str, Stream]] = {}
        """The groups that clients made or wrote to, with the streams that are kept."""

    def groups(self) -> list[str]:
        """Every log group, by name."""
        return sorted({*self._records.groups(), *self._created})

    def has_group(self, group: str) -> bool:
        """Whether there is such a group."""
        return group in self._created or group in self._records.groups()

    def names(self, group: str) -> list[str]:
        """The streams of a group, those of clients first and then the newest first.

        Raises `WireError` where there is no such group.
        """
        self.require_group(group)
        made = self._created.get(group, {})
        return [*made, *(name for name in self._records.streams(group) if name not in made)]

    def require_group(self, group: str) -> None:
        """Raises `WireError` where there is no such group."""
        if not self.has_group(group):
            raise WireError("ResourceNotFoundException", "The specified log group does not exist.")

    def has_stream(self, group: str, name: str) -> bool:
        """Whether there is such a stream; the world may have more than it lists."""
        return (
            name in self._created.get(group, {})
            or self.record(group, name) is not None
            or self._records.act_log(group, name) is not None
        )

    def record(self, group: str, name: str) -> Record | None:
        """The session or the worker that writes a stream."""
        session = self._records.session_for_stream(group, name)
        return self._records.worker_for_stream(group, name) if session is None else session

    def bounds(self, group: str, name: str) -> tuple[int, int | None]:
        """About when a stream's events begin and end, in milliseconds; None while it grows.

        Nothing is written to find out.
        """
        kept = self._created.get(group, {}).get(name)
        record = self.record(group, name)
        if record is not None:
            first = milliseconds(record.started_at)
            last = None if record.ended_at is None else milliseconds(record.ended_at)
        elif kept is not None:
            first = last = milliseconds(kept.created)
        else:
            acts = self._records.act_log(group, name) or [(milliseconds(self._since), "")]
            first, last = acts[0][0], acts[-1][0]
        if kept is None or not len(kept.tape):
            return first, last
        final = kept.tape.time(len(kept.tape) - 1)
        return min(first, kept.tape.time(0)), None if last is None else max(last, final)

    def grows(self, group: str, name: str) -> bool:
        """Whether the world may still write into a stream."""
        record = self.record(group, name)
        if record is None:
            return self._records.act_log(group, name) is not None
        return record.ended_at is None or record.ended_at + self.delay >= self._clock()

    def open(self, group: str, name: str) -> Stream:
        """A stream, written up to the present.

        Raises `WireError` where there is no such group or stream.
        """
        stream = self._find(group, name)
        self._write(stream)
        self._open[group, name] = stream
        self._open.move_to_end((group, name))
        self._make_room(stream)
        return stream

    def create_group(self, group: str) -> None:
        """Makes a group. Raises `WireError` where there is one of that name."""
        if self.has_group(group):
            raise WireError(
                "ResourceAlreadyExistsException", "The specified log group already exists"
            )
        self._created[group] = {}

    def create(self, group: str, name: str) -> None:
        """Makes an empty stream. Raises `WireError` where there is one, or no such group."""
        self.require_group(group)
        if self.has_stream(group, name):
            raise WireError(
                "ResourceAlreadyExistsException", "The specified log stream already exists"
            )
        self._keep(Stream(group, name, self._clock()))

    def put(self, group: str, name: str, lines: Sequence[Line]) -> None:
        """Adds a client's lines to a stream, which is kept from now on."""
        stream = self.open(group, name)
        self._keep(stream)
        now = milliseconds(self._clock())
        stream.tape.add(lines, ingested=now)
        for listener in self.listeners:
            listener(stream, lines, put=now)

    def _keep(self, stream: Stream) -> None:
        """Sees to it that a stream is never dropped."""
        stream.kept = True
        self._created.setdefault(stream.group, {})[stream.name] = stream

    def _find(self, group: str, name: str) -> Stream:
        """The stream of that name, as far as it has been written."""
        stream = self._created.get(group, {}).get(name) or self._open.get((group, name))
        if stream is not None and stream.script is None and stream.acts is None:
            return stream
        record = self.record(group, name)
        if stream is not None and (record is stream.record or stream.kept):
            return stream
        acts = self._records.act_log(group, name) if record is None else None
        if record is None and acts is None:
            self.require_group(group)
            raise WireError("ResourceNotFoundException", "The specified log stream does not exist.")
        return self._started(group, name, record)

    def _started(self, group: str, name: str, record: Record | None) -> Stream:
        """A stream of the world's of which nothing has been written yet."""
        created = self._since if record is None else record.started_at
        stream = Stream(group, name, created, record=record, acts=0 if record is None else None)
        if isinstance(record, Session):
            stream.script = SessionScript(record, self._log_rate, since=self._since)
        elif isinstance(record, Worker):
            stream.script = WorkerScript(record)
        return stream

    def _write(self, stream: Stream) -> None:
        """Writes a stream up to the present."""
        until = milliseconds(self._clock() - self.delay)
        lines = self._lines(stream, until)
        lag = milliseconds(self.delay)
        if not self.listeners:
            stream.tape.add(lines, lag)
        else:
            told = self._told.get((stream.group, stream.name), 0)
            written = list(lines)
            stream.tape.add(written, lag)
            news = [line for line in written if line[0] > told]
            for listener in self.listeners:
                listener(stream, news, put=None)
        if stream.script is not None and stream.script.finished:
            stream.script = None

    def _lines(self, stream: Stream, until: int) -> Iterable[Line]:
        """What the world has written into a stream since it was last asked."""
        if stream.script is not None:
            return stream.script.lines(until / 1000)
        if stream.acts is None:
            return ()
        lines = self._records.act_log(stream.group, stream.name) or []
        fresh = lines[stream.acts :]
        stream.acts = len(lines)
        return fresh

    def _make_room(self, wanted: Stream) -> None:
        """Drops streams until the open ones take no more than their room."""
        taken = sum(stream.tape.size for stream in self._open.values() if not stream.kept)
        for key, stream in list(self._open.items()):
            if taken <= self._room:
                return
            if stream is not wanted and not stream.kept:
                taken -= stream.tape.size
                del self._open[key]
                self._told[key] = stream.tape.time(len(stream.tape) - 1) if len(stream.tape) else 0
