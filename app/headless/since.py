"""When a log is to be read from, as it is typed: `15m`, or a time."""

import re
from datetime import datetime

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_STRETCH = re.compile(r"(\d+(?:\.\d+)?)([smhd])")

EXAMPLES = "90s, 15m, 2h, 1d or 2026-03-01T14:30"


def parse_since(text: str, now: float) -> int:
    """The time that is meant, in milliseconds since the epoch; `now` is in seconds.

    A time without an offset is local. Raises `ValueError`, with examples, for anything else.
    """
    stretch = _STRETCH.fullmatch(text.strip())
    try:
        if stretch:
            moment = now - float(stretch[1]) * _UNITS[stretch[2]]
        else:
            moment = datetime.fromisoformat(text.strip()).timestamp()
        return max(0, int(moment * 1000))
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is no time; write it as {EXAMPLES}.") from None
