"""A part of a screen that keeps itself fresh for as long as somebody can see it."""

import asyncio

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from app.tui.parts.complaint import Complaint
from app.tui.parts.refusal import refuse
from widgets.terminal.alarm import Alarm
from widgets.terminal.closed import forget_closed


class Pane(Vertical):
    """Its content, the words that stand in for content, and one line about what is wrong."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.seen = asyncio.Event()
        """Set while the pane can be seen: on the screen on top, and with room."""
        self._next_word = Alarm(self, self.speak)
        self._words = Static(classes="words", markup=False)
        self._complaint = Static(classes="complaint", markup=False)
        self.said = ("", "")
        """The words and the complaint that can be read now."""

    def content(self) -> Widget:
        """What the pane is for."""
        raise NotImplementedError

    def words(self) -> str:
        """What stands in for the content; empty where there is some."""
        raise NotImplementedError

    def complaint(self) -> str:
        """What is wrong although there is content; empty where nothing is."""
        raise NotImplementedError

    def tells_time(self) -> bool:
        """Whether what it says is another thing as time passes, and nothing else happens."""
        return True

    def pause(self) -> None:
        """Nobody can see the pane any more: ask for nothing."""
        raise NotImplementedError

    def resume(self) -> None:
        """The pane can be seen: go on, and at once."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The content, the words in its stead, and the complaint."""
        self.speak()  # so that nothing is styled before, and again after
        yield self.content()
        yield self._words
        yield self._complaint

    def on_mount(self) -> None:
        """Say what there is to say."""
        self.speak()

    def on_unmount(self) -> None:
        """A preview is closed with each step down a list, while its screen stays."""
        self._next_word.stop()
        forget_closed()

    def on_resize(self) -> None:
        """Say what there is no room for any more elsewhere."""
        self.speak()

    def on_show(self) -> None:
        """There is room now."""
        self.look()

    def on_hide(self) -> None:
        """There is no room any more."""
        self.look()

    def look(self) -> None:
        """Go on where the pane can be seen, rest where it cannot."""
        seen = self.is_attached and self.app.screen is self.screen and bool(self.size)
        if seen == self.seen.is_set():
            return
        if seen:
            self.seen.set()
            self.resume()
        else:
            self.seen.clear()
            self.pause()
        self.speak()

    def speak(self) -> None:
        """Say what there is to say, where it is not what was said already."""
        self.speak_later()
        said, before = (self.words(), self.complaint()), self.said
        if said == before:
            return
        self.said = words, complaint = said
        self.set_class(bool(words), "-wordy")
        self.set_class(bool(complaint), "-troubled")
        # Keys wait for as long as a screen is laid out anew. Words have the same room whatever they
        # are: that is done where they come or go, and where a complaint may take more lines.
        self._words.update(words, layout=False)
        if complaint != before[1]:
            self._complaint.update(Complaint(complaint))

    def refuse(self, words: str, title: str = "") -> None:
        """Tell why something that was asked for cannot be done here."""
        refuse(self, words, title=title)

    def speak_later(self) -> None:
        """Speak in a second, where that may be another thing then, and somebody sees it."""
        if self.seen.is_set() and self.tells_time():
            self._next_word.set(1.0)
        else:
            self._next_word.stop()
