"""A part of a screen: what it says, and what that costs whoever presses a key meanwhile."""

import pytest
from textual.app import App, ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from app.tui.parts.pane import Pane
from tests.pilots import shown


class Saying(Pane):
    """Says what it is told to say."""

    telling = ("", "")

    def content(self) -> Widget:
        return Static("content")

    def words(self) -> str:
        return self.telling[0]

    def complaint(self) -> str:
        return self.telling[1]

    def pause(self) -> None:
        """Nothing goes on."""

    def resume(self) -> None:
        """Nothing rests."""

    def say(self, words: str, complaint: str) -> None:
        """Say this from now on."""
        self.telling = (words, complaint)
        self.speak()


class OnePane(App[str]):
    """A pane on the whole screen, which counts how often that is laid out."""

    CSS = """
    Pane > .words, Pane > .complaint { display: none; }
    Pane.-wordy > .words { display: block; height: 1fr; }
    Pane.-troubled > .complaint { display: block; }
    """

    laid_out = 0

    def __init__(self) -> None:
        super().__init__()
        self.pane = Saying()

    def compose(self) -> ComposeResult:
        yield self.pane

    def on_mount(self) -> None:
        self.screen.screen_layout_refresh_signal.subscribe(self, self.count)

    def count(self, _: object) -> None:
        self.laid_out += 1


@pytest.mark.parametrize(
    ("before", "after", "is_laid_out"),
    [
        (("Loading …", ""), ("There is none.", ""), False),
        (("Loading …", "stale"), ("There is none.", "stale"), False),
        (("", ""), ("There is none.", ""), True),
        (("There is none.", ""), ("", ""), True),
        (("", ""), ("", "stale"), True),
    ],
)
async def test_a_screen_is_laid_out_where_words_come_or_go(
    before: tuple[str, str], after: tuple[str, str], is_laid_out: bool
) -> None:
    app = OnePane()
    async with app.run_test(size=(40, 8)) as pilot:
        app.pane.say(*before)
        await pilot.pause()
        app.laid_out = 0
        app.pane.say(*after)
        await pilot.pause()
        assert bool(app.laid_out) is is_laid_out
        assert all(text in shown(app) for text in after)
        assert not any(text in shown(app) for text in before if text and text not in after)


DENIED = (
    "✖ GetLogEvents is denied: User: arn:aws:sts::111122223333:assumed-role/wrangler/anna is not"
    " authorized to perform: logs:GetLogEvents on resource: log-group:/aws/deadline/farm-1/queue-2."
    " Ask whoever manages the account for logs:GetLogEvents, or choose another profile.  Since"
    " 07:46:17, next try in 4s (r tries now)."
)


async def test_what_to_do_is_read_whole_however_long_that_is_which_is_wrong() -> None:
    app = OnePane()
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.say("", DENIED)
        await pilot.pause()
        _, first, second, third = filter(None, shown(app).splitlines())
        assert first.startswith("✖ GetLogEvents is denied: User: arn:aws:sts")
        assert first.endswith("…")
        assert f"{second} {third}".split() == DENIED[DENIED.index("Ask ") :].split()
        await pilot.resize_terminal(160, 24)
        assert shown(app).split()[1:] == DENIED.split()
