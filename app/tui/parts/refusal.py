"""What is told of one screen alone, in the corner: why a key does nothing there."""

from typing import Any

from textual.app import App
from textual.notifications import Notification, Notify, SeverityLevel
from textual.screen import Screen
from textual.widget import Widget


class Refusal(Notification):
    """Words that are gone with the screen that they are about; what was done is told beyond it."""

    screen: Screen[Any]


def refuse(
    about: Widget,
    words: str,
    *,
    title: str = "",
    severity: SeverityLevel = "warning",
    timeout: float | None = None,
) -> None:
    """Tell why something does not work on a screen, or on the screen of a widget.

    It stands for so many seconds, and no longer than that screen is on top.
    """
    seconds = about.app.NOTIFICATION_TIMEOUT if timeout is None else timeout
    if not about.screen.is_active:
        return
    refusal = Refusal(words, title, severity, seconds)
    refusal.screen = about.screen
    about.app.post_message(Notify(refusal))


def forget_refusals(app: App[Any]) -> None:
    """Tell no longer what is about other screens than the one that is on top now."""
    # Textual has no public way to some of them: `pyproject.toml` holds it to its major version.
    for told in list(app._notifications):
        if isinstance(told, Refusal) and told.screen is not app.screen:
            app._unnotify(told, refresh=False)
