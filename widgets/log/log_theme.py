"""The colours of a log, as the style sheet has them."""

from collections.abc import Callable

from rich.style import Style

from app.view import Tone
from widgets.log.line_paint import LineStyles

HIGHLIGHTS = 5
"""Colours of what stays highlighted."""

COMPONENTS = {
    *(f"log-view--{tone}" for tone in Tone),
    "log-view--time",
    "log-view--mark",
    "log-view--current",
    "log-view--match",
    "log-view--current-match",
    *(f"log-view--highlight-{colour}" for colour in range(HIGHLIGHTS)),
}

LOG_CSS = """
LogView {
    & > .log-view--muted { color: $foreground 45%; }
    & > .log-view--time { color: $foreground 40%; }
    & > .log-view--busy { color: $text-accent; }
    & > .log-view--waiting { color: $text-primary; }
    & > .log-view--good { color: $text-success; }
    & > .log-view--warn { color: $text-warning; }
    & > .log-view--bad { color: $text-error; text-style: bold; }
    & > .log-view--mark { color: $text-accent; text-style: bold; }
    & > .log-view--current { background: $foreground 12%; }
    & > .log-view--match { background: $warning 35%; color: $foreground; }
    & > .log-view--current-match { background: $warning; color: $background; }
    & > .log-view--highlight-0 { background: $primary 40%; color: $foreground; }
    & > .log-view--highlight-1 { background: $success 35%; color: $foreground; }
    & > .log-view--highlight-2 { background: $accent 40%; color: $foreground; }
    & > .log-view--highlight-3 { background: $secondary 45%; color: $foreground; }
    & > .log-view--highlight-4 { background: $error 35%; color: $foreground; }
}
"""


def line_styles(style_of: Callable[[str], Style]) -> LineStyles:
    """The colours of a line; `style_of` resolves a component's style."""
    return LineStyles(
        tones={tone: style_of(f"log-view--{tone}") for tone in Tone},
        time=style_of("log-view--time"),
        mark=style_of("log-view--mark"),
        # It is laid over others, which keep their colours.
        current=Style(bgcolor=style_of("log-view--current").bgcolor),
        match=style_of("log-view--match"),
        current_match=style_of("log-view--current-match"),
        highlights=[style_of(f"log-view--highlight-{colour}") for colour in range(HIGHLIGHTS)],
    )
