"""Only the lines of a log that match, however it changes: what is shown is as if filtered anew."""

import asyncio
from collections.abc import Callable
from time import monotonic

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.lines import Splice
from app.view import LogLine
from tests.listed_lines import ListedLines
from tests.log_app import LogApp, until
from widgets.terminal.frames import FRAME

Change = Callable[[ListedLines], Splice]

some = st.lists(st.sampled_from(["hit", "miss", "miss", "miss"]), max_size=9).map(
    lambda messages: [LogLine(0, message) for message in messages]
)
share = st.floats(0, 1)


def appended(lines: list[LogLine]) -> Change:
    return lambda log: log.append(lines)


def prepended(lines: list[LogLine]) -> Change:
    return lambda log: log.prepend(lines)


def inserted(at: float, lines: list[LogLine]) -> Change:
    return lambda log: log.insert(round(at * len(log)), lines) if len(log) else log.append(lines)


def truncated(to: float) -> Change:
    return lambda log: log.truncate(round(to * len(log)))


def dropped(part: float) -> Change:
    return lambda log: log.drop(round(part * len(log)))


change = st.one_of(
    st.builds(appended, some),
    st.builds(prepended, some),
    st.builds(inserted, share, some),
    st.builds(truncated, share),
    st.builds(dropped, share),
)
batches = st.lists(st.lists(change, max_size=3) | st.sampled_from(["plus", "minus"]), max_size=6)


def log_of(lines: list[LogLine]) -> LogApp:
    """A log in small blocks, so that what is looked at is not looked at again with what came."""
    app = LogApp([])
    app.lines = ListedLines(lines, block=4)
    return app


def near_hits(lines: ListedLines, context: int) -> list[int]:
    """The numbers of the lines that are to be shown, filtered from scratch."""
    hits = [index for index, line in enumerate(lines) if line.message == "hit"]
    return [
        lines.first + index
        for index in range(len(lines))
        if any(abs(index - hit) <= context for hit in hits)
    ]


LATE: list[Change] = [inserted(0.25, [LogLine(0, "miss")] * 4), prepended([LogLine(0, "hit")] * 2)]
ONE_HIT = [*[LogLine(0, "miss")] * 8, LogLine(0, "hit"), *[LogLine(0, "miss")] * 8]


@settings(max_examples=15, deadline=None)
@given(some, batches)
@example(ONE_HIT, [[dropped(0.5)]])
@example(ONE_HIT, [LATE])
@example(ONE_HIT, [[inserted(0.0, [LogLine(0, "hit")]), inserted(0.0, [LogLine(0, "miss")] * 2)]])
@example(ONE_HIT, ["plus", [truncated(0.5)], [appended(ONE_HIT)]])
def test_whatever_happens_to_the_lines_those_near_a_match_are_shown(
    begun: list[LogLine], changes: list[list[Change] | str]
) -> None:
    async def changed() -> None:
        app = log_of(begun)
        async with app.run_test(size=(40, 8)) as pilot:
            view = app.view
            view.only("hit", 2)
            for each in changes:
                if isinstance(each, str):
                    await pilot.press(each)
                    continue
                for splice in [one(app.lines) for one in each]:
                    view.splice(splice)
                await pilot.pause()
            wanted = near_hits(app.lines, view.context)

            def chosen() -> list[int]:
                return [number for run in view.chosen_numbers() for number in run]

            await until(lambda: view.is_searched and chosen() == wanted, pilot.pause)
            assert view.rows.numbers == range(app.lines.first, app.lines.first + len(app.lines))

    asyncio.run(asyncio.wait_for(changed(), 120))


async def test_a_screen_that_is_painted_at_once_shows_all_changes_of_a_batch_or_none() -> None:
    app = log_of(ONE_HIT)
    async with app.run_test(size=(40, 8)) as pilot:
        app.view.only("hit", 0)
        await until(lambda: len(app.view.rows) == 1, pilot.pause)
        painted = monotonic()
        await until(lambda: monotonic() - painted > 2 * FRAME, pilot.pause)
        for splice in [one(app.lines) for one in LATE]:
            app.view.splice(splice)
        await until(lambda: " ".join(app.screen_text()).split() == ["hit"] * 3, pilot.pause)
