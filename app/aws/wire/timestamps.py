"""A parser of timestamps that reads what AWS usually sends a hundred times faster than botocore's.

botocore hands every timestamp to dateutil, which guesses its format; that is most of the cost of
reading a page. Here the one format that Deadline Cloud sends is read by `datetime.fromisoformat`,
and whatever looks otherwise is left to botocore, so that no value ever differs.
"""

import re
from datetime import datetime
from typing import Any

from botocore.utils import parse_timestamp as parse_as_botocore

_USUAL = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
"""`fromisoformat` reads more than this, and some of it differently: week dates, hour 24."""


def parse_timestamp(value: Any) -> datetime:
    """The moment that a service names, equal to what botocore's own parser makes of it.

    Takes what a parser of botocore's finds on the wire: a text or a number of seconds. Raises what
    `botocore.utils.parse_timestamp` raises.
    """
    if isinstance(value, str) and _USUAL.fullmatch(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    moment: datetime = parse_as_botocore(value)
    return moment
