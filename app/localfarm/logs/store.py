"""CloudWatch Logs as far as the embedded farm has it: which operation is answered by what."""

import asyncio
import time

from app.localfarm.contract import Handler, Handlers
from app.localfarm.logs.listing import Listing
from app.localfarm.logs.livetail import LiveTail, Sleep
from app.localfarm.logs.putting import Putting
from app.localfarm.logs.reading import Reading
from app.localfarm.logs.searching import Searching
from app.localfarm.logs.shelf import Clock, Records, Shelf


class LogStore:
    """The log groups and streams of a farm, and the operations that read and write them."""

    def __init__(
        self,
        records: Records,
        *,
        region: str,
        account: str,
        clock: Clock = time.time,
        log_rate: float = 4.0,
        sleep: Sleep = asyncio.sleep,
        delay: float = 0.2,
        room: int = 256 * 2**20,
        empty_pages: int = 0,
    ) -> None:
        """The farm starts now, by `clock`; tasks write `log_rate` lines a second.

        A line can be read `delay` seconds after its time. Streams that nobody reads are dropped
        while the open ones take more than `room` bytes. One stream out of `empty_pages` is
        read through pages without events, as AWS gives now and then.
        """
        shelf = Shelf(records, clock, log_rate, delay=delay, room=room)
        listing = Listing(shelf, clock, region, account)
        putting = Putting(shelf, clock)
        live_tail = LiveTail(shelf, clock, sleep)
        answers: dict[str, Handler] = {
            "GetLogEvents": Reading(shelf, empty_pages=empty_pages).get_log_events,
            "FilterLogEvents": Searching(shelf).filter_log_events,
            "DescribeLogGroups": listing.describe_log_groups,
            "DescribeLogStreams": listing.describe_log_streams,
            "CreateLogGroup": putting.create_log_group,
            "CreateLogStream": putting.create_log_stream,
            "PutLogEvents": putting.put_log_events,
            "StartLiveTail": live_tail.start_live_tail,
        }
        self.handlers: Handlers = {("logs", name): answer for name, answer in answers.items()}
        """The handler of each operation."""
