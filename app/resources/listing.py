"""How the items of a level are listed, and what else the service can do with a list."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct, field

from app.resources.terms import Filter, Item, Path, Term, among


class Search(Struct, frozen=True):
    """What a Search operation can do beyond a List operation: it sorts, filters and goes anywhere.

    Its pages are asked for by `itemOffset` up to 10,000, and on by a threshold of the time that it
    is sorted by. Which fields it takes is not documented; one that it refuses is sorted by here
    instead.
    """

    order: str
    """The field by which items come unasked; after a `-` it falls. Where it is empty nothing is
    said about it, and they come as the service has them."""
    ids: str = ""
    """The field of an item's own id; empty where there is none."""
    sorts: Mapping[str, str] = field(default_factory=dict)
    """The fields by the columns that they sort; after a `-` it falls where the column rises."""
    words: tuple[str, ...] = ()
    """The members of an item in which it looks for plain words: `hostProperties.hostName` inside
    another. Where there are none it is not asked for plain words."""
    finds_names: bool = False
    """Whether these are what an item is called, so that there is none where it finds none."""
    terms: Mapping[str, Term] = field(default_factory=dict)
    """What a filter can ask for beside plain words, as one types it before a colon."""
    within: Mapping[str, str] = field(default_factory=dict)
    """The fields that hold path members by which it only filters: stepId -> STEP_ID."""

    def fixed(self, path: Path) -> tuple[Filter, ...]:
        """What every search below `path` filters by, as far as that leads."""
        own = ((name, path[member]) for member, name in self.within.items() if member in path)
        return tuple(among(name, [key]) for name, key in own)


class Listing(Struct, frozen=True):
    """The operation that lists a level, and how its request and its answer are laid out.

    A List operation goes on by `nextToken` until that is absent; a page may be empty before.
    """

    operation: str
    result: str
    """The member of the answer that holds the items."""
    search: Search | None = None
    """What it can do where it is a Search operation."""
    always: Mapping[str, str] = field(default_factory=dict)
    """Parameters that every request has: in which order the items are to come."""
    listed: Mapping[str, str] = field(default_factory=dict)
    """Path members that the operation takes as a list under another name: queueId -> queueIds."""
    omitted: frozenset[str] = frozenset()
    """Path members that the operation does not take, since others tell as much."""
    optional: frozenset[str] = frozenset()
    """Path members without which it lists, too: what is below each of them, all at once."""
    instead: "Listing | None" = None
    """What lists the same where the service refuses to search."""
    read: Callable[[Any], Iterable[Item]] | None = None
    """How the items are read off a member of a Get operation's answer, which has no pages."""

    def request(self, path: Path) -> dict[str, Any]:
        """The parameters of the first page below `path`."""
        within = {
            self.listed.get(name, name): [i] if name in self.listed else i
            for name, i in path.items()
            if name not in self.omitted
        }
        return {**self.always, **within}

    @property
    def has_pages(self) -> bool:
        """Whether an answer holds only so many items as it is asked for."""
        return self.read is None

    def items(self, answer: Mapping[str, Any]) -> tuple[Item, ...]:
        """The items of an answer."""
        if self.read is None:
            return tuple(answer[self.result])
        return tuple(self.read(answer.get(self.result)))
