"""Sections of a log on the screen: their headings, folding, and going from one to the next."""

from dataclasses import dataclass

import pytest

from app.view import LogLine, Tone
from tests.listed_lines import ListedLines
from tests.log_app import LogApp, nothings, numbered, until


@dataclass(frozen=True, slots=True)
class Part:
    """A section; its banner is its first three lines."""

    number: int
    stop: int | None
    title: str
    depth: int = 0
    tone: Tone = Tone.GOOD
    word: str = "done"
    began: int = 0
    ended: int | None = None

    @property
    def banner(self) -> range:
        return range(self.number, self.number + 3)


PARTS = (
    Part(0, 30, "one"),
    Part(30, 60, "two"),
    Part(40, 60, "in two", 1),
    Part(60, None, "three", ended=90),
)
GOES_ON = (*PARTS[:-1], Part(60, None, "three"))
"""The same, while the last one runs."""


def titles(app: LogApp) -> list[str]:
    """The headings in sight."""
    texts = [text.split() for text in app.screen_text()]
    return [" ".join(words[:3]) for words in texts if words and words[0] in {"▾", "▸"}]


async def test_one_row_stands_for_a_banner() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show_findings((), PARTS)
        await pilot.press("g")
        assert app.screen_text()[0].split()[:2] == ["▾", "one"]
        assert app.shown()[1:3] == ["line 3", "line 4"]


async def test_the_heading_of_the_section_stays_at_the_top() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show_findings((), PARTS)
        await until(lambda: titles(app) == ["▾ three ✔"], pilot.pause)
        assert app.shown()[1] == "line 91"
        await pilot.press("g", *["j"] * 5)
        assert titles(app)[0] == "▾ one ✔"
        assert app.shown()[1] == "line 8"


async def test_keys_go_from_section_to_section_and_round() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show_findings((), PARTS)
        await pilot.press("g")
        visited = []
        for key in ("]", "]", "]", "]", "[", "["):
            await pilot.press(key)
            visited.append(app.view.current_number)
        assert visited == [0, 30, 40, 60, 40, 30]
        await pilot.press("[", "[")
        assert app.view.current_number == 60
        assert app.view.is_in_sight(60)


async def test_a_section_is_folded_and_unfolded() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 12)) as pilot:
        app.view.show_findings((50, 51), PARTS)
        await pilot.press("g", "]", "]", "]", "z")
        await until(lambda: "▸ in two" in titles(app), pilot.pause)
        row = next(text for text in app.screen_text() if "in two" in text)
        assert "✖ done  2 errors" in row
        assert "line 43" not in app.shown()
        await pilot.press("z")
        assert "line 43" in app.shown()


async def test_every_section_is_folded_and_unfolded() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show_findings((), PARTS)
        await pilot.press("Z")
        assert titles(app) == ["▸ one ✔", "▸ two ✔", "▸ three ✔"]
        app.append(*numbered(5, 100))
        await until(lambda: app.view.count == 105, pilot.pause)
        assert len(app.view.rows) == 3
        await pilot.press("Z", "f")
        assert app.shown()[-1] == "line 104"


async def test_where_all_are_folded_the_one_that_is_followed_stays_open_until_the_next() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 12)) as pilot:
        app.view.show_findings((), GOES_ON)
        await pilot.press("Z")
        assert titles(app) == ["▾ three ✔"]
        assert [app.view.folds.is_folded(each) for each in app.view.folds.sections] == [
            True, True, False, False,
        ]  # fmt: skip
        assert nothings(app) == ["Every section is folded but the one that goes on: z folds it."]
        app.append(*numbered(10, 100))
        app.view.show_findings((), (*PARTS[:-1], Part(60, 100, "three"), Part(100, None, "four")))
        folded = ["▸ one ✔", "▸ two ✔", "▸ three ✔", "▾ four ✔"]
        await until(lambda: titles(app) == folded and "line 109" in app.shown(), pilot.pause)
        await pilot.press("Z")
        assert not any(map(app.view.folds.is_folded, app.view.folds.sections))


async def test_the_section_that_goes_on_is_folded_by_its_own_key_and_stays_so() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 12)) as pilot:
        app.view.show_findings((), GOES_ON)
        await pilot.press("Z", "z")
        assert titles(app) == ["▸ one ✔", "▸ two ✔", "▸ three ✔"]
        app.append(*numbered(10, 100))
        app.view.show_findings((), [*GOES_ON])
        await until(lambda: app.view.count == 110, pilot.pause)
        assert titles(app) == ["▸ one ✔", "▸ two ✔", "▸ three ✔"]


async def test_whoever_does_not_follow_sees_all_folded_and_the_newest_as_soon_as_he_does() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 12)) as pilot:
        app.view.show_findings((), GOES_ON)
        await pilot.press("g", "]", "Z")
        assert titles(app) == ["▸ one ✔", "▸ two ✔", "▸ three ✔"]
        assert not app.view.following
        app.append(*numbered(10, 100))
        app.view.show_findings((), (*PARTS[:-1], Part(60, 100, "three"), Part(100, None, "four")))
        await until(lambda: app.view.count == 110, pilot.pause)
        await pilot.press("f")
        folded = ["▸ one ✔", "▸ two ✔", "▸ three ✔", "▾ four ✔"]
        await until(lambda: titles(app) == folded and "line 109" in app.shown(), pilot.pause)


async def test_where_all_are_folded_older_sections_come_folded() -> None:
    app = LogApp(numbered(40, 60))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show_findings((), [Part(0, None, "three", ended=90)])
        await pilot.press("Z")
        app.prepend(*numbered(60))
        moved = [Part(-60, -30, "one"), Part(-30, 0, "two"), Part(-20, 0, "in two", 1)]
        app.view.show_findings((), [*moved, Part(0, None, "three", ended=90)])
        await until(lambda: titles(app) == ["▸ one ✔", "▸ two ✔", "▸ three ✔"], pilot.pause)
        await pilot.press("Z")
        assert not any(map(app.view.folds.is_folded, app.view.folds.sections))


async def test_a_line_that_one_went_to_is_not_folded_away_when_its_section_is_found() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show_findings((), PARTS[-1:])
        await pilot.press("Z")
        app.view.go_to(45)
        app.view.show_findings((), PARTS)
        await until(lambda: titles(app)[:1] == ["▾ two ✔"], pilot.pause)
        assert app.view.current_number == 45
        assert app.view.is_in_sight(45)


async def test_all_stay_folded_where_other_lines_are_shown() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show_findings((), PARTS)
        await pilot.press("Z")
        app.view.show(ListedLines(numbered(100)))
        app.view.show_findings((), PARTS)
        await until(lambda: titles(app) == ["▸ one ✔", "▸ two ✔", "▸ three ✔"], pilot.pause)


async def test_going_to_a_line_unfolds_what_it_is_in() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show_findings((50,), PARTS)
        await pilot.press("Z", "e")
        assert app.view.current_line == LogLine(50, "line 50")
        assert "line 50" in app.shown()
        assert app.view.current_number == 50


async def test_a_match_in_a_banner_is_found_at_its_heading() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show_findings((), PARTS)
        app.view.search("line 31$")
        await pilot.pause()
        assert app.view.current_number == 30
        assert app.view.found.position == 1


async def test_a_search_steps_through_every_match_that_a_heading_stands_for() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show_findings((), PARTS)
        app.view.search("line (31|32|41|70)$")
        await until(lambda: app.view.found.count == 4 and app.view.found.complete, pilot.pause)
        await pilot.press("g", "n")

        async def positions(key: str) -> list[int]:
            stepped = []
            for _ in range(5):
                stepped.append(app.view.found.position)
                await pilot.press(key)
            return stepped

        assert await positions("n") == [1, 2, 3, 4, 1]
        assert await positions("N") == [2, 1, 4, 3, 2]


async def test_the_first_line_that_matches_is_not_behind_the_heading_of_its_section() -> None:
    app = LogApp(numbered(1_000))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show_findings((), [Part(0, None, "one")])
        app.view.only("line 5.$", 0)
        await until(lambda: len(app.view.rows) == 10, pilot.pause)
        await pilot.press("g")
        assert app.shown()[:2] == ["line 50", "line 51"]
        app.view.only("line 5..?$", 0)
        await until(lambda: len(app.view.rows) == 110, pilot.pause)
        await pilot.press("g")
        assert app.shown()[0] == "line 50"
        await pilot.press("j")
        assert "one" in app.screen_text()[0]


async def test_headings_stand_for_what_matches_in_folded_sections() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show_findings((), PARTS)
        app.view.only("line (1[0-2]|45|5[0-8])$", 1)
        await until(lambda: len(app.view.rows) == 19, pilot.pause)
        await pilot.press("Z")
        rows = [text.split() for text in app.screen_text()]
        assert [row[1] for row in rows if row] == ["one", "two"]
        assert [row[4:6] for row in rows if row] == [["3", "matching"], ["10", "matching"]]
        app.append(LogLine(100, "line 55"))
        await until(lambda: "1 matching" in app.screen_text()[2], pilot.pause)
        await pilot.click(offset=(5, 0))
        assert app.shown()[:5] == [f"line {number}" for number in range(9, 14)]
        assert titles(app) == ["▸ two ✔", "▸ three ✔"]
        await pilot.press("z")
        assert titles(app) == ["▸ one ✔", "▸ two ✔", "▸ three ✔"]


async def test_the_heading_of_a_banner_stands_for_what_matches_in_it() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show_findings((), PARTS)
        app.view.only("line (31|98)$", 0)
        await until(lambda: titles(app) == ["▾ two ✔"], pilot.pause)
        app.view.only("line 98$", 0)
        await until(lambda: len(app.view.rows) == 1 and not titles(app), pilot.pause)


async def test_a_click_on_a_heading_folds_it() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show_findings((), PARTS)
        await pilot.press("g")
        await pilot.click(offset=(5, 0))
        assert titles(app) == ["▸ one ✔", "▾ two ✔", "▾ in two"]
        await pilot.click(offset=(5, 4))
        assert app.view.current_line == app.lines[35]


async def test_folded_sections_stay_folded_where_lines_come_before_and_in_between() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show_findings((), PARTS)
        await pilot.press("g", "]", "]", "z")
        app.prepend(*numbered(20, 200))
        app.view.splice(app.lines.insert(30, numbered(1, 300)))
        app.view.splice(app.lines.insert(70, numbered(1, 400)))
        await until(lambda: app.view.count == 122, pilot.pause)
        assert "▸ two ✔" in titles(app)
        assert not any("400" in text for text in app.shown())


@pytest.mark.parametrize("key", ["]", "[", "z", "Z"])
async def test_where_there_is_no_section_the_view_says_so(key: str) -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press(key)
        assert len(nothings(app)) == 1
