"""What `:` leads to without asking: what is listed, and the places where one is and has been."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from app.errors import UsageError
from app.resources import LEVELS, ancestry, inside, place_among
from app.resources.address import NAMED, NAMED_IN_FLEETS
from app.resources.ids_in_text import is_id, is_uuid, lower_ids
from app.resources.level import Path, Place
from app.tui.lists.listed import Listed
from app.view import count_text, short_id

Thing: TypeAlias = Listed | Place
"""Something that is listed, or a place where one has been."""

_BEGINNING = re.compile(r"[a-z]+-[0-9a-f]{2,}(?:-\d*)?|[0-9a-f]{8}[0-9a-f-]*")
"""How an id begins, as far as nothing else is meant."""

_TOLD_AT_MOST = 5
"""So many of several that are meant are told."""


@dataclass(frozen=True, slots=True)
class Known:
    """Things by what one can type to get to them, the likelier texts first."""

    things: Mapping[str, tuple[Thing, ...]] = field(default_factory=dict)
    """Of one name there may be several."""
    name: Callable[[str], str] = str
    """What an id is called."""

    @property
    def texts(self) -> list[str]:
        """What leads to one thing alone."""
        return [text for text, things in self.things.items() if len(things) == 1]

    def find(self, text: str) -> Thing | None:
        """The thing that goes by a text, or whose id begins so. Raises UsageError for several."""
        text = lower_ids(text.strip())
        things, how = self.things.get(text, ()), "are called"
        if not things and not _is_id(text):
            things, how = tuple(self._begun(text.lower())), "have an id like"
        if len(things) < 2:
            return next(iter(things), None)
        told = ", ".join(short_id(_key(thing)) for thing in things[:_TOLD_AT_MOST])
        more = " and others" if len(things) > _TOLD_AT_MOST else ""
        kinds = {_noun(thing) for thing in things}
        count = count_text(len(things), kinds.pop() if len(kinds) == 1 else "thing")
        raise UsageError(f"{count} {how} {text!r}: {told}{more}.", "Type the id of one.")

    def called(self, path: Path) -> str:
        """What a person calls that to which `path` leads: `Aurora/lighting`."""
        names = ((key, self.name(key)) for key in path.values())
        return "/".join(short_id(key) if name == key else name for key, name in names)

    def _begun(self, text: str) -> Iterator[Thing]:
        """What has an id that begins so, or reads so where it is cut in the middle."""
        begin, _, end = text.partition("…")
        if _BEGINNING.fullmatch(begin):
            for key, things in self.things.items():
                if key.startswith(begin) and key.endswith(end) and _is_id(key):
                    yield from things


NOTHING = Known()
"""Where nothing is listed, and one has been nowhere."""


def known_things(
    places: Sequence[Place] = (),
    name: Callable[[str], str] = str,
    listed: Sequence[Listed] = (),
) -> Known:
    """What can be gone to: what is `listed`, and where one is and has been, the newest place first.

    `name` says what an id is called. Each goes by its name, by its address where names have one,
    and by its id.
    """
    passed = list(dict.fromkeys(thing for place in places for thing in _along(place)))
    named_places = [(name(_key(place)), place) for place in passed]
    labels = [place.level.label(item) for place, item in listed]
    things: dict[str, tuple[Thing, ...]] = {}
    _add(things, _names(listed, labels))
    _add(things, ((called, place) for called, place in named_places if not _is_id(called)))
    _add(things, ((address_of(place.path, name), place) for place in passed))
    _add(things, _addresses(listed, labels, name))
    _add(things, ((_key(one), one) for one in listed))
    _add(things, ((key, place) for place in passed if _is_id(key := _key(place))))
    return Known(things, name)


def address_of(path: Path, name: Callable[[str], str]) -> str:
    """What one types to come to where `path` leads; empty where ids of another kind lead there."""
    chains = ([level.key for level in chain[: len(path)]] for chain in (NAMED, NAMED_IN_FLEETS))
    if list(path) not in chains:
        return ""
    names = ((name(key), key) for key in path.values())
    return "/".join(key if "/" in called else called for called, key in names)


def _add(things: dict[str, tuple[Thing, ...]], more: Iterable[tuple[str, Thing]]) -> None:
    """Add what goes by a text by which nothing that is likelier goes."""
    added: dict[str, tuple[Thing, ...]] = {}
    for text, thing in more:
        if not text or text in things:
            continue
        if text not in added:
            added[text] = (thing,)
        elif all(_key(other) != _key(thing) for other in added[text]):
            added[text] = (*added[text], thing)
    things |= added


def _along(place: Place) -> Iterator[Place]:
    """What is inside each thing that leads to a place, the outermost first."""
    for level in ancestry(place.level):
        if level.key in place.path and (child := inside(level)) is not None:
            yield place_among(child, place.path)


def _names(listed: Iterable[Listed], labels: Iterable[str]) -> Iterator[tuple[str, Thing]]:
    """What is listed by what a person calls it, but for what goes by its id alone."""
    for one, label in zip(listed, labels, strict=True):
        if "…" not in label or label != short_id(_key(one)):
            yield label, one


def _addresses(
    listed: Iterable[Listed], labels: Iterable[str], name: Callable[[str], str]
) -> Iterator[tuple[str, Thing]]:
    here, begin = None, ""
    for one, label in zip(listed, labels, strict=True):
        if one[0] is not here:  # what is listed at one place comes together
            here = one[0]
            begin = _begin(here, name)
        if begin and label and "/" not in label:
            yield f"{begin}{label}", one


def _begin(place: Place, name: Callable[[str], str]) -> str:
    """What stands before the names of a place's items in addresses; empty where they have none."""
    if place.level not in (*NAMED, *NAMED_IN_FLEETS):
        return ""
    above = address_of(place.path, name)
    return f"{above}/" if above else ""


def _key(thing: Thing) -> str:
    """The id of what is listed, or of what a place is inside."""
    if isinstance(thing, Place):
        *_, key = thing.path.values()
        return key
    place, item = thing
    return str(item[place.level.key])


def _noun(thing: Thing) -> str:
    if isinstance(thing, Place):
        return LEVELS[thing.level.parent or ""].noun
    return thing[0].level.noun


def _is_id(text: str) -> bool:
    return is_id(text) or is_uuid(text)
