"""A part of a screen that keeps itself fresh for as long as somebody can see it."""

import asyncio

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from widgets.closed import forget_closed


class Pane(Vertical):
    """Its content, the words that stand in for content, and one line about what is wrong."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.seen = asyncio.Event()
        """Set while the pane can be seen: on the screen on top, and with room."""
        self._seconds: Timer | None = None
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
        """Begin to count seconds, once the pane is seen."""
        self._seconds = self.set_interval(1.0, self.speak, pause=not self.seen.is_set())
        self.speak()

    def on_unmount(self) -> None:
        """A preview is closed with each step down a list, while its screen stays."""
        forget_closed()

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
        if self._seconds is not None:
            (self._seconds.resume if seen else self._seconds.pause)()

    def speak(self) -> None:
        """Say what there is to say, where it is not what was said already."""
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
            self._complaint.update(complaint)
