"""Reading a log for errors and sections while it changes."""

import asyncio
import time
from collections.abc import Iterable
from contextlib import aclosing
from itertools import chain, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.lines import Splice
from app.logs.scanning import scan as scan_module
from app.logs.scanning.findings import Findings
from app.logs.scanning.landmarks import landmarks
from app.logs.scanning.pour import FAST
from app.logs.scanning.scan import PAUSE, RESTS, Scan
from app.logs.scanning.sections import outline
from app.logs.scanning.sieve import kinds_of
from app.logs.scanning.signs import Signs
from app.view import LogLine, Tone, plain
from tests.listed_lines import ListedLines

SIGNS = Signs()


async def findings_of(scan: Scan) -> Findings:
    """What is found once everything has been read."""
    async with aclosing(scan.run()) as run:
        async for findings in run:
            if findings.complete:
                return findings
    raise AssertionError


def read_whole(lines: ListedLines, *, finished: bool = False) -> Findings:
    """What is in lines that are read from the first to the last in one go."""
    text = "\n".join(plain(line.message) for line in lines)
    marks = landmarks(text, kinds_of(text), [line.timestamp for line in lines]) if lines else []
    end = lines[-1].timestamp if finished and len(lines) else None
    drawn = outline(((lines.first + mark.at, mark) for mark in marks), end)
    errors = [
        lines.first + index for index, line in enumerate(lines) if SIGNS.tone_of(line) is Tone.BAD
    ]
    return Findings(errors, drawn.sections, drawn.progress, drawn.status, complete=True)


def same(found: Findings, wanted: Findings) -> bool:
    return (list(found.errors), found.sections, found.progress, found.status, found.complete) == (
        wanted.errors,
        wanted.sections,
        wanted.progress,
        wanted.status,
        wanted.complete,
    )


LINES = st.sampled_from(
    [
        " ",
        "=" * 46,
        "-" * 46,
        "--------- Running Task",
        "--------- Something Else",
        "--------- Exiting Environment: Conda",
        "Phase: Setup",
        "Phase: Running action",
        "Command started as pid: 1",
        "Process pid 1 exited with code: 0 (unsigned) / 0x0 (hex)",
        "Process pid 1 exited with code: 7 (unsigned) / 0x7 (hex)",
        "openjd_fail: boom",
        "openjd_progress: 12.5",
        "openjd_progress: 50",
        "openjd_progress: none",
        "openjd_status: rendering",
        "Canceling subprocess 1 via termination method",
        "TIMEOUT - Runtime limit reached",
        "Error: boom",
        "fine",
    ]
).map(lambda message: [message])
TASKS = st.integers(0, 10).map(
    lambda count: [
        "--------- Running Task",
        "=" * 46,
        "Parameter values:",
        *(f"Frame(INT) = {number}" for number in range(count)),
    ]
)
SOME = st.lists(LINES | TASKS, max_size=30).map(
    lambda parts: [LogLine(len(message), message) for message in chain(*parts)]
)


def change(lines: ListedLines, data: st.DataObject) -> Splice:
    """Lines come or go somewhere."""
    way = data.draw(st.sampled_from(["append", "prepend", "insert", "truncate", "drop"]))
    if way == "insert":
        return lines.insert(data.draw(st.integers(0, len(lines))), data.draw(SOME))
    if way in {"truncate", "drop"}:
        count = data.draw(st.integers(0, len(lines)))
        return lines.truncate(count) if way == "truncate" else lines.drop(count)
    return lines.append(data.draw(SOME)) if way == "append" else lines.prepend(data.draw(SOME))


@settings(max_examples=60, deadline=None)
@given(SOME, st.integers(-50, 50), st.data())
def test_what_is_found_is_what_is_there_however_the_lines_came(
    begun: list[LogLine], first: int, data: st.DataObject
) -> None:
    async def follow() -> None:
        lines = ListedLines(begun, first)
        scan = Scan(lines, SIGNS)
        async with aclosing(scan.run()) as run:
            for _ in range(data.draw(st.integers(1, 6))):
                changes = [change(lines, data) for _ in range(data.draw(st.integers(0, 3)))]
                for each in changes:
                    scan.splice(each)
                if any(changes) and data.draw(st.booleans()):
                    await anext(run)
            scan.finish()
            async for findings in run:
                if findings.complete:
                    break
        assert same(findings, read_whole(lines, finished=True))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan_module, "PAUSE", 0.0)
        asyncio.run(follow())


async def test_the_newest_lines_are_read_first() -> None:
    lines = ListedLines(LogLine(0, "Error: boom") for _ in range(5_000))
    async with aclosing(Scan(lines, SIGNS).run()) as run:
        findings = await anext(run)
    assert not findings.complete
    assert list(findings.errors) == list(range(4_000, 5_000))


async def test_lines_that_change_while_they_are_read_are_read_as_they_are() -> None:
    lines = ListedLines(LogLine(0, "Error: boom") for _ in range(3_000))
    scan = Scan(lines, SIGNS)
    found = asyncio.create_task(findings_of(scan))
    await asyncio.sleep(0)
    scan.splice(lines.insert(2_500, [LogLine(0, "fine")]))
    scan.splice(lines.truncate(2_900))
    scan.splice(lines.prepend([LogLine(0, "fine")]))
    assert same(await found, read_whole(lines))


async def test_a_scan_may_be_left_and_entered_again() -> None:
    lines = ListedLines(LogLine(0, "Error: boom") for _ in range(3_000))
    scan = Scan(lines, SIGNS)
    async with aclosing(scan.run()) as run:
        await anext(run)
    scan.splice(lines.append([LogLine(0, "Error: again")]))
    assert same(await findings_of(scan), read_whole(lines))


async def test_nothing_is_told_while_nothing_changes() -> None:
    lines = ListedLines([LogLine(0, "Error: boom")])
    scan = Scan(lines, SIGNS)
    async with aclosing(scan.run()) as run:
        await anext(run)
        waiting = asyncio.ensure_future(anext(run))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(waiting), 2 * PAUSE)
        scan.splice(lines.append([LogLine(0, "Error: again")]))
        assert list((await waiting).errors) == [0, 1]


async def test_findings_come_no_faster_than_one_reads() -> None:
    lines = ListedLines([LogLine(0, "fine")])
    scan = Scan(lines, SIGNS)
    clock = asyncio.get_running_loop().time
    times: list[float] = []
    async with aclosing(scan.run()) as run:
        for _ in range(3):
            await anext(run)
            times.append(clock())
            scan.splice(lines.append([LogLine(0, "fine")]))
    assert all(after - before >= 0.9 * PAUSE for before, after in pairwise(times))


async def test_sections_can_be_left_out() -> None:
    lines = ListedLines(banner("Running Task"))
    assert (await findings_of(Scan(lines, SIGNS, sections=False))).sections == ()


def banner(title: str) -> Iterable[LogLine]:
    rule = "=" * 46
    return [LogLine(0, message) for message in (" ", rule, f"--------- {title}", rule)]


async def test_a_paused_scan_reads_nothing_until_it_is_resumed() -> None:
    lines = ListedLines([LogLine(0, "Error: boom")])
    scan = Scan(lines, SIGNS)
    scan.pause()
    async with aclosing(scan.run()) as run:
        findings = await anext(run)
        assert (list(findings.errors), findings.complete) == ([], False)
        scan.resume()
        findings = await anext(run)
        assert (list(findings.errors), findings.complete) == ([0], True)


class SlowSigns(Signs):
    """Signs that take a while to look for, and note how long they were looked for."""

    def __init__(self) -> None:
        super().__init__()
        self.looked = 0.0
        """Seconds, all in all."""

    def errors_in(self, text: str, kinds: list[bytes] | None = None) -> list[int]:
        """See `Signs`."""
        began = time.monotonic()
        time.sleep(0.005)
        found = super().errors_in(text, kinds)
        self.looked += time.monotonic() - began
        return found


async def test_while_lines_pour_in_it_mostly_rests_and_then_reads_what_is_left() -> None:
    lines, signs = ListedLines([LogLine(0, "Error: boom")]), SlowSigns()
    scan = Scan(lines, signs)
    began, looks = time.monotonic(), 0
    async with aclosing(scan.run()) as run:
        while looks < 4:
            scan.splice(lines.append([LogLine(0, "fine")] * FAST))
            findings = await anext(run)
            assert not findings.complete
            looks += 1
        took = time.monotonic() - began
        # What it read last has not been rested for yet, nor had it been poured at first.
        assert signs.looked <= took / RESTS + 0.1
        async for findings in run:
            if findings.complete:
                break
    assert same(findings, read_whole(lines))
