"""A line of text that takes what is pasted as it was meant."""

from textual import events
from textual.widgets import Input

from app.view import plain


class OneLine(Input):
    """Of what is pasted it takes the first line that says anything, made harmless."""

    def on_paste(self, event: events.Paste) -> None:
        """What was copied in a browser or a mail often begins or ends with a line of nothing."""
        event.stop()
        event.prevent_default()  # Textual takes the first line, whatever it says
        if not (text := _telling_line(event.text)):
            return
        if self.selection.is_empty:
            self.insert_text_at_cursor(text)
        else:
            self.replace(text, *self.selection)


def _telling_line(text: str) -> str:
    """The first line that is not blank; empty where all are."""
    return next((plain(line) for line in text.splitlines() if line.strip()), "")
