"""A screen that is laid out for the terminal as it is, not as it was."""

from textual import events
from textual.app import App
from textual.geometry import Size

from app.tui.still_screen import StillScreen

NOW, BEFORE = Size(80, 24), Size(80, 25)


class Counting(StillScreen):
    """Counts how often it is told of a size."""

    told = 0

    def on_resize(self, event: events.Resize) -> None:
        self.told += 1
        super().on_resize(event)


async def test_sizes_that_cross_do_not_follow_each_other_for_ever() -> None:
    screen = Counting()
    app = App[None]()
    async with app.run_test(size=NOW) as pilot:
        await app.push_screen(screen)
        await pilot.pause()
        before = screen.told
        for size in (BEFORE, NOW):
            screen.post_message(events.Resize(size, size))
            # Two that follow each other at once would be taken for one.
            screen.call_later(lambda: None)
        for _ in range(20):
            await pilot.pause()
        assert screen.size == NOW
        assert screen.told <= before + len((BEFORE, NOW))
