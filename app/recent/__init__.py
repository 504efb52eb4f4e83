"""The rows of the places last seen, kept so that the next start has something to show at once."""

from app.recent.shelf import KEPT_PLACES, KEPT_ROWS, Kept, Recent

__all__ = ["KEPT_PLACES", "KEPT_ROWS", "Kept", "Recent"]
