"""The connection that all screens share, and the names that were learned through it."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.aws.api import Account, LogService
from app.aws.connection.quick_import import import_cloud
from app.aws.reading.name_book import NameBook
from app.bookmarks import Bookmarks, bookmarks_file
from app.config import Settings, settings_file
from app.overview.past import Past
from app.poller import Snapshot
from app.poller.refusals import Refusals
from app.recent import Recent
from app.resources.level import Item, Level, Place
from app.rows import Rows
from app.tui.connection.column_settings import ColumnSettings
from app.tui.connection.history import History
from app.tui.connection.requested import Requested
from app.tui.connection.traffic_words import Pace, Traffic
from app.view import short_id

if TYPE_CHECKING:  # None of them is needed for the first frame.
    from app.acting import Errand
    from app.aws.connection.cloud import Identity
    from app.aws.profiles.deadline_config import Defaults
    from app.logs.following.tails import Tails
    from app.stuck.silence import Silence
    from app.stuck.silences import Silences


SAVED_EVERY = 120.0
"""Seconds after which the rows last seen are written down, for whoever is not left time to end."""


class Service(Account, LogService, Protocol):
    """What the screens need of a connection."""

    @property
    def profile(self) -> str:
        """The AWS profile's name; empty where none is named."""
        ...

    @property
    def defaults(self) -> "Defaults":
        """What `deadline config` has chosen."""
        ...

    @property
    def traffic(self) -> Traffic:
        """How much is asked of the services."""
        ...

    @property
    def pace(self) -> Pace:
        """How fast that is done."""
        ...

    async def identity(self) -> "Identity":
        """Whose credentials these are."""
        ...


class Connect(Protocol):
    """Opens the connection that the settings select."""

    def __call__(self, settings: Settings) -> AbstractAsyncContextManager[Service]:
        """A context that holds the connection open."""
        ...


@asynccontextmanager
async def connect_to_aws(settings: Settings) -> AsyncIterator[Service]:
    """The real connection. Importing it takes long enough that keys are answered meanwhile."""
    cloud = await asyncio.to_thread(import_cloud)
    async with cloud.open(settings) as service:
        yield service


class Link:
    """Opens the connection once, and hands it to every screen that waits for it."""

    def __init__(
        self,
        settings: Settings,
        connect: Connect = connect_to_aws,
        clock: Callable[[], float] = time.time,
        trail: Path | None = None,
    ) -> None:
        self.settings = settings
        """What the user has chosen."""
        self._trail = trail
        self._connect = connect
        self.clock = clock
        """Seconds since the epoch, for everything that is shown with its age."""
        self.recent = Recent.of(settings, os.environ)
        """The rows of the places last seen."""
        self.columns = ColumnSettings(settings.columns, settings_file(os.environ))
        """The columns that were chosen for each level."""
        self.bookmarks = Bookmarks(bookmarks_file() if settings.cache else None)
        """The places that the user keeps."""
        self.history = History()
        """The places where the user has been."""
        self.names = NameBook()
        """What a person calls things, as far as anything has told it."""
        self.refusals = Refusals()
        """What the service does not search, sort and filter by."""
        self.past = Past()
        """How the queues and fleets were doing since the monitor was started."""
        self.requested = Requested()
        """What the service was asked to change, and has not told of yet."""
        self._silences: Silences | None = None
        self.errand: Errand | None = None
        """What was done last."""
        self._errands: tuple[Errand, ...] = ()
        """What was under way when that was begun, and that itself."""
        self._service: asyncio.Future[Service] | None = None
        self._tails: Tails | None = None
        self.account = ""
        """The account's number, once it is known."""

    def set_out(self, errand: "Errand") -> None:
        """Do something, from now on the last that was done."""
        self._errands = (*self.under_way, errand)
        self.errand = errand

    @property
    def under_way(self) -> "tuple[Errand, ...]":
        """What is being done and is not over yet, the oldest first."""
        return tuple(errand for errand in self._errands if not errand.done)

    async def hold(self) -> None:
        """Open the connection and keep it open until cancelled. Raises FarmtopError."""
        async with self._connect(self.settings) as service:
            self._waiting().set_result(service)
            try:
                await self._save_now_and_then()
            finally:
                self.recent.save()

    async def service(self) -> Service:
        """The connection, as soon as it is open."""
        return await asyncio.shield(self._waiting())

    @property
    def trail_file(self) -> Path:
        """Where it is written down who did what."""
        from app.acting import trail_file  # noqa: PLC0415

        return self._trail or trail_file()

    async def tails(self) -> "Tails":
        """What opens the logs of the connection: they share its calls."""
        from app.logs.following.tails import Tails  # noqa: PLC0415

        service = await self.service()
        if self._tails is None:
            live_tail = self.settings.live_tail
            self._tails = Tails(service, live_tail=live_tail, clock=self.clock)
        return self._tails

    @property
    def opened(self) -> Service | None:
        """The connection, if it is open."""
        return self._service.result() if self._service and self._service.done() else None

    def chosen(self, level: Level) -> str | None:
        """The item of a level that `deadline config` has chosen, if any."""
        return self.opened.defaults.id_of(level.key) if self.opened else None

    def learn(self, level: Level, item: Item) -> None:
        """Remember what a person calls an item, and what it tells of others' names."""
        self.names.learn(level, item)

    def label(self, key: str) -> str:
        """What a person calls the item with this id; its short id while that is not known."""
        return self.names.of(key) or short_id(key)

    def name(self, key: str) -> str:
        """What a person calls the item with this id, or else the id."""
        return self.names.of(key) or key

    def marked(self, snapshot: Snapshot) -> Rows:
        """The rows of a snapshot, with marks for what is known beside what the service tells."""
        rows = self.requested.marked(snapshot)
        if self._silences is None:
            return rows
        from app.tui.connection.silent_rows import marked  # noqa: PLC0415

        return marked(self._silences, snapshot, rows, self.clock())

    @property
    def silences(self) -> "Silences":
        """What was heard of actions that run, and say nothing any more."""
        from app.stuck.silences import Silences  # noqa: PLC0415

        if self._silences is None:
            self._silences = Silences(self.settings.stuck_after)
        return self._silences

    def silence_of(self, key: str) -> "Silence | None":
        """The silence of the action with an id; None where it is not known to be silent."""
        return None if self._silences is None else self._silences.of(key, self.clock())

    def silent_in(self, snapshot: Snapshot) -> frozenset[str]:
        """The keys of the items of a snapshot of which it is known that something is silent."""
        if self._silences is None:
            return frozenset()
        from app.tui.connection.silent_rows import silent_items  # noqa: PLC0415

        return frozenset(silent_items(self._silences, snapshot, self.clock()))

    def trail(self, place: Place) -> tuple[str, ...]:
        """What a person calls the things that lead to a place, and the place itself."""
        return (*(self.label(key) for key in place.path.values()), place.level.name)

    async def _save_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(SAVED_EVERY)
            await asyncio.to_thread(self.recent.write, self.recent.unsaved())

    def _waiting(self) -> asyncio.Future[Service]:
        if self._service is None:
            self._service = asyncio.get_running_loop().create_future()
        return self._service
