"""Several logs as one: a stable sort by time, whatever happens to each of them."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.lines import Splice
from app.logs.merging.interleaving import Interleaving
from app.logs.merging.ordering import CHUNK
from app.view import NO_TIME, LogLine
from tests.listed_lines import ListedLines

BLOCK = 3


class ListLines(ListedLines):
    """Lines in a list, in small blocks, that a test changes as it likes."""

    def __init__(self, lines: Sequence[LogLine] = (), block: int = BLOCK) -> None:
        super().__init__(lines, block=block)

    def since(self, timestamp: int) -> int:
        return bisect_left(sorting_times(self.lines), timestamp)

    def apply(self, change: Splice, lines: Sequence[LogLine]) -> None:
        at, removed, added = change
        assert added == len(lines)
        if at == 0 and not removed and self.lines:
            self.first -= added
        elif at == 0 and not added and removed < len(self):
            self.first += removed
        self.lines[at : at + removed] = lines


def sorting_times(lines: Sequence[LogLine]) -> list[int]:
    """The times of lines; of one without a time, that of the line before it."""
    times: list[int] = []
    for line in lines:
        timeless = line.timestamp == NO_TIME
        times.append((times[-1] if times else NO_TIME) if timeless else line.timestamp)
    return times


def sorted_by_time(parts: Sequence[ListLines], horizon: int = NO_TIME) -> list[LogLine]:
    """What the lines of all parts are as one."""
    keyed = [
        (time, number, line._replace(origin=number))
        for number, part in enumerate(parts)
        for time, line in zip(sorting_times(part.lines), part.lines, strict=True)
        if time >= horizon
    ]
    keyed.sort(key=lambda one: one[:2])
    return [line for _, _, line in keyed]


class Follower:
    """Somebody who keeps a copy, and the number of each line, from nothing but splices."""

    def __init__(self, whole: Interleaving) -> None:
        self.whole = whole
        self.copy = list(whole)
        self.first = whole.first

    def apply(self, splices: Sequence[Splice]) -> None:
        """The splices were told, and what came is looked at in the end."""
        unknown = LogLine(0, "a line that came and was not looked at yet")
        for at, removed, added in splices:
            assert removed or added
            assert at + removed <= len(self.copy)
            if at == 0 and not removed and self.copy:
                self.first -= added
            elif at == 0 and not added and removed < len(self.copy):
                self.first += removed
            self.copy[at : at + removed] = [unknown] * added
        now = list(self.whole)
        assert len(self.copy) == len(now) == len(self.whole)
        self.copy = [
            new if old is unknown else old for old, new in zip(self.copy, now, strict=True)
        ]
        assert self.copy == now
        assert self.first == self.whole.first


def blocks_of(whole: Interleaving) -> Iterator[tuple[int, int, str]]:
    """What the blocks say of each line, read on from one to the next: number, time, message."""
    at = 0
    while at < len(whole):
        block = whole.block(at)
        assert block.number <= whole.first + at < block.number + block.count
        messages = block.text().split("\n")
        assert len(messages) == len(block.times()) == block.count
        yield from zip(
            range(block.number, block.number + block.count), block.times(), messages, strict=True
        )
        at = block.number + block.count - whole.first


def assert_is(whole: Interleaving, expected: Sequence[LogLine]) -> None:
    """The whole says this in every way in which it can be asked."""
    assert list(whole) == list(expected)
    assert [whole[index] for index in range(len(whole))] == list(expected)
    assert list(blocks_of(whole)) == [
        (whole.first + index, line.timestamp, line.message) for index, line in enumerate(expected)
    ]
    for index in range(len(whole)):
        assert whole.index_of(*whole.place_of(index)) == index


class Writer:
    """Changes parts at random, so that each stays in the order of its times."""

    def __init__(self, seed: int, timeless: bool) -> None:
        self.random = Random(seed)
        self.timeless = timeless
        self.written = 0

    def lines(self, low: int, high: int) -> list[LogLine]:
        times = sorted(self.random.randint(low, high) for _ in range(self.random.randint(0, 6)))
        return [self.line(time) for time in times]

    def line(self, time: int) -> LogLine:
        self.written += 1
        without = self.timeless and self.random.random() < 0.3
        late = self.random.random() < 0.1
        return LogLine(NO_TIME if without else time, f"line {self.written}", late=late)

    def change(self, part: ListLines) -> Splice:
        """Put lines in somewhere and take some away."""
        length = len(part)
        at = self.random.choice([0, length, length, self.random.randint(0, length)])
        removed = self.random.choice([0, 0, 0, self.random.randint(0, length - at)])
        times = sorting_times(part.lines)
        low = max(0, times[at - 1]) if at else 0
        high = min((time for time in times[at + removed :] if time != NO_TIME), default=low + 30)
        lines = self.lines(low, max(low, high))
        change = Splice(at, removed, len(lines))
        part.apply(change, lines)
        return change


@given(
    seed=st.integers(0, 2**32),
    parts=st.integers(1, 4),
    steps=st.integers(1, 25),
    timeless=st.booleans(),
    most=st.none() | st.integers(1, 5),
)
@settings(deadline=None, max_examples=400)
def test_whatever_happens_to_the_parts_the_whole_is_a_stable_sort_by_time(
    seed: int, parts: int, steps: int, timeless: bool, most: int | None
) -> None:
    writer = Writer(seed, timeless)
    logs = [ListLines(writer.lines(0, 40)) for _ in range(parts)]
    whole = Interleaving(logs)
    assert_is(whole, sorted_by_time(logs))
    follower = Follower(whole)
    for _ in range(steps):
        number = writer.random.randrange(parts)
        changes = [writer.change(logs[number]) for _ in range(writer.random.randint(1, 3))]
        whole.hear(number, [change for change in changes if change])
        if writer.random.random() < 0.3:
            continue  # somebody else is heard first
        follower.apply(whole.settle(most))
        while whole.waiting:
            follower.apply(whole.take(most))
        assert_is(whole, sorted_by_time(logs))


def test_long_logs_are_in_order_chunk_by_chunk() -> None:
    random = Random(5)
    logs = [
        ListLines(
            [LogLine(at, f"{n}/{at}") for at in sorted(random.choices(range(9_000), k=9_000))],
            block=1_000,
        )
        for n in range(3)
    ]
    whole = Interleaving(logs)
    assert list(whole) == sorted_by_time(logs)
    copy = list(whole)
    for part, at, removed, added in [(1, 4_000, 3_000, 0), (0, 0, 2_500, 0), (2, 9_000, 0, 9_000)]:
        time = sorting_times(logs[part].lines)[-1] if at else 0
        change = Splice(at, removed, added)
        logs[part].apply(change, [LogLine(time + n // 2, f"new {n}") for n in range(added)])
        for splice in whole.splice(part, [change]):
            copy[splice.at : splice.at + splice.removed] = [LogLine(0, "")] * splice.added
        assert list(whole) == sorted_by_time(logs)
        assert len(copy) == len(whole)
    assert [message for _, _, message in blocks_of(whole)] == [line.message for line in whole]
    assert max(whole.block(at).count for at in range(0, len(whole), 500)) <= 2 * CHUNK


def test_there_may_be_more_parts_than_a_byte_can_tell() -> None:
    logs = [ListLines([LogLine(at, f"{n}") for at in (1, 2, 3)]) for n in range(300)]
    assert_is(Interleaving(logs), sorted_by_time(logs))


def test_lines_that_are_held_back_come_before_all_others_as_the_horizon_moves_back() -> None:
    logs = [ListLines([LogLine(at, f"{n}") for at in range(n, 40, 2)]) for n in range(2)]
    whole = Interleaving()
    whole.horizon = 30
    for log in logs:
        whole.join(log)
    follower = Follower(whole)
    follower.apply(whole.take())
    assert_is(whole, sorted_by_time(logs, 30))
    whole.horizon = 10
    assert whole.waiting
    splices = whole.take()
    assert splices == (Splice(0, 0, 20),)
    follower.apply(splices)
    assert_is(whole, sorted_by_time(logs, 10))
    assert not whole.waiting


def test_between_a_change_and_its_splices_lines_are_still_what_they_were() -> None:
    logs = [ListLines([LogLine(at, f"{n}/{at}") for at in range(6)]) for n in range(2)]
    whole = Interleaving(logs)
    before = [line.message for line in whole]
    change = Splice(1, 2, 1)
    logs[0].apply(change, [LogLine(1, "new")])
    whole.hear(0, [change])
    gone = {"0/1", "0/2"}
    expected = ["" if message in gone else message for message in before]
    assert [line.message for line in whole] == expected
    assert whole.block(0).text().split("\n") == expected
    whole.settle()
    assert_is(whole, sorted_by_time(logs))
