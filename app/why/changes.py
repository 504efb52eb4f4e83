"""Who changed something last, as itself tells."""

from datetime import UTC

from app.resources.level import Item
from app.view import plain


def changed_by(item: Item) -> str:
    """`, last changed by artist8 at 2026-11-22 01:11Z`; nothing where that is not told."""
    who, when = item.get("updatedBy"), item.get("updatedAt")
    by = f", last changed by {plain(str(who))}" if who else ""
    return f"{by} at {when.astimezone(UTC):%Y-%m-%d %H:%MZ}" if by and when else by
