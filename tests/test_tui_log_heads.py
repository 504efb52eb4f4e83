"""What has room in the head of a log, and of a worker's machine."""

from dataclasses import replace

import pytest
from rich.cells import cell_len
from textual.screen import Screen

from app.config import Settings
from app.logs.following.batch import LogState, Phase
from app.resources import LEVELS
from app.resources.level import Place
from app.tui.app import FarmTop
from app.tui.logs.log_source import About
from app.tui.logs.log_words import Reading, freshness
from app.tui.parts.header import Header
from tests.live_farm import above
from tests.pilots import FarmPilot, arrive, bar, table, until
from tests.rest import NARROW
from tests.world_service import NOW, WorldService
from widgets.bars.bar import Bar, Part

AGES = (0, 59, 600, 3_599, 4_140, 86_340, 1_036_800, 8_636_400)
"""Seconds, among them those of which the words are longest."""


def heads(age: float) -> list[tuple[Part, Part]]:
    """Whatever can be told of a log about something that is so old."""
    then = int((NOW - age) * 1000)
    silent = LogState(phase=Phase.FOLLOWING, caught_up=True, newest=then)
    reading = Reading(About("render"), NOW, state=silent)
    told = (
        reading,
        replace(reading, state=replace(silent, rate=9.0)),
        replace(reading, state=replace(silent, newest=int(NOW * 1000)), following=False, seen=then),
        replace(reading, state=replace(silent, phase=Phase.RETRYING, since=NOW - age)),
    )
    return [freshness(one) for one in told]


def is_left(before: Screen[object], pilot: FarmPilot) -> bool:
    """Whether another screen is shown than before."""
    return pilot.app.screen is not before


@pytest.mark.parametrize("keys", [["L"], ["L", "M"]], ids=["log", "machine"])
async def test_an_age_stands_whole_and_apart_from_the_word_before_it(
    service: WorldService, keys: list[str]
) -> None:
    session = service.session()
    app = FarmTop(
        Settings(animation=False),
        place=Place(LEVELS["sessions"], above(dict(session))),
        connect=service.connect,
        clock=lambda: NOW,
    )
    async with app.run_test(size=NARROW) as pilot:
        await arrive(pilot, "sessions")
        await until(pilot, lambda: table(pilot).select(session["sessionId"]))
        for key in keys:
            before = app.screen
            await pilot.press(key)
            await until(pilot, is_left, before, pilot)
            await until(pilot, lambda: bar(pilot, "age"))
        head = app.screen.query_one(Header)
        word_bar, age_bar = (head.query_one(f"#{name}", Bar) for name in ("freshness", "age"))
        for word, age in (told for one in AGES for told in heads(one)):
            head.show(word, age)
            assert word_bar.text.strip() == word.text
            assert age_bar.text.strip() == age.text
            assert cell_len(age.text) < age_bar.region.width
