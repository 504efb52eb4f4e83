"""Lines that are known again where the same log is shown otherwise."""

from hypothesis import given
from hypothesis import strategies as st

from app.view import LogLine
from tests.listed_lines import ListedLines
from tests.log_app import LogApp, numbered, until
from widgets.log.known_line import KnownLine

logs = st.lists(
    st.builds(LogLine, st.integers(0, 3), st.sampled_from(["tile", "sample"]), st.integers(0, 1))
).map(sorted)
"""Logs in which lines repeat themselves within a millisecond."""


@given(logs, logs)
def test_every_line_is_known_again_when_older_ones_came(
    younger: list[LogLine], older: list[LogLine]
) -> None:
    lines = ListedLines(younger)
    known = [KnownLine.at(lines, number) for number in range(len(younger))]
    lines.prepend([line._replace(timestamp=line.timestamp - 4) for line in older])
    assert [each.number(lines) for each in known] == [*range(len(younger))]


@given(logs, st.data())
def test_every_line_is_known_again_among_those_of_another_log(
    lines: list[LogLine], data: st.DataObject
) -> None:
    alone = [line for line in lines if not line.origin]
    both, one = ListedLines(lines), ListedLines(alone)
    if alone:
        number = data.draw(st.integers(0, len(alone) - 1))
        found = KnownLine.at(one, number).number(both)
        assert found is not None
        assert sum(not line.origin for line in lines[:found]) == number
        assert KnownLine.at(both, found).number(one) == number


def show_otherwise(app: LogApp) -> None:
    """Show the lines that the log has now, with what was marked and current before."""
    kept = app.view.kept()
    app.view.show(app.lines)
    app.view.find_again(kept)


async def test_what_was_marked_and_current_is_so_again_once_it_comes() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.go_to(40)
        await pilot.press("x")
        app.lines = ListedLines(numbered(20, 80))
        show_otherwise(app)
        assert app.view.marked() == []
        assert not app.view.following
        app.prepend(*numbered(40, 40))
        await until(lambda: bool(app.view.marked()), pilot.pause)
        assert app.view.marked() == [LogLine(40, "line 40")]
        assert app.view.current_line == LogLine(40, "line 40")


async def test_whoever_goes_elsewhere_is_not_fetched_back() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.go_to(40)
        app.lines = ListedLines(numbered(20, 80))
        show_otherwise(app)
        await pilot.press("f")
        app.prepend(*numbered(40, 40))
        await until(lambda: app.view.count == 60, pilot.pause)
        await pilot.pause()
        assert app.view.following


async def test_where_the_current_line_is_not_among_the_others_the_next_one_is_current() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.go_to(40)
        app.lines = ListedLines([*numbered(40), *numbered(30, 43)])
        show_otherwise(app)
        await pilot.pause()
        assert app.view.current_line == LogLine(43, "line 43")
