"""GetLogEvents with whichever credentials may call it."""

from app.aws.api import EventPage

__all__ = ["EventPage"]
