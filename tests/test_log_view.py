"""The log on the screen: following, scrolling, and how it looks."""

import json
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path

import pytest
from textual.pilot import Pilot

from app.lines import Splice
from app.logs.scanning.scan import Scan
from app.logs.scanning.signs import Signs
from app.view import LogLine, Tone
from tests.listed_lines import ListedLines
from tests.log_app import LogApp, numbered, until
from widgets.log.log_view import LogView

Compare = Callable[..., bool]
SESSION = Path(__file__).parent / "session_log.jsonl"


async def test_the_end_of_a_log_is_shown_first() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)):
        assert app.shown() == [f"line {number}" for number in range(90, 100)]
        assert app.view.following


async def test_lines_that_come_are_followed() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.append(*numbered(5, 100))
        await until(lambda: app.shown()[-1] == "line 104", pilot.pause)


async def test_a_view_that_was_closed_may_still_be_told_of_errors() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)):
        view = app.view
        await view.remove()
        view.show_findings([95], [])
        view.paint_now()
        assert view.is_mounted
        assert not view.is_running


async def test_a_view_that_is_scrolled_up_stays_while_lines_come_below() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("up", "k")
        before = app.shown()
        assert before[-1] == "line 97"
        app.append(*numbered(50, 100))
        await until(lambda: app.view.new_below == 50, pilot.pause)
        assert app.shown() == before
        assert not app.view.following


@pytest.mark.parametrize("key", ["end", "f", "G"])
async def test_a_key_follows_again(key: str) -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("up", key)
        app.append(*numbered(1, 100))
        await until(lambda: app.shown()[-1] == "line 100", pilot.pause)
        changes = [told for told in app.told if isinstance(told, LogView.FollowingChanged)]
        assert [change.following for change in changes] == [False, True]
        assert app.view.new_below == 0


async def test_scrolling_down_to_the_end_follows_again() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("up", "up", "down")
        assert not app.view.following
        await pilot.press("j")
        assert app.view.following


@pytest.mark.parametrize(
    ("keys", "first"),
    [
        (["g"], 0),
        (["home", "down"], 1),
        (["g", "space"], 9),
        (["g", "pagedown", "ctrl+b"], 0),
        (["pageup"], 81),
    ],
)
async def test_keys_scroll(keys: list[str], first: int) -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press(*keys)
        assert app.shown()[0] == f"line {first}"


async def test_lines_that_come_before_leave_the_screen_as_it_is() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("g", "down")
        before = app.shown()
        app.prepend(*numbered(500, 1_000))
        await pilot.pause()
        assert app.shown() == before
        await pilot.press("up", "up")
        assert app.shown()[0] == "line 1499"


async def test_lines_before_are_asked_for_once_until_they_come() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        assert app.told == []
        await pilot.press("g", "down", "up")
        asked = [told for told in app.told if isinstance(told, LogView.ReachedTop)]
        assert len(asked) == 1
        app.prepend(*numbered(5, 200))
        await pilot.press("g")
        asked = [told for told in app.told if isinstance(told, LogView.ReachedTop)]
        assert len(asked) == 2


async def test_the_first_line_stays_in_sight_while_those_before_it_come() -> None:
    app = LogApp(numbered(100, 1_000))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("g")
        app.prepend(*numbered(100, 900))
        await until(lambda: app.shown()[0] == "line 900", pilot.pause)
        app.prepend(*numbered(100, 800))
        await until(lambda: app.shown()[0] == "line 800", pilot.pause)
        asked = [told for told in app.told if isinstance(told, LogView.ReachedTop)]
        assert len(asked) == 3


@pytest.mark.parametrize("key", ["down", "pagedown", "G"])
async def test_going_elsewhere_ends_the_way_to_the_first_line(key: str) -> None:
    app = LogApp(numbered(100, 1_000))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("g", key)
        before = app.shown()
        app.prepend(*numbered(500))
        await pilot.pause()
        assert app.shown() == before
        asked = [told for told in app.told if isinstance(told, LogView.ReachedTop)]
        assert len(asked) == 1


async def test_lines_that_go_from_the_end_are_gone_from_the_screen() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.truncate(95)
        await until(lambda: app.shown()[-1] == "line 94", pilot.pause)
        app.truncate(2)
        await until(lambda: app.shown()[:3] == ["line 0", "line 1", ""], pilot.pause)


async def test_another_log_is_shown_from_its_end() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("g")
        app.view.show(ListedLines(numbered(30, 5_000)))
        await pilot.pause()
        assert app.shown()[-1] == "line 5029"
        assert app.view.following


async def test_a_hundred_appends_in_a_row_are_painted_once() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        painted = 0

        def counting(line: LogLine) -> Tone:
            nonlocal painted
            painted += line.timestamp >= 1_000
            return Tone.PLAIN

        view = LogView(app.lines, tone_of=counting)
        await app.mount(view)
        await pilot.pause()
        for number in range(1_000, 1_100):
            app.append(LogLine(number, "burst"))
            view.splice(Splice(view.count, 0, 1))
        await until(lambda: app.shown()[-1] == "burst", pilot.pause)
        await until(lambda: painted > 0, pilot.pause)
        assert painted <= 2 * view.size.height


NASTY = [
    "\x1b[31mred\x1b[0m and \x1b[2Jcleared",
    "\x1b]52;c;cHduZWQ=\x07 clipboard",
    "\x1b]0;title\x1b\\ \x1bP1$r\x1b\\ \x9b31m c1",
    "\u202etxt.exe\u202c \u2066isolate\u2069 \u200f",
    "[bold red]markup[/] [@click=app.quit]x[/] [link=file:///]y[/]",
    "tab\there\tand\r\nback\x08\x7f\x00",
    "全角文字" * 20,
    "e\u0301" * 50 + "👩‍👩‍👧‍👦" * 10,
    "\ud800 half of a pair",
    "\u2028line\u2029paragraph\x85next",
    "x" * 300_000,
]


async def test_a_million_lines_open_at_their_end() -> None:
    app = LogApp([])
    app.lines.append(LogLine(number, "line") for number in range(1_000_000))
    async with app.run_test(size=(60, 10)) as pilot:
        assert app.screen_text()[-1].startswith("   00:16:39.999  line")
        await pilot.press("g")
        assert app.screen_text()[0].startswith("   00:00:00.000  line")


async def test_an_empty_log_shows_nothing_and_breaks_nothing() -> None:
    app = LogApp([])
    async with app.run_test(size=(60, 3)) as pilot:
        await pilot.press("up", "g", "f", "n", "N", "greater_than_sign")
        assert app.screen_text() == [" " * 59] * 3
        assert app.view.current_line is None


@pytest.fixture
def session() -> list[LogLine]:
    """The log of a session as the worker agent wrote it."""
    records = map(json.loads, SESSION.read_text(encoding="utf-8").splitlines())
    return [LogLine(record["timestamp"], record["message"]) for record in records]


def test_a_failed_task_stands_out(snap_compare: Compare, session: list[LogLine]) -> None:
    async def go_to_the_failure(pilot: Pilot[None]) -> None:
        app.view.search("texture missing")
        await pilot.pause()

    app = LogApp(session)
    assert snap_compare(app, terminal_size=(120, 30), run_before=go_to_the_failure)


def test_a_narrow_log_has_no_times(snap_compare: Compare, session: list[LogLine]) -> None:
    assert snap_compare(LogApp(session), terminal_size=(40, 10))


def test_text_that_means_harm_is_harmless(snap_compare: Compare) -> None:
    lines = [LogLine(number, message) for number, message in enumerate(NASTY)]
    assert snap_compare(LogApp(lines), terminal_size=(80, 14))


def test_every_tone_has_a_style_of_its_own() -> None:
    assert {f"log-view--{tone}" for tone in Tone} < LogView.COMPONENT_CLASSES


def test_a_wrapped_log_shows_whole_lines(snap_compare: Compare, session: list[LogLine]) -> None:
    async def wrap(pilot: Pilot[None]) -> None:
        await pilot.press("w", "up")

    assert snap_compare(LogApp(session), terminal_size=(64, 20), run_before=wrap)


def test_only_what_matches_is_shown_highlighted(
    snap_compare: Compare, session: list[LogLine]
) -> None:
    app = LogApp(session)

    async def only_the_exits(pilot: Pilot[None]) -> None:
        app.view.search("code")
        await pilot.press("asterisk")
        app.view.only("exited", 1)
        app.view.search("pid")
        await until(lambda: len(app.view.rows) == 12, pilot.pause)
        await pilot.press("x", "t")

    assert snap_compare(app, terminal_size=(120, 20), run_before=only_the_exits)


def test_sections_have_headings_and_errors_a_place_on_the_scrollbar(
    snap_compare: Compare, session: list[LogLine]
) -> None:
    app = LogApp(session)

    async def fold_one(pilot: Pilot[None]) -> None:
        scan = Scan(app.lines, Signs())
        async with aclosing(scan.run()) as found:
            async for findings in found:
                if findings.complete:
                    app.view.show_findings(findings.errors, findings.sections)
                    break
        await pilot.press("g", "]", "]", "z", "e")

    assert snap_compare(app, terminal_size=(120, 24), run_before=fold_one)
