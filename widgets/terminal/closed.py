"""What Textual keeps of widgets that were closed, and what is done about that."""

from textual._styles_cache import StylesCache


# Textual has no public way to it: `pyproject.toml` holds it to its major version.
def forget_closed() -> None:
    """Let go of what closed widgets painted last; those that are open paint as before.

    Textual remembers two colours for each of the last 1,024 widgets, and by them, through a cache
    of a method, the widget's lines as well.
    """
    StylesCache.get_inner_outer.cache_clear()
