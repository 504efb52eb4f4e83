"""The lines of a file, read where they are when somebody wants them."""

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import accumulate

from app.lines import Splice
from app.logs.files.line_form import LineForm, plain_line, without_end
from app.logs.files.line_index import LINE_FEED, RUN_BYTES, OpenFile, Run
from app.logs.keeping.indexed import IndexedLines
from app.view import NO_TIME, LogLine, plain

LINE_BYTES = 16_777_216
"""No more of a line is read: where line feeds are so far apart it is no log."""
KEPT_RUNS = 8
"""Runs that are kept apart while somebody looks at them."""
_PRINTABLE = bytes(range(0x20, 0x7F))


class FileRun:
    """Lines of a file that stays as it is; a `Block`."""

    __slots__ = ("_data", "_file", "_form", "_run", "_stops", "count", "number")

    def __init__(self, file: OpenFile, run: Run, number: int, form: LineForm) -> None:
        self._file = file
        self._run = run
        self._form = form
        self._data = b""
        self._stops: array[int] | None = None
        self.number = number
        self.count = run.lines

    def line(self, index: int) -> LogLine:
        """One of the lines, by its index in the run; kept apart for the next one."""
        return self._form(self._raw(index))

    def text(self) -> str:
        """The messages as they are shown, joined by line feeds."""
        data = self._read()
        if self._form is plain_line and data.translate(None, _PRINTABLE) == LINE_FEED * self.count:
            return data.decode("ascii").removesuffix("\n")
        return "\n".join(plain(line.message) for line in self._lines())

    def times(self) -> "memoryview[int]":
        """The times, in milliseconds since the epoch."""
        if self._form is plain_line:
            return memoryview(array("q", [NO_TIME]) * self.count)
        return memoryview(array("q", (line.timestamp for line in self._lines())))

    def apart(self) -> "FileRun":
        """This run with its bytes in memory, such that each of its lines is there at once."""
        if self._stops is None:
            data = self._read()
            stops = array("Q", accumulate(map(len, BytesIO(data))))
            # Where the file has been cut meanwhile, what is missing is empty.
            missing = self.count - len(stops)
            stops.extend([len(data)] * missing)
            self._data, self._stops = data, stops
        return self

    def _raw(self, index: int) -> bytes:
        stops = self.apart()._stops
        if stops is None:
            raise RuntimeError("a run was not taken apart")
        return without_end(self._data[stops[index - 1] if index else 0 : stops[index]])

    def _lines(self) -> Iterator[LogLine]:
        """Every line; nothing is kept."""
        lines = BytesIO(self._data or self._read())
        return (self._form(without_end(lines.readline())) for _ in range(self.count))

    def _read(self) -> bytes:
        start, stop, _ = self._run
        return self._data or self._file.read(start, min(stop, start + LINE_BYTES))


class FileLines(IndexedLines):
    """The lines of a file as far as they have been found; `Lines`.

    In memory there are two numbers for each run, and the few runs that were looked at last.
    """

    def __init__(self, file: OpenFile, form: LineForm, begin: int = 0) -> None:
        """No line yet; they are found from the beginning of one at `begin` on, both ways."""
        self._file = file
        self._form = form
        self._starts = array("q", [begin])
        """Where each run starts, and where the last one stops."""
        self._numbers = array("q", [0])
        """The number of each run's first line, and of what comes behind the last one."""
        self._rest = 0
        self._cut = 0
        self._kept: OrderedDict[int, FileRun] = OrderedDict()

    @property
    def file(self) -> OpenFile:
        """The file that they are in."""
        return self._file

    @property
    def form(self) -> LineForm:
        """How they read."""
        return self._form

    @property
    def begin(self) -> int:
        """Where the first line begins."""
        return self._starts[0]

    @property
    def end(self) -> int:
        """Where the last whole line ends."""
        return self._starts[-1]

    @property
    def rest(self) -> int:
        """Bytes of a last line that does not end yet; 0 where there is none."""
        return self._rest

    @property
    def cut(self) -> int:
        """How many lines are longer than what is read of one."""
        return self._cut + (self._rest > LINE_BYTES)

    @property
    def first(self) -> int:
        """The number of the first line."""
        return self._numbers[0]

    def __len__(self) -> int:
        return self._numbers[-1] - self.first + bool(self._rest)

    def __iter__(self) -> Iterator[LogLine]:
        return self._between(0, len(self))

    def since(self, timestamp: int) -> int:
        """The index of the first line that is as young as `timestamp`; the length if none is."""
        if self._form is plain_line:
            return len(self)
        low, high = 0, self._runs
        while low < high:
            middle = (low + high) // 2
            if _first_time(self._run(middle)) < timestamp:
                low = middle + 1
            else:
                high = middle
        if low:
            run = self._run(low - 1)
            for index, time in enumerate(run.times()):
                if time >= timestamp:
                    return run.number - self.first + index
        return len(self) if low == self._runs else self._run(low).number - self.first

    def block(self, index: int) -> FileRun:
        """The run that holds the line with this index."""
        return self._made(self._position(index))

    def append(self, runs: Iterable[Run], rest: int = 0) -> Splice:
        """Whole lines were found behind the last one, and so many bytes of another."""
        known, shown = len(self), bool(self._rest)
        whole = self.end
        for run in runs:
            self._cut += _is_cut(run)
            if self._takes(run):
                self._kept.pop(self._starts[-2], None)
                self._starts[-1], self._numbers[-1] = run.stop, self._numbers[-1] + run.lines
            else:
                self._starts.append(run.stop)
                self._numbers.append(self._numbers[-1] + run.lines)
        if whole == self.end and rest == self._rest:
            return Splice(known)
        self._rest = rest
        self._kept.pop(whole, None)
        return Splice(known - shown, int(shown), len(self) - known + shown)

    def prepend(self, runs: Iterable[Run]) -> Splice:
        """Whole lines were found before the first one, told from the last to the first."""
        starts, numbers = array("q"), array("q")
        first = self.first
        for run in runs:
            self._cut += _is_cut(run)
            first -= run.lines
            starts.append(run.start)
            numbers.append(first)
        added = self.first - first
        self._starts = starts[::-1] + self._starts
        self._numbers = numbers[::-1] + self._numbers
        return Splice(0, 0, added)

    def restart(self, file: OpenFile, form: LineForm, begin: int = 0) -> Splice:
        """Other lines are in their place, to be found from `begin` on."""
        removed, first = len(self), self.first
        self._file, self._form = file, form
        self._starts, self._numbers = array("q", [begin]), array("q", [first])
        self._rest = self._cut = 0
        self._kept.clear()
        return Splice(0, removed)

    def _line(self, index: int) -> LogLine:
        run = self._run(self._position(index))
        return run.line(self.first + index - run.number)

    def _between(self, start: int, stop: int) -> Iterator[LogLine]:
        while start < stop:
            run = self._run(self._position(start))
            skipped = self.first + start - run.number
            count = min(run.count - skipped, stop - start)
            yield from map(run.line, range(skipped, skipped + count))
            start += count

    @property
    def _runs(self) -> int:
        """How many runs there are, with that of a line that does not end yet."""
        return len(self._starts) - 1 + bool(self._rest)

    def _takes(self, run: Run) -> bool:
        """Whether the last run is small enough to grow by another."""
        return len(self._starts) > 1 and run.stop - self._starts[-2] <= RUN_BYTES

    def _position(self, index: int) -> int:
        """Which run holds the line with this index."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        return bisect_right(self._numbers, self.first + index) - 1

    def _run(self, position: int) -> FileRun:
        start = self._starts[position]
        run = self._kept.pop(start, None)
        if run is None:
            run = self._made(position).apart()
        self._kept[start] = run
        while len(self._kept) > KEPT_RUNS:
            self._kept.popitem(last=False)
        return run

    def _made(self, position: int) -> FileRun:
        start, number = self._starts[position], self._numbers[position]
        if position == len(self._starts) - 1:
            run = Run(start, start + self._rest, 1)
        else:
            stop, behind = self._starts[position + 1], self._numbers[position + 1]
            run = Run(start, stop, behind - number)
        return FileRun(self._file, run, number, self._form)


def _is_cut(run: Run) -> bool:
    """Whether a run is a line that is not read to its end; a longer line is a run by itself."""
    return run.stop - run.start > LINE_BYTES + len(LINE_FEED)


def _first_time(run: FileRun) -> int:
    """The first time in a run that is known."""
    times = (run.line(index).timestamp for index in range(run.count))
    return next((time for time in times if time != NO_TIME), NO_TIME)
