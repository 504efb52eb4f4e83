"""Only the lines of a log that match, with their neighbours, as they come."""

from collections.abc import Sequence

from app.lines.line_pattern import PatternProblem
from app.view import LogLine
from tests.listed_lines import ListedLines
from tests.log_app import LogApp, numbered, until
from widgets.log.log_view import LogView


def complete(app: LogApp) -> LogView.OnlyChanged:
    """How the filter stood when every line had been looked at."""
    told = [told for told in app.told if isinstance(told, LogView.OnlyChanged) and told.complete]
    return told[-1]


def numbers(runs: Sequence[range]) -> list[int]:
    return [number for run in runs for number in run]


def lines(*wanted: int) -> list[str]:
    return [f"line {number}" for number in wanted]


async def test_only_lines_that_match_are_shown_with_those_around_them() -> None:
    app = LogApp(numbered(5_000))
    async with app.run_test(size=(60, 10)) as pilot:
        assert app.view.only("line 1234$|line 4000$", 1) is None
        wanted = lines(1233, 1234, 1235, 3999, 4000, 4001)
        await until(lambda: app.shown()[:6] == wanted, pilot.pause)
        assert numbers(list(app.view.chosen_numbers())) == [1233, 1234, 1235, 3999, 4000, 4001]
        await until(lambda: complete(app).shown == 6, pilot.pause)
        assert complete(app).of == 5_000


async def test_more_and_fewer_neighbours_are_shown() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.only("line 50$", 0)
        await pilot.press("plus")
        await until(lambda: app.shown()[:3] == lines(49, 50, 51), pilot.pause)
        await pilot.press("minus", "minus")
        await until(lambda: app.shown()[:2] == ["line 50", ""], pilot.pause)


async def test_lines_that_come_are_shown_where_they_match() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.only("line 7", 0)
        await until(lambda: app.shown()[-1] == "line 79", pilot.pause)
        app.append(LogLine(0, "no"), LogLine(0, "line 7 again"))
        app.prepend(LogLine(0, "line 7 before"), LogLine(0, "no"))
        app.view.splice(app.lines.insert(50, [LogLine(0, "line 7 late")]))
        await until(lambda: app.shown()[-1] == "line 7 again", pilot.pause)
        await until(lambda: len(app.view.rows) == 14, pilot.pause)
        await pilot.press("g")
        assert app.shown()[:4] == ["line 7 before", "line 7", "line 7 late", "line 70"]


async def test_every_line_is_shown_again_and_the_current_one_stays_in_sight() -> None:
    app = LogApp(numbered(1_000))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.only("line 50.$", 0)
        await until(lambda: len(app.view.rows) == 10, pilot.pause)
        app.view.search("line 505$")
        await until(lambda: app.view.current_number == 505, pilot.pause)
        app.view.clear_only()
        await pilot.pause()
        assert {"line 505", "line 506"} <= set(app.shown())
        assert app.view.current_number == 505
        assert complete(app).shown == 1_000


async def test_going_to_a_line_that_is_not_shown_goes_to_the_nearest_that_is() -> None:
    app = LogApp(numbered(1_000))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.only("line 50.$", 0)
        await until(lambda: len(app.view.rows) == 10, pilot.pause)
        app.view.show_findings([700], ())
        await pilot.press("e")
        assert app.view.current_number == 509
        assert len(app.view.rows) == 10


async def test_what_is_asked_for_is_looked_for_in_other_lines_too() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.only("line .5$", 0)
        app.view.search("line [17]5$")
        app.view.show(ListedLines(numbered(60, 50)))
        wanted = ["line 55", "line 65", "line 75", "line 85", "line 95"]
        await until(lambda: app.shown()[:5] == wanted, pilot.pause)
        await until(lambda: app.view.found.count == 1, pilot.pause)
        await pilot.press("n")
        assert app.view.current_number == 25


async def test_keys_step_past_what_is_not_shown() -> None:
    app = LogApp(numbered(1_000))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.only("line (100|700)$", 0)
        await until(lambda: len(app.view.rows) == 2, pilot.pause)
        app.view.show_findings([90, 120, 690], ())
        await pilot.press("e", "e")
        assert app.view.current_number == 100
        await pilot.press("e")
        assert app.view.current_number == 700


async def test_a_pattern_that_is_none_changes_nothing() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)):
        assert isinstance(app.view.only("("), PatternProblem)
        assert app.shown() == lines(*range(90, 100))
        assert numbers(list(app.view.chosen_numbers())) == list(range(100))


async def test_a_pattern_that_nothing_matches_shows_nothing_and_keys_work() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.only("nowhere")
        await until(lambda: len(app.view.rows) == 0, pilot.pause)
        await pilot.press("g", "j", "k", "n", "x", "z", "w", "space", "f")
        assert app.view.current_line is None
        assert set(app.shown()) == {""}


async def test_the_log_before_is_not_read_to_its_beginning_for_a_filter() -> None:
    app = LogApp(numbered(1_000))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.only("line 50.$", 0)
        await until(lambda: len(app.view.rows) == 10, pilot.pause)
        assert not any(isinstance(told, LogView.ReachedTop) for told in app.told)
