"""The way to the table of keys."""

from typing import Any

from textual.app import App

from app.tui.keyboard.actions import Scope


def open_help(app: App[Any], here: Scope) -> None:
    """Show every key, those first that work `here`. The table is made once, and shown again."""
    from app.tui.boxes.help_screen import HelpScreen  # noqa: PLC0415 - for the first frame

    name = f"help-{here.name}"
    if not app.is_screen_installed(name):
        app.install_screen(HelpScreen(here), name)
    app.push_screen(name)
