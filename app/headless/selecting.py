"""From what is wanted to which lines that is."""

from app.config import Settings
from app.headless.choosing import Matches, Selection, matching
from app.headless.log_flags import Wanted


def selection(settings: Settings, wanted: Wanted) -> Selection:
    """What lets the lines through that are wanted. Raises UsageError."""
    conditions: list[Matches] = []
    if wanted.grep is not None:
        conditions.append(matching(wanted.grep))
    if wanted.errors:
        from app.logs.scanning.signs import Signs  # noqa: PLC0415 - only some want it

        conditions.append(Signs(settings.log_errors, settings.log_warnings).errors_in)
    return Selection(conditions, wanted.context or 0)
