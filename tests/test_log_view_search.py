"""Searching the lines of a log that is shown."""

import pytest

from app.lines.line_pattern import PatternProblem
from app.lines.line_search import Found
from app.view import LogLine
from tests.log_app import LogApp, numbered, until
from widgets.log.log_view import LogView


def found_by(app: LogApp) -> list[tuple[int, int, bool]]:
    return [
        (told.position, told.count, told.complete)
        for told in app.told
        if isinstance(told, LogView.SearchChanged)
    ]


async def test_a_search_goes_to_the_nearest_match_and_on_from_there_and_round() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("g")
        assert app.view.search(r"line \d?5$") is None
        positions = []
        for key in ("n", "n", "N", "N", "N", "n"):
            positions.append((app.view.found.position, app.view.current_line))
            await pilot.press(key)
        assert [position for position, _ in positions] == [1, 2, 3, 2, 1, 10]
        assert positions[-1][1] == LogLine(95, "line 95")
        assert app.view.found == Found(1, 10, complete=True)
        assert found_by(app)[0] == (1, 10, True)


async def test_a_search_from_the_end_of_the_log_finds_what_lies_before() -> None:
    app = LogApp(numbered(5_000))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.search("line 7[0-9]$")
        await until(lambda: app.view.found == Found(10, 10, complete=True), pilot.pause)
        assert "line 79" in app.shown()
        assert not app.view.following


async def test_a_search_looks_at_lines_as_they_come_at_either_end() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.search("line 50$")
        await until(lambda: app.view.found == Found(1, 1, complete=True), pilot.pause)
        app.append(LogLine(0, "line 50"))
        app.prepend(LogLine(0, "line 50"), LogLine(0, "line 50"))
        await until(lambda: app.view.found == Found(3, 4, complete=True), pilot.pause)
        app.truncate(50)
        await until(lambda: app.view.found == Found(0, 2, complete=True), pilot.pause)


async def test_a_search_through_very_many_lines_lets_keys_through() -> None:
    app = LogApp(numbered(200_000))
    async with app.run_test(size=(60, 10)) as pilot:
        found_meanwhile: list[Found] = []
        app.view.search("line 7$")
        app.view.call_later(lambda: found_meanwhile.append(app.view.found))
        await until(lambda: app.view.found.complete, pilot.pause)
        assert found_meanwhile == [Found(0, 0, complete=False)]
        assert app.view.found == Found(1, 1, complete=True)
        await until(lambda: "line 7" in app.shown(), pilot.pause)


async def test_a_search_that_is_cleared_finds_nothing_more() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.search("line 9")
        app.view.clear_search()
        await pilot.press("n")
        assert app.view.found == Found()
        assert found_by(app)[-1] == (0, 0, True)


@pytest.mark.parametrize("pattern", ["(", "[a", "*", "a{99999999999}", r"\1"])
async def test_a_pattern_that_is_none_is_answered_with_what_is_wrong(pattern: str) -> None:
    app = LogApp(numbered(10))
    async with app.run_test(size=(60, 10)):
        app.view.search("line 3")
        problem = app.view.search(pattern)
        assert isinstance(problem, PatternProblem)
        assert problem.text
        assert app.view.found.count == 1


@pytest.mark.parametrize(
    ("pattern", "count"), [("error", 3), ("Error", 1), (r"\Serror", 0), (r"\berror", 3)]
)
async def test_case_matters_where_the_pattern_has_a_capital(pattern: str, count: int) -> None:
    app = LogApp([LogLine(0, "error"), LogLine(0, "Error"), LogLine(0, "ERROR")])
    async with app.run_test(size=(60, 10)):
        app.view.search(pattern)
        assert app.view.found.count == count
