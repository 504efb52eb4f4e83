"""A row of bars for a figure over time."""

from collections.abc import Sequence

BARS = "▁▂▃▄▅▆▇█"
"""From the lowest to the highest that a line has room for."""


def sparkline(values: Sequence[float | None], width: int, most: float | None = None) -> str:
    """The newest `width` values as bars, the newest on the right; always `width` characters.

    A value that nobody knows is a space, and so is whatever was before the first. Nought has the
    lowest bar, so that it can be told from what nobody knows; anything more has a higher one.
    The highest bar is `most`, or the highest value that is shown where `most` is None.
    """
    shown = values[-width:] if width > 0 else ()
    known = [value for value in shown if value is not None]
    top = max(known, default=0.0) if most is None else most
    return "".join(_bar(value, top) for value in shown).rjust(max(0, width))


def _bar(value: float | None, top: float) -> str:
    if value is None:
        return " "
    if value <= 0 or top <= 0:
        return BARS[0]
    steps = len(BARS) - 1
    return BARS[min(steps, max(1, -int(-value * steps // top)))]
