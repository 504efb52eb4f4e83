"""Having the focus without being styled and painted anew, all of it."""

from textual import events
from textual.widget import Widget


def have_focus(widget: Widget, event: events.Focus | events.Blur) -> None:
    """Take or lose the focus as every widget does, but for styling and painting it anew."""
    has_focus = isinstance(event, events.Focus)
    told = (events.DescendantFocus if has_focus else events.DescendantBlur)(widget)
    event.prevent_default()
    widget.set_reactive(Widget.has_focus, has_focus)
    if widget.parent is not None:
        widget.parent.post_message(told)
