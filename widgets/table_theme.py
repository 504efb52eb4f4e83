"""The colours of a table, from the variables of whichever theme is on."""

from rich.style import Style
from textual.widget import Widget

from app.view import Tone
from widgets.row_paint import TableStyles

COMPONENTS = {
    "resource-table--header",
    "resource-table--sorted",
    "resource-table--cursor",
    "resource-table--marked",
    "resource-table--mark",
    "resource-table--flash",
    "resource-table--bar",
    "resource-table--dim",
    *(f"resource-table--{tone}" for tone in Tone),
    *(f"resource-table--bar-{tone}" for tone in Tone),
}
"""What of a table a style sheet can give a style of its own."""

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

    & > .resource-table--header { color: $foreground 55%; }
    & > .resource-table--sorted { color: $foreground; text-style: bold; }
    & > .resource-table--cursor { background: $foreground 7%; }
    & > .resource-table--marked { background: $accent 14%; }
    & > .resource-table--mark { color: $text-accent; text-style: bold; }
    & > .resource-table--flash { background: $foreground 25%; }
    & > .resource-table--bar { color: $foreground 25%; }
    & > .resource-table--dim { text-style: dim; }
    & > .resource-table--plain { color: $foreground; }
    & > .resource-table--muted { color: $foreground 60%; }
    & > .resource-table--busy { color: $text-primary; }
    & > .resource-table--waiting { color: $foreground 60%; }
    & > .resource-table--good { color: $text-success 70%; }
    & > .resource-table--warn { color: $text-warning; }
    & > .resource-table--bad { color: $text-error; text-style: bold; }
    & > .resource-table--bar-plain { color: $foreground 40%; }
    & > .resource-table--bar-muted { color: $foreground 25%; }
    & > .resource-table--bar-busy { color: $text-primary 75%; }
    & > .resource-table--bar-waiting { color: $foreground 25%; }
    & > .resource-table--bar-good { color: $text-success 30%; }
    & > .resource-table--bar-warn { color: $text-warning 65%; }
    & > .resource-table--bar-bad { color: $text-error 75%; }

    &:focus > .resource-table--cursor { background: $primary 30%; text-style: bold; }
}
"""
"""Quiet where all is well; red only for what is broken."""


def resolved_styles(table: Widget) -> TableStyles:
    """The styles that the style sheet gives to a table now."""

    base = table.rich_style

    def component(name: str) -> Style:
        return base + table.get_component_rich_style(f"resource-table--{name}")

    return TableStyles(
        base=base,
        header=component("header"),
        sorted=component("sorted"),
        cursor=_overlay(table.get_component_rich_style("resource-table--cursor")),
        marked=_overlay(table.get_component_rich_style("resource-table--marked")),
        mark=_text(table.get_component_rich_style("resource-table--mark")),
        flash=_overlay(table.get_component_rich_style("resource-table--flash")),
        empty=component("bar"),
        stale=_overlay(table.get_component_rich_style("resource-table--dim", partial=True)),
        tones={tone: component(tone) for tone in Tone},
        bars={tone: component(f"bar-{tone}") for tone in Tone},
    )


def _overlay(style: Style) -> Style:
    """A style without its colour of text, so that it can be laid over a tone."""
    return Style(bgcolor=style.bgcolor, bold=style.bold or None, dim=style.dim or None)


def _text(style: Style) -> Style:
    """A style without its background, so that it can be laid over that of a line."""
    return Style(color=style.color, bold=style.bold or None)
