"""Which of the lists on a screen has the keys."""

import re

from textual import events

from tests.overview_pilots import above, monitor, overseen
from tests.pilots import FarmPilot, asks, shown, until
from tests.world_service import WorldService


def signs(pilot: FarmPilot) -> str:
    """What stands before the selected rows: above, in the list, beside it."""
    return "".join(re.findall("[▸▹]", shown(pilot.app)))


async def test_a_sign_tells_which_list_has_the_keys_also_while_a_prompt_or_nothing_has_them(
    service: WorldService,
) -> None:
    async with monitor(service).run_test(size=(180, 45)) as pilot:
        await overseen(pilot)
        await until(pilot, lambda: signs(pilot) == "▹▸▹")
        await pilot.press("slash")
        await until(pilot, asks, pilot)
        assert signs(pilot) == "▹▸▹"
        await pilot.press("escape", "O")
        await until(pilot, lambda: signs(pilot) == "▸▹▹")
        await pilot.press("colon")
        await until(pilot, asks, pilot)
        assert signs(pilot) == "▸▹▹"
        await pilot.press("escape")
        pilot.app.post_message(events.AppBlur())
        await until(pilot, lambda: pilot.app.focused is None)
        assert signs(pilot) == "▸▹▹"
        pilot.app.post_message(events.AppFocus())
        await until(pilot, lambda: above(pilot).table.has_focus)
        await pilot.press("O")
        await until(pilot, lambda: signs(pilot) == "▹▸▹")
