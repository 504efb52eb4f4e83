"""How the cells of a table are drawn in a given number of terminal cells."""

from itertools import accumulate

from rich.cells import cell_len, split_graphemes

from app.view import Align, shorten

BAR_EIGHTHS = " ▏▎▍▌▋▊▉"
BAR_FULL = "█"
BAR_EMPTY = "·"
PERCENT_WIDTH = 5
"""A blank and the percentage."""


def fit(text: str, width: int) -> str:
    """Text cut in its middle to at most `width` terminal cells; wide characters are kept whole."""
    if text.isascii():
        return shorten(text, width)
    if cell_len(text) <= width:
        return text
    if width <= 1:
        return "…"[:width]
    tail = (width - 1) // 2
    return f"{_head(text, width - 1 - tail)}…{_tail(text, tail)}"


def fit_prose(text: str, width: int) -> str:
    """Text cut at its end to at most `width` terminal cells; wide characters are kept whole."""
    if cell_len(text) <= width:
        return text
    return f"{_head(text, width - 1)}…" if width > 0 else ""


def align(text: str, width: int, side: Align, *, kept: int = 0, prose: bool = False) -> str:
    """Text in exactly `width` terminal cells, of which the first `kept` characters stay.

    Prose is cut at its end; so is what is to stay where that takes all the room there is.
    """
    if prose or kept >= width:
        fitted = fit_prose(text, width)
    else:
        fitted = text[:kept] + fit(text[kept:], width - kept)
    if fitted.isascii():
        return fitted.rjust(width) if side is Align.RIGHT else fitted.ljust(width)
    blanks = " " * (width - cell_len(fitted))
    return blanks + fitted if side is Align.RIGHT else fitted + blanks


def bar(fraction: float, width: int) -> tuple[str, str]:
    """The filled and the empty part of a bar, drawn in eighths of a cell.

    It is full only where all is done, and not empty where anything is.
    """
    eighths = int(min(max(fraction, 0.0), 1.0) * width * 8)
    if fraction > 0:
        eighths = max(1, eighths)
    whole, part = divmod(eighths, 8)
    filled = BAR_FULL * whole + (BAR_EIGHTHS[part] if part else "")
    return filled, BAR_EMPTY * (width - len(filled))


def progress_texts(fraction: float, percent: str, width: int) -> tuple[str, str, str]:
    """The filled and the empty part of a bar, and its percentage.

    In less than 10 cells there is only the bar, in less than 8 the number.
    """
    if width < 8:
        return "", "", align(percent, width, Align.RIGHT)
    number = percent.rjust(PERCENT_WIDTH) if width >= 10 else ""
    return *bar(fraction, width - len(number)), number


def _head(text: str, width: int) -> str:
    spans, _ = split_graphemes(text)
    ends = [end for _, end, _ in spans]
    reached = accumulate(cells for _, _, cells in spans)
    fitting = [end for end, cells in zip(ends, reached, strict=True) if cells <= width]
    return text[: fitting[-1]] if fitting else ""


def _tail(text: str, width: int) -> str:
    spans, _ = split_graphemes(text)
    starts = [start for start, _, _ in reversed(spans)]
    reached = accumulate(cells for _, _, cells in reversed(spans))
    fitting = [start for start, cells in zip(starts, reached, strict=True) if cells <= width]
    return text[fitting[-1] :] if fitting else ""
