"""What every key of a list does, on a farm over real HTTP."""

from collections.abc import Callable

import pytest
from textual import events

from app.config import Settings
from app.resources import LEVELS, ancestry
from app.tui.active_keys import ActiveKeys
from app.tui.details_screen import DetailsScreen, flat
from app.tui.help_screen import HelpScreen
from app.tui.log_screen import LogScreen
from app.tui.timeline_screen import TimelineScreen
from app.tui.why_screen import WhyScreen
from app.view import DASH, ChosenColumn, cell_text
from tests.live_farm import above, live_farm, monitor
from tests.pilots import (
    answer,
    arrive,
    asks,
    bar,
    complaint,
    has_lines,
    is_answered,
    is_level,
    level,
    log_item,
    names,
    open_log,
    shown,
    table,
    typed,
    until,
)
from widgets.prompt import Prompt

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


FILTERS: dict[str, Callable[[str], bool]] = {
    "beauty_v": lambda name: "beauty_v" in name,
    "!beauty_v": lambda name: "beauty_v" not in name,
    "/_v0.[1-3]$/": lambda name: name[-1] in "123",
    "sq0 !beauty_v": lambda name: "beauty_v" not in name,
}


async def test_a_filter_takes_words_their_opposite_and_regular_expressions() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue(), size=(100, 50)) as pilot:
        await arrive(pilot, "jobs")
        everything = names(table(pilot).row_list.rows)
        for text, passes in FILTERS.items():
            await answer(pilot, "slash", text)
            await until(pilot, is_answered, pilot)
            left = names(table(pilot).row_list.shown)
            assert left == [name for name in everything if passes(name)], text
            assert 0 < len(left) < len(everything)
            count = f"{len(left)} of {len(everything)} jobs"
            assert f"filter: {text}  {count}" in bar(pilot, "summary")


async def test_a_filter_that_is_no_regular_expression_says_so_and_changes_nothing() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        count = table(pilot).row_count
        await answer(pilot, "slash", "/sh(/")
        assert "unterminated subpattern" in complaint(pilot)
        assert table(pilot).row_count == count
        await pilot.press("escape")
        assert not level(pilot).query_one(Prompt).asking
        assert table(pilot).has_focus


async def test_escape_lifts_the_filter_before_it_goes_back() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        await answer(pilot, "slash", "nothing of the kind")
        await until(pilot, lambda: "passes the filter" in shown(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: table(pilot).row_count == table(pilot).total_count > 0)
        assert is_level(pilot, "jobs")
        await pilot.press("escape")
        await arrive(pilot, "queues")


async def test_sorting_again_by_the_same_column_reverses() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        await answer(pilot, "s", "name")
        await until(pilot, is_answered, pilot)
        upwards = names(table(pilot).row_list.shown)
        assert upwards == sorted(upwards)
        await answer(pilot, "s", "name")
        await until(pilot, lambda: names(table(pilot).row_list.shown) == upwards[::-1])
        await answer(pilot, "s", "nonsense")
        assert "There is no column 'nonsense'" in complaint(pilot)


async def test_one_who_sorts_by_what_failed_is_shown_the_most_first_and_then_the_least() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        place = [column.id for column in table(pilot).columns].index("failed")

        def failed() -> list[int]:
            cells = [cell_text(row.cells[place], 0.0) for row in table(pilot).row_list.shown]
            return [0 if text == DASH else int(text.replace(",", "")) for text in cells]

        for reverse in (True, False):
            await answer(pilot, "s", "fail")
            await until(pilot, lambda wanted: table(pilot).sorting == ("failed", wanted), reverse)
            assert len(set(failed())) > 1
            assert failed() == sorted(failed(), reverse=reverse)


async def test_the_number_of_a_column_sorts_at_once_and_what_follows_is_the_tables() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        await pilot.press("s", "2", "G")
        await until(pilot, lambda: is_answered(pilot) and table(pilot).sorting == ("name", False))
        await until(pilot, lambda: table(pilot).has_focus and table(pilot).row_list.cursor > 0)
        assert not level(pilot).query_one(Prompt).asking
        await pilot.press("s", "2")
        await until(pilot, lambda: is_answered(pilot) and table(pilot).sorting == ("name", True))


async def test_letters_leave_the_columns_that_fit_and_enter_takes_the_first() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        await pilot.press("s", "p")
        await until(pilot, lambda: "\n 3 progress  8 pri\n" in shown(pilot.app))
        await pilot.press("x")
        await until(pilot, lambda: "There is no column 'px'" in complaint(pilot))
        await pilot.press("backspace", "enter")
        await until(pilot, lambda: table(pilot).sorting == ("progress", False))


async def test_a_digit_that_can_begin_two_numbers_waits_for_the_next_or_for_enter() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        table(pilot).choose_columns(
            [ChosenColumn(column.id) for column in level(pilot).place.level.columns]
        )
        await pilot.press("s", "1")
        await until(pilot, lambda: "1 status  10 id  11 started" in shown(pilot.app))
        assert level(pilot).query_one(Prompt).asking
        await pilot.press("0")
        await until(pilot, lambda: table(pilot).sorting == ("jobId", False))
        await pilot.press("s", "1", "enter")
        await until(pilot, lambda: is_answered(pilot) and table(pilot).sorting == ("status", False))


async def test_going_to_levels_by_name() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        job = table(pilot).selected_key
        await answer(pilot, "colon", "sessions")
        await arrive(pilot, "sessions")
        assert level(pilot).place.path["jobId"] == job
        await answer(pilot, "colon", "queues")
        await arrive(pilot, "queues")
        await until(pilot, lambda: table(pilot).selected_key == farm.queue()["queueId"])
        await answer(pilot, "colon", "FARMS")
        await arrive(pilot, "farms")


INSIDE = {
    "jobId": "sessions",
    "sessionId": "session-actions",
    "queueId": "jobs",
    "farmId": "queues",
}


async def test_going_to_an_id_leads_to_what_is_inside() -> None:
    async with live_farm() as farm, monitor() as pilot:
        session = farm.session()
        await arrive(pilot, "farms")
        for member, inside in INSIDE.items():
            await answer(pilot, "colon", session[member])
            await arrive(pilot, inside)
            reached = level(pilot).place.path
            assert reached == {key: session[key] for key in list(session)[: len(reached)]}
            assert list(reached)[-1] == member


async def test_going_to_the_id_of_an_action_opens_its_log() -> None:
    async with live_farm() as farm:
        session = farm.session()
        action = farm.actions(session)[0]
        async with monitor("session-actions", session) as pilot:
            await arrive(pilot, "session-actions")
            await answer(pilot, "colon", action["sessionActionId"])
            await until(pilot, lambda: has_lines(pilot))
            assert log_item(pilot)["sessionActionId"] == action["sessionActionId"]


NOWHERE = {
    "nonsense": "'nonsense' is no level and no id",
    "[red]x": "'[red]x' is no level and no id",
    "[red]x[/red]": "There is no farm '[red]x['",
    "session-actions": "open a queue first: :queues",
    f"job-{0:032x}": "There is no job",
    f"fleet-{0:032x}": "There is no fleet",
    f"monitor-{0:032x}": "'monitor' ids lead nowhere yet",
    f"session-{0:032x}": "There is no session",
}


async def test_going_nowhere_says_why_and_asks_again() -> None:
    async with live_farm(), monitor() as pilot:
        await arrive(pilot, "farms")
        for text, says in NOWHERE.items():
            await answer(pilot, "colon", text)
            await until(pilot, lambda words: words in complaint(pilot), says)
            assert is_level(pilot, "farms")
            await pilot.press("escape")
            assert table(pilot).has_focus


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
            pilot, lambda: "id, farm/queue/job, farm/fleet/worker, name listed" in shown(pilot.app)
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


async def test_a_line_of_nothing_before_a_pasted_id_does_not_matter() -> None:
    async with live_farm() as farm, monitor(size=(120, 30)) as pilot:
        await arrive(pilot, "farms")
        job = farm.session()["jobId"]
        await pilot.press("colon")
        await until(pilot, asks, pilot)
        pilot.app.post_message(events.Paste(f"\n  {job}  \r\n"))
        await until(pilot, lambda: job in typed(pilot))
        await pilot.press("enter")
        await arrive(pilot, "sessions")
        assert level(pilot).place.path["jobId"] == job


async def test_what_has_nothing_inside_and_no_log_opens_as_its_fields() -> None:
    async with live_farm() as farm, monitor("budgets", {"farmId": farm.queue()["farmId"]}) as pilot:
        await arrive(pilot, "budgets")
        await until(pilot, lambda: table(pilot).selected_key)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DetailsScreen))
        await until(pilot, lambda: "approximateDollarLimit" in shown(pilot.app))
