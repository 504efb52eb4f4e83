"""One line at the foot of a screen that asks for a line of text."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label

from widgets.bars.one_line import OneLine

ROOM_FOR_LINE = 14
"""Cells that are left to the line at least, where it is asked to choose."""
ROOM_FOR_WORDS = 0.55
"""So much of the width is there for what is wrong with a line; longer words stand above it."""


def never(text: str) -> bool:
    """Of a line that only Enter ends."""
    del text
    return False


class Line(OneLine):
    """A line that keeps to itself what is typed after its end, until somebody has dealt with it."""

    ENDS = frozenset({"enter", "escape"})

    def __init__(self) -> None:
        super().__init__(compact=True)
        self.is_whole: Callable[[str], bool] = never
        """Whether a text, as it was typed, needs no Enter to be finished."""
        self._ended = False
        self._typed_after: list[events.Key] = []

    def on_key(self, event: events.Key) -> None:
        """Hold keys that come faster than the end of the line is dealt with."""
        if self._ended:
            event.stop()
            event.prevent_default()
            self._typed_after.append(events.Key(event.key, event.character))
        else:
            self._ended = event.key in self.ENDS

    def insert_text_at_cursor(self, text: str) -> None:
        """Take what was typed, and end with it where nothing can follow."""
        super().insert_text_at_cursor(text)
        if not self._ended and self.is_whole(self.value):
            self._ended = True
            self.post_message(self.Submitted(self, self.value))

    def begin(self) -> None:
        """Take keys again; those that were held go to whatever has the focus now."""
        self._ended = False
        held, self._typed_after = self._typed_after, []
        target = self.app.focused or self.app.screen
        for event in held:
            target.post_message(event)


class PromptMessage(Message):
    """What becomes of a question."""

    def __init__(self, purpose: str, text: str = "") -> None:
        super().__init__()
        self.purpose = purpose
        """What it was asked for."""
        self.text = text
        """What stands in the line, where that matters."""


class Prompt(Horizontal):
    """Asks for a line; hidden until `ask` is called, when it covers whatever else is at the foot.

    It has its place all the time: where it took that only then, everything would be laid out anew.

    The asker gives a `purpose`, which every message carries, so that one prompt serves filtering,
    searching and going somewhere.
    """

    DEFAULT_CSS = """
    Prompt {
        height: 1;
        dock: bottom;
        visibility: hidden;
        background: $panel;
        Label { width: auto; color: $text-accent; text-style: bold; padding: 0 1; }
        #prompt-choices { overlay: screen; offset-y: -100%; width: 100%; background: $panel; }
        #prompt-sign { max-width: 85%; text-wrap: nowrap; text-overflow: ellipsis; }
        #prompt-words { width: auto; max-width: 60%; color: $text-error; padding: 0 1; }
        #prompt-words { text-wrap: nowrap; text-overflow: ellipsis; }
        #prompt-words.-above { overlay: screen; offset: -100% -100%; }
        #prompt-words.-above { width: 100%; max-width: 100%; background: $panel; }
        #prompt-words.-above { text-wrap: wrap; text-overflow: fold; }
        Input { width: 1fr; min-width: 12; background: $panel; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="prompt.cancel"),
    ]

    class Changed(PromptMessage):
        """The user typed."""

    class Submitted(PromptMessage):
        """The user finished the line."""

    class Cancelled(PromptMessage):
        """The user does not want to answer."""

    class Left(PromptMessage):
        """The user went elsewhere without finishing the line."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._purpose = ""
        self._sign = ""
        self._offers_above = False
        """Whether what there is to choose from stands above the line, for want of room."""

    def ask(
        self,
        purpose: str,
        sign: str,
        text: str = "",
        *,
        suggestions: Sequence[str] = (),
        is_whole: Callable[[str], bool] = never,
        hint: str = "",
        choices: Sequence[str] = (),
    ) -> None:
        """Show the prompt with `sign` before the line, and `text` in it to begin with.

        After the sign there are the `choices`; where they have no room there, they stand above.

        The `hint` says what can be typed, for as long as nothing is.
        A line that `is_whole` as soon as it was typed is submitted without Enter.
        """
        self._purpose, self._sign = purpose, sign
        line = self._line()
        needed = cell_len(_question(sign, choices)) + ROOM_FOR_LINE
        self._offers_above = bool(choices) and needed > self.screen.size.width
        self.offer(choices)
        self.complain("")
        line.begin()
        line.is_whole = is_whole
        line.placeholder = hint
        line.suggester = SuggestFromList(suggestions, case_sensitive=False) if suggestions else None
        with line.prevent(Input.Changed):
            line.value = text
        line.cursor_position = len(text)
        self.visible = True
        self.screen.set_focus(line)

    def _line(self) -> Line:
        """The line, after its sign and before room for a word about what is wrong with it.

        They come with the first question: every screen has a prompt, and would open later for it.
        """
        if not self.children:
            choices = Label("", id="prompt-choices", markup=False)
            sign = Label("", id="prompt-sign", markup=False)
            words = Label("", id="prompt-words", markup=False)
            self.mount(choices, sign, Line(), words)
        return self.query_one(Line)

    def offer(self, choices: Sequence[str]) -> None:
        """Show what is left to choose from, wherever that was shown before."""
        above = choices if self._offers_above else ()
        before = () if self._offers_above else choices
        _say(self.query_one("#prompt-sign", Label), _question(self._sign, before))
        label = self.query_one("#prompt-choices", Label)
        label.display = bool(above)
        _say(label, "\n".join(in_lines(above, self.screen.size.width - 2)))

    def complain(self, words: str) -> None:
        """Say what is wrong with the line; nothing where `words` is empty.

        Words that have no room beside the line stand whole above it.
        """
        label = self.query_one("#prompt-words", Label)
        label.set_class(cell_len(words) > self.screen.size.width * ROOM_FOR_WORDS, "-above")
        _say(label, words)
        if words:
            self.query_one(Line).begin()

    def dismiss(self) -> None:
        """Hide the prompt; what was typed after the line goes where the focus goes."""
        self.visible = False
        self.call_after_refresh(self.query_one(Line).begin)

    @property
    def asking(self) -> bool:
        """Whether the prompt is on the screen."""
        return self.visible

    def action_cancel(self) -> None:
        """Give up."""
        self.dismiss()
        self.post_message(self.Cancelled(self._purpose))

    def on_descendant_blur(self) -> None:
        """The user went elsewhere, not only to another window."""
        if self.asking and self.app.app_focus:
            self.dismiss()
            self.post_message(self.Left(self._purpose))

    @property
    def text(self) -> str:
        """What has been typed by now; a message about it may be on its way still."""
        return self.query_one(Line).value

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self.asking:
            self.post_message(self.Changed(self._purpose, event.value))

    @on(Input.Submitted)
    def _finished(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted(self._purpose, event.value))


def in_lines(choices: Sequence[str], width: int) -> list[str]:
    """As many on each line as have room in `width` cells, none of them cut in two."""
    lines: list[str] = []
    for choice in choices:
        longer = f"{lines[-1]}  {choice}" if lines else ""
        if longer and cell_len(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(choice)
    return lines


def _question(sign: str, choices: Sequence[str]) -> str:
    return "  ".join([sign, *choices, ":"]) if choices else sign


def _say(label: Label, text: str) -> None:
    """Let a label say something; where it says so already, nothing is laid out."""
    if label.content != text:
        label.update(text)
