"""The colours: quiet for what is well, red only for what is broken."""

from textual.theme import Theme

THEMES = (
    Theme(
        name="farmtop",
        primary="#5f9ea8",
        secondary="#8a7fb0",
        accent="#6cb6d9",
        foreground="#d5d8dc",
        background="#121417",
        surface="#16191d",
        panel="#20242a",
        success="#7fae7a",
        warning="#d9a84e",
        error="#ef6461",
        dark=True,
    ),
    Theme(
        name="farmtop-light",
        primary="#2b6f7a",
        secondary="#5f5590",
        accent="#1c6d94",
        foreground="#24282d",
        background="#fafaf8",
        surface="#f3f3f0",
        panel="#e6e6e1",
        success="#3f7a3b",
        warning="#9a6700",
        error="#c2312d",
        dark=False,
    ),
)
"""The first one is the default; Textual's own themes can be chosen in the settings too."""
