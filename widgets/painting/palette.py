"""The colours of the theme that is on, for what a widget draws itself."""

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color
from textual.widget import Widget

CONTRAST = "auto"
"""Stands in a theme for white or black, whichever can be read on what is behind it."""


class Palette:
    """Styles for letters on the background that a widget has now.

    Whoever uses it is painted in other colours once something else has it painted: the theme is
    chosen before the first frame, and stays.

    They come straight from the variables of the theme. For styles that a style sheet gives to parts
    of a widget Textual looks through all of its rules, once for each part, as often as a widget is
    opened, has the focus or loses it: with a table's two dozen and a bar's seven, that took a
    twentieth of the time to the first frame.
    """

    def __init__(self, widget: Widget) -> None:
        self._variables = widget.app.theme_variables
        _, self._ground = widget.background_colors

    def letters(self, variable: str, alpha: float = 1.0, *, bold: bool | None = None) -> Style:
        """Letters on the background, in a colour of the theme of which so much is seen."""
        colour = self._over(variable, alpha)
        return Style(color=colour.rich_color, bgcolor=_seen(self._ground), bold=bold)

    def ink(self, variable: str, *, bold: bool | None = None) -> Style:
        """The colour of letters, whatever they stand on."""
        return Style(color=self._over(variable, 1.0).rich_color, bold=bold)

    def under(self, variable: str, alpha: float = 1.0, *, bold: bool | None = None) -> Style:
        """What is laid under letters, whatever their colour."""
        return Style(bgcolor=_seen(self._over(variable, alpha)), bold=bold)

    def _over(self, variable: str, alpha: float) -> Color:
        return self._ground + self._colour(variable).multiply_alpha(alpha)

    def _colour(self, variable: str) -> Color:
        """A theme says `#d5d8dc`, or `auto 60%` for a colour of which less than all is seen."""
        name, _, share = self._variables[variable].partition(" ")
        alpha = float(share.removesuffix("%")) / 100 if share else 1.0
        if name == CONTRAST:
            return self._ground.get_contrast_text(alpha)
        return Color.parse(name).multiply_alpha(alpha)


def _seen(ground: Color) -> RichColor | None:
    return ground.rich_color if ground.a else None
