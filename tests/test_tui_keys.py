"""What every key of a list does, on a farm over real HTTP."""

import pytest

from app.config import Settings
from app.resources import LEVELS, ancestry
from app.tui.boxes.details_screen import DetailsScreen, flat
from app.tui.boxes.help_screen import HelpScreen
from app.tui.keyboard.active_keys import ActiveKeys
from app.tui.logs.log_screen import LogScreen
from app.tui.timeline.timeline_screen import TimelineScreen
from app.tui.why.why_screen import WhyScreen
from tests.live_farm import above, live_farm, monitor
from tests.pilots import (
    answer,
    arrive,
    bar,
    complaint,
    is_level,
    level,
    open_log,
    shown,
    table,
    until,
)
from widgets.bars.prompt import Prompt

MOVES = [
    ("j", 1),
    ("down", 2),
    ("k", 1),
    ("up", 0),
    ("up", 0),
    ("G", -1),
    ("j", -1),
    ("g", 0),
    ("end", -1),
    ("home", 0),
]


async def test_keys_move_the_selection() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        rows = table(pilot).row_list
        for key, place in MOVES:
            await pilot.press(key)
            assert rows.cursor == place % len(rows.shown), key
        page = table(pilot).page
        for key, cursor in [
            ("pagedown", page),
            ("pageup", 0),
            ("ctrl+f", page),
            ("ctrl+b", 0),
        ]:
            await pilot.press(key)
            assert rows.cursor == cursor, key


async def test_r_refreshes_at_once() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        for _ in range(3):
            before = farm.calls("SearchJobs")
            await pilot.press("r")
            await until(pilot, lambda count: farm.calls("SearchJobs") > count, before)


@pytest.mark.parametrize("name", ["jobs", "session-actions"])
async def test_d_shows_every_field_that_the_service_has(name: str) -> None:
    one = LEVELS[name]
    async with live_farm() as farm:
        session = farm.session()
        path = dict(list(session.items())[: list(LEVELS).index(name)])
        async with monitor(name, path, size=(120, 60)) as pilot:
            await arrive(pilot, name)
            key = table(pilot).selected_key
            assert key is not None
            assert one.get is not None
            item = farm.ask("deadline", one.get, **one.get_request(path, key))
            fields = {field for field, _ in flat(item)}
            await pilot.press("d")
            await until(pilot, lambda: isinstance(pilot.app.screen, DetailsScreen))
            await until(pilot, lambda: all(field in shown(pilot.app) for field in fields))
            await pilot.press("escape")
            assert is_level(pilot, name)


async def test_y_copies_the_id_to_the_clipboard_of_the_terminal() -> None:
    async with live_farm(), monitor() as pilot:
        await arrive(pilot, "farms")
        await pilot.press("j", "y")
        assert pilot.app.clipboard == table(pilot).selected_key


async def test_y_copies_the_ids_of_all_marked_rows_and_escape_lifts_marks_first() -> None:
    async with live_farm(), monitor() as pilot:
        await arrive(pilot, "farms")
        await pilot.press("enter")
        await arrive(pilot, "queues")
        await pilot.press("space", "space", "y")
        marked = table(pilot).marked
        assert len(marked) == 2
        assert pilot.app.clipboard == "\n".join(marked)
        await until(pilot, lambda: "2 marked" in shown(pilot.app))
        await pilot.press("escape")
        assert table(pilot).marked == ()
        assert is_level(pilot, "queues")
        await pilot.press("escape")
        await until(pilot, lambda: is_level(pilot, "farms"))


async def test_what_lies_over_a_list_is_paged_through_as_a_list_is() -> None:
    async with live_farm(), monitor(size=(80, 24)) as pilot:
        await arrive(pilot, "farms")
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        box = pilot.app.screen.query_one(".box")
        await until(pilot, lambda: box.max_scroll_y > 0)
        page = box.scrollable_content_region.height - 1
        for key, line in [
            ("space", page),
            ("ctrl+f", 2 * page),
            ("b", page),
            ("ctrl+b", 0),
            ("G", box.max_scroll_y),
            ("g", 0),
        ]:
            await pilot.press(key)
            await until(pilot, lambda wanted: box.scroll_offset.y == wanted, line)


async def test_a_prompt_says_what_can_be_typed_until_something_is() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        await pilot.press("slash")
        await until(pilot, lambda: "words !not /regex/ status: owner:" in shown(pilot.app))
        await pilot.press("x")
        await until(pilot, lambda: "!not" not in shown(pilot.app).splitlines()[-1])
        await pilot.press("escape", "colon")
        await until(
            pilot, lambda: "id, farm/queue/job, farm/fleet/worker, name, URL" in shown(pilot.app)
        )


async def test_what_was_wrong_with_a_line_is_forgotten_as_soon_as_one_types_on() -> None:
    async with live_farm(), monitor() as pilot:
        await arrive(pilot, "farms")
        await answer(pilot, "colon", "nonsense")
        await until(pilot, lambda: "is no level" in complaint(pilot))
        await pilot.press("x")
        await until(pilot, lambda: complaint(pilot) == "")


async def test_question_mark_shows_every_key() -> None:
    async with live_farm(), monitor(size=(100, 160)) as pilot:
        await arrive(pilot, "farms")
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        text = shown(pilot.app)
        for words in ["Show every key.", "Open the log", "Next match", "Follow", "Leave farmtop;"]:
            assert words in text
        await pilot.press("question_mark")
        assert is_level(pilot, "farms")


async def test_q_leaves() -> None:
    async with live_farm(), monitor() as pilot:
        await arrive(pilot, "farms")
        assert pilot.app.return_code is None
        await pilot.press("q")
        assert pilot.app.return_code == 0


async def test_q_closes_what_was_opened_over_a_list() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        assert table(pilot).select(farm.session()["jobId"])
        for opens, screen in (("L", LogScreen), ("F", WhyScreen), ("T", TimelineScreen)):
            await pilot.press(opens)
            await until(pilot, lambda kind: isinstance(pilot.app.screen, kind), screen)
            await pilot.press("q")
            await until(pilot, is_level, pilot, "jobs")
        assert pilot.app.return_code is None


async def test_q_closes_a_log_in_which_something_is_searched_for() -> None:
    async with live_farm() as farm, monitor("sessions", above(farm.session())) as pilot:
        await open_log(pilot, "sessions", farm.session()["sessionId"])
        await answer(pilot, "slash", "e")
        await until(pilot, lambda: "/e" in bar(pilot, "foot"))
        await pilot.press("q")
        await until(pilot, is_level, pilot, "sessions")


async def test_the_foot_writes_keys_as_the_help_does_and_never_leaves_that_out() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue(), size=(40, 10)) as pilot:
        await arrive(pilot, "jobs")
        foot = pilot.app.screen.query_one(ActiveKeys)
        await until(pilot, lambda: foot.text == "↵ Open Esc Back L Log F Why ? Keys")


async def test_the_settings_move_a_key() -> None:
    settings = Settings(keymap={"list.filter": "ctrl+t"})
    async with live_farm(), monitor(settings=settings) as pilot:
        await arrive(pilot, "farms")
        await pilot.press("slash")
        assert not level(pilot).query_one(Prompt).asking
        await pilot.press("ctrl+t")
        assert level(pilot).query_one(Prompt).asking


@pytest.mark.parametrize(
    ("name", "wanted", "others"),
    [
        ("jobs", ("T Timeline", "w Worker"), ("t Task", "a Act")),
        ("sessions", ("T Timeline", "w Worker"), ("t Task", "a Act")),
        ("session-actions", ("w Worker", "t Task"), ("T Timeline", "a Act")),
        ("farms", ("! Problems",), ("T Timeline", "M Machine", "w Worker", "a Act")),
    ],
)
async def test_the_foot_of_eighty_columns_has_the_keys_that_lead_on_from_the_rows(
    name: str, wanted: tuple[str, ...], others: tuple[str, ...]
) -> None:
    async with live_farm() as farm:
        ids = farm.session()
        path = {key: ids[key] for key in [level.key for level in ancestry(LEVELS[name])]}
        async with monitor(name, path, size=(80, 24)) as pilot:
            await arrive(pilot, name)
            foot = pilot.app.screen.query_one(ActiveKeys)
            await until(pilot, lambda: "? Keys" in foot.text)
            assert all(key in foot.text for key in wanted), foot.text
            assert not any(key in foot.text for key in others), foot.text


async def test_the_foot_tells_of_acting_where_that_is_allowed() -> None:
    settings = Settings(allow_actions=True)
    async with (
        live_farm() as farm,
        monitor("jobs", farm.queue(), size=(80, 24), settings=settings) as pilot,
    ):
        await arrive(pilot, "jobs")
        foot = pilot.app.screen.query_one(ActiveKeys)
        await until(pilot, lambda: "a Act" in foot.text)


async def test_the_foot_of_an_empty_list_has_no_key_that_takes_a_row() -> None:
    settings = Settings(allow_actions=True)
    async with (
        live_farm() as farm,
        monitor("jobs", farm.queue(), size=(200, 24), settings=settings) as pilot,
    ):
        await arrive(pilot, "jobs")
        foot = pilot.app.screen.query_one(ActiveKeys)
        keys = (
            "Open",
            "L Log",
            "F Why",
            "a Act",
            "T Timeline",
            "w Worker",
            "M Machine",
            "d Details",
        )
        await until(pilot, lambda: all(key in foot.text for key in keys))
        await answer(pilot, "/", "no job is called so")
        await until(pilot, lambda: not any(key in foot.text for key in keys))
        assert "/ Filter" in foot.text
        await pilot.press("escape")
        await until(pilot, lambda: all(key in foot.text for key in keys))
