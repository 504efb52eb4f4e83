"""What a level is: one kind of thing that can be listed, opened, watched and read about.

A level is declared once, in a file of its own, and everything else follows from the declaration:
the table and its columns, the command line's flags, what a refresh asks for, where the log is.
`tests/test_resources.py` and those beside it hold every declaration against botocore's model.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar

from msgspec import Struct, field
from msgspec.structs import replace

from app.resources.listing import Listing
from app.resources.log_place import LogPlace
from app.resources.terms import Item as Item  # noqa: PLC0414 - levels are made of items
from app.resources.terms import Path as Path  # noqa: PLC0414 - and stand below others
from app.view import AnyCell, Cell, Column, Row, Tone, plain, short_id


class Batch(Struct, frozen=True):
    """The batch operation that tells more of items already listed: 1 to 100 of them a call."""

    operation: str
    result: str
    identifiers: tuple[str, ...]
    """The members of one identifier: the path's, and the item's own."""
    enriches: bool = False
    """Whether columns need it; else it only brings rows up to date."""
    stays: bool = False
    """Whether what they need of it stays as it is while the list says the same of the item."""

    def identifier(self, path: Path, key_member: str, key: str) -> dict[str, str]:
        """The identifier of the item `key`."""
        return {m: key if m == key_member else path[m] for m in self.identifiers}

    def lasts(self, before: Item, now: Item) -> bool:
        """Whether what it told of an item still holds, by what the list said of it then and now."""
        return self.stays and before == now


class Rollup(Struct, frozen=True):
    """What items are told by what belongs to them, where the service itself only has their ids.

    What belongs to all items of a place is listed at once: one call for up to 100 of those, in
    turns with one that asks for what they belong to themselves, where all of those have ended.
    """

    of: "Level"
    """The level below, whose operation also lists what belongs to all items of a place."""
    digest: Callable[[Sequence[Item], bool], Item]
    """What those of one item tell of it, the newest first, and whether these are all of them."""
    members: tuple[str, ...]
    """The members that the digest has."""
    settled: Callable[[Item, Item], Item]
    """The item as the one tells it that it belongs to itself, which comes second: whether there
    can be more of it."""
    enriches: ClassVar[bool] = True
    """Columns need it: a list has nothing but ids."""

    def lasts(self, _before: Item, _now: Item) -> bool:
        """It is how the items are doing."""
        return False


class Counterpart(Struct, frozen=True):
    """What items are told by those of another level that have the same ids.

    A page of these is listed, one call; where there are several, one after the other in turn.
    """

    of: "Level"
    """That level. It is listed above the place of the items."""
    members: tuple[str, ...]
    """The members that are taken over."""
    enriches: ClassVar[bool] = True
    """Columns need it: the items themselves do not have them."""

    def lasts(self, _before: Item, _now: Item) -> bool:
        """It is how the others are doing."""
        return False


class Names(Struct, frozen=True):
    """What something is called of which items tell the id alone.

    A batch get of its level tells it, of up to 100 a call; where there is none, it is listed with
    all its like.
    """

    of: "Level"
    """The level of that. Items and their path tell what its batch get takes; else it is listed at
    the same place, or above it."""
    id_in: Callable[[Item], str | None]
    """Its id, as an item tells it."""
    member: str
    """The member that holds its name from then on."""


class Status(Struct, frozen=True):
    """The word that a service has for how something is, and what it means to a wrangler."""

    word: str
    tone: Tone
    note: str = ""
    """What sets it apart from others of the same word: `with a message`."""


class Field(Struct, frozen=True):
    """A column and how its cell is read off an item."""

    column: Column
    cell: Callable[[Item], AnyCell]
    reads: tuple[str, ...]
    """The members of the item that the cell is made of; tests hold them against the model."""


class StreamSearch(Struct, frozen=True):
    """Where a log stream is looked for whose name nobody tells: by the ids that names hold."""

    told_by: str
    """The level whose Get operation tells the log group: the item's own, or one above."""
    member: str
    """The member that holds the group's name; it may be absent."""
    service: str
    """What makes the calls, as `app.aws.api.Api` takes it."""


class IdShape(Struct, frozen=True):
    """How the ids of a level's items read."""

    pattern: str
    """The regular expression that one matches, whole."""
    example: str


class Log(Struct, frozen=True):
    """Whose log stream tells about an item."""

    owner: str
    """The level that owns the stream. It may be the item's own level; an ancestor, whose log is
    cut to the item's time; or a child, of which the newest running one is taken."""
    place: Callable[[Path, Item], LogPlace] | None = None
    """On the owner itself: the stream of one of its items."""
    subject: Callable[[Path, Item], Path | None] | None = None
    """Where the owner is no such level: the ids that lead to the item of the owner which tells,
    its own last; None where there is none yet."""
    search: StreamSearch | None = None
    """Where the stream has to be looked for."""


class CrossLink(Struct, frozen=True):
    """Another row to which an item leads, beside what is inside it."""

    level: str
    """The level of that row."""
    ids: Callable[[Path, Item], Path | None]
    """The ids that lead to the row, its own last; None where there is none."""
    reads: tuple[str, ...] = ()
    """The members of the item that tell them; tests hold them against the model."""
    absent: str = ""
    """Why there can be none, as a sentence."""
    onwards: bool = False
    """Whether that row is only on the way: where its own link of the same name leads is meant."""


def _never(_item: Item) -> bool:
    return False


def _none(_item: Item) -> Mapping[str, str]:
    return {}


class Level(Struct, frozen=True):
    """One kind of thing, declared once."""

    name: str
    """As one types it: `session-actions`."""
    noun: str
    """One of them: `session action`."""
    key: str
    """The member that holds an item's id, in items and in paths: `sessionActionId`."""
    listing: Listing
    get: str | None
    """The operation that tells everything about one item; None where there is none."""
    fields: tuple[Field, ...]
    """The columns, from the left; the one that grows takes the room that is left."""
    status: Callable[[Item], Status | None]
    """How an item is doing; None where the service has no word for it."""
    label: Callable[[Item], str]
    """What a person calls an item: its name, or its short id."""
    values: Callable[[Item], Mapping[str, str]] = _none
    """The values of the parameters that its label tells, by their names; each is a name as well."""
    service: str = "deadline"
    """What makes the calls, as `app.aws.api.Api` takes it."""
    parent: str | None = None
    """The level below whose items these are listed; None where they are an account's own."""
    prefix: str = ""
    """What the ids of items begin with, where that is not the beginning of the key."""
    within: tuple[str, ...] = ()
    """The path members that its Get operation takes beside the key."""
    shape: IdShape | None = None
    """How ids read that begin with no prefix."""
    relisted: bool = False
    """Whether one item is found in the list alone, since no operation tells of it."""
    details: Batch | Rollup | Counterpart | None = None
    """What tells more of many items at once, where anything does."""
    names: tuple[Names, ...] = ()
    """What else its items tell the ids of that has a name, in the order in which it is asked for
    once the details are there."""
    ended: Callable[[Item], bool] = _never
    """Whether an item will not change any more, so that nobody need ask again."""
    span: tuple[str, str] = ("startedAt", "endedAt")
    """The members that say when an item began and when it ended."""
    log: Log | None = None
    inside: str | None = None
    """The level to which opening an item leads, where that is the child of another one: the item
    stands for one of that other's."""
    links: Mapping[str, CrossLink] = field(default_factory=dict)
    """Where an item leads to besides, by what is there: `worker`, `task`, `parent`."""
    oldest_first: bool = False
    """Whether items are listed as they happen, so that what runs stands last."""
    message: str = ""
    """The column in which the service says what is the matter; empty where there is none."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the level's table."""
        return tuple(one.column for one in self.fields)

    @property
    def id_prefix(self) -> str:
        """What the ids of the level's items begin with: `sessionaction`; empty where nothing is."""
        if self.shape is not None:
            return ""
        return self.prefix or self.key.removesuffix("Id").lower()

    @property
    def id_shape(self) -> IdShape:
        """How the ids of the level's items read."""
        prefix = self.id_prefix
        return self.shape or IdShape(
            rf"{prefix}-[0-9a-f]{{32}}(-\d+)?", f"{prefix}-{'0123456789abcdef' * 2}"
        )

    def row(self, item: Item) -> Row:
        """An item as a row: a pure function of the item, so that equal items give equal rows."""
        status = self.status(item)
        return Row(
            key=item[self.key],
            cells=tuple(one.cell(item) for one in self.fields),
            tone=status.tone if status else Tone.PLAIN,
        )

    def matter(self, item: Item) -> AnyCell:
        """What the service says is the matter with an item, as the column of it shows it."""
        told_in = (one for one in self.fields if one.column.id == self.message)
        return next((one.cell(item) for one in told_in), Cell())

    def get_request(self, path: Path, key: str) -> dict[str, str]:
        """The parameters of the Get operation for the item `key` below `path`."""
        return {**{name: path[name] for name in self.within}, self.key: key}


class Place(Struct, frozen=True):
    """Where one is: a level, and the ids that lead to it."""

    level: Level
    path: Path = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.level.name, *self.path.items()))

    @property
    def unsearched(self) -> "Place | None":
        """The same place, listed and not searched; None where nothing lists it."""
        instead = self.level.listing.instead
        return None if instead is None else Place(replace(self.level, listing=instead), self.path)

    def below(self, key: str, child: Level) -> "Place":
        """The items of `child` that belong to the item `key` of this place."""
        return Place(child, {**self.path, self.level.key: key})


def statuses(level: Level, items: Iterable[Item]) -> dict[Status, int]:
    """How many items are in each status, those first that call for attention."""
    counts = Counter(filter(None, map(level.status, items)))
    order = (Tone.BUSY, Tone.BAD, Tone.WARN, Tone.WAITING, Tone.GOOD, Tone.PLAIN, Tone.MUTED)
    return dict(sorted(counts.items(), key=lambda entry: (order.index(entry[0].tone), -entry[1])))


def name_of(member: str, key: str) -> Callable[[Item], str]:
    """A label that is a member of the item; its short id where that is absent."""
    return lambda item: plain(str(item.get(member) or short_id(item[key])))
