"""What a poller keeps up to date: the items of a level, however the service gives them."""

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from app.poller.attention import Attention
from app.poller.known import Known
from app.resources.query import Query
from app.rows import Rows


class Contents(Protocol):
    """The items of one place as far as they are loaded."""

    known: Known
    """What is known of each."""
    loaded: bool
    """Whether what was wanted first is there."""

    @property
    def total(self) -> int | None:
        """How many there are, where the service says so."""
        ...

    @property
    def uncounted(self) -> bool:
        """Whether there can be more than are counted in `total`, or are loaded."""
        ...

    @property
    def unreachable(self) -> bool:
        """Whether there can be items to which no call leads in the order that was asked for."""
        ...

    @property
    def version(self) -> int:
        """Grows with every change that can be seen."""
        ...

    @property
    def more(self) -> bool:
        """Whether the service has items that were not loaded."""
        ...

    @property
    def query(self) -> Query:
        """What the service was asked for."""
        ...

    @property
    def refused(self) -> Query | None:
        """What it was asked for in vain: it does not take a field of that."""
        ...

    def rows(self) -> Rows:
        """The items as rows, in the service's order, with those pending that are not loaded."""
        ...

    def load(self, attention: Attention) -> AsyncGenerator[None, None]:
        """Load what the user has come to; yields after each page.

        Raises the errors of `app.errors`.
        """
        ...

    async def refresh(self, attention: Attention) -> None:
        """Ask what is new. Raises the errors of `app.errors`."""
        ...

    def remove(self, keys: Sequence[str]) -> None:
        """Items turned out to have gone."""
        ...
