"""What is pasted into a line of text."""

import pytest
from textual import events
from textual.app import App, ComposeResult

from widgets.bars.one_line import OneLine

JOB = f"job-{'0123456789abcdef' * 2}"


class Asking(App[None]):
    """A line of text."""

    def compose(self) -> ComposeResult:
        """The line."""
        yield OneLine("go ")


@pytest.mark.parametrize(
    ("pasted", "taken"),
    [
        (JOB, JOB),
        (f"{JOB}\n", JOB),
        (f"\n{JOB}\r\n", JOB),
        (f"  \r\n\n {JOB} \n", f" {JOB} "),
        ("https://example.org/a\nhttps://example.org/b", "https://example.org/a"),
        ("a\x1b]0;evil\x07b", "a␛]0;evil␇b"),
        ("farm\tqueue", "farm    queue"),
        ("\n\n", ""),
        ("", ""),
    ],
)
async def test_of_what_is_pasted_the_first_line_that_says_anything_is_taken(
    pasted: str, taken: str
) -> None:
    app = Asking()
    async with app.run_test() as pilot:
        line = app.query_one(OneLine)
        line.action_end()
        line.post_message(events.Paste(pasted))
        await pilot.pause()
        assert line.value == f"go {taken}"


async def test_what_is_pasted_takes_the_place_of_what_is_selected() -> None:
    app = Asking()
    async with app.run_test() as pilot:
        line = app.query_one(OneLine)
        line.select_all()
        line.post_message(events.Paste(f"\n{JOB}"))
        await pilot.pause()
        assert line.value == JOB
