"""The colours of a table, from the variables of whichever theme is on."""

from rich.style import Style
from textual.widget import Widget

from app.view import Tone
from widgets.painting.palette import Palette
from widgets.table.row_paint import TableStyles

TABLE_CSS = """
RowView {
    height: 1fr;
    background: $background;
    color: $foreground;
    overflow-x: hidden;
    overflow-y: auto;
    scrollbar-gutter: stable;
    scrollbar-size-vertical: 1;
    scrollbar-background: $background;
    scrollbar-background-hover: $background;
    scrollbar-background-active: $background;
    scrollbar-color: $foreground 20%;
    scrollbar-color-hover: $foreground 40%;
    scrollbar-color-active: $foreground 40%;
}
"""

_DIM = Style(dim=True)


def resolved_styles(table: Widget) -> TableStyles:
    """The styles of a table, in the colours of now: quiet where all is well, red only for what is
    broken."""
    palette = Palette(table)
    letters, under = palette.letters, palette.under
    return TableStyles(
        base=table.rich_style,
        header=letters("foreground", 0.55),
        sorted=letters("foreground", bold=True),
        cursor=under("primary", 0.3, bold=True),
        unfocused=under("foreground", 0.07),
        marked=under("accent", 0.14),
        mark=palette.ink("text-accent", bold=True),
        flash=under("foreground", 0.25),
        empty=letters("foreground", 0.25),
        stale=_DIM,
        tones={
            Tone.PLAIN: letters("foreground"),
            Tone.MUTED: letters("foreground", 0.6),
            Tone.BUSY: letters("text-primary"),
            Tone.WAITING: letters("foreground", 0.6),
            Tone.GOOD: letters("text-success", 0.7),
            Tone.WARN: letters("text-warning"),
            Tone.BAD: letters("text-error", bold=True),
        },
        bars={
            Tone.PLAIN: letters("foreground", 0.4),
            Tone.MUTED: letters("foreground", 0.25),
            Tone.BUSY: letters("text-primary", 0.75),
            Tone.WAITING: letters("foreground", 0.25),
            Tone.GOOD: letters("text-success", 0.3),
            Tone.WARN: letters("text-warning", 0.65),
            Tone.BAD: letters("text-error", 0.75),
        },
    )
