"""Where `:` leads: to a level by its name, or to a thing by its address."""

from dataclasses import dataclass

from app.aws.addresses import Found, Passed, find_address
from app.aws.api import Api
from app.aws.priority import Priority, asking
from app.errors import UsageError
from app.resources import LEVELS, ancestry, children, opened
from app.resources.address import is_address, read_address
from app.resources.level import Item, Level, Place


@dataclass(frozen=True, slots=True)
class Destination:
    """A place to go to."""

    place: Place
    select: str | None = None
    """The row to select there."""
    item: Item | None = None
    """The item of the place whose log to open, where that is what the id leads to."""
    passed: Passed = ()
    """What was found on the way, so that the breadcrumbs can name it."""


def suggestions() -> list[str]:
    """What can be completed."""
    return list(LEVELS)


async def destination(api: Api, text: str, here: Place, selected: str | None) -> Destination:
    """Where `text` leads from `here`, with the row `selected` there.

    Raises UsageError where it cannot be understood, and what the calls raise.
    """
    if is_address(text):
        with asking(Priority.ASKED):
            return _inside(await find_address(api, read_address(text, here.path), here.path))
    wanted = text.strip().lower()
    names = [name for name in LEVELS if name.startswith(wanted)] if wanted else []
    if not names:
        raise UsageError(
            f"{text.strip()!r} is no level and no id.", f"Levels: {', '.join(LEVELS)}."
        )
    return _level(LEVELS[wanted if wanted in names else names[0]], here, selected)


def _level(level: Level, here: Place, selected: str | None) -> Destination:
    if level is here.level:
        return Destination(here, select=selected)
    if level in ancestry(here.level):
        above = [one.key for one in ancestry(level)]
        return Destination(
            Place(level, {key: here.path[key] for key in above}), select=here.path.get(level.key)
        )
    if level in children(here.level) and selected is not None:
        return Destination(here.below(selected, level))
    parent = LEVELS[level.parent or here.level.name].noun
    raise UsageError(f"To see {level.name}, open a {parent} first.")


def _inside(found: Found) -> Destination:
    """What is inside a thing that was found, or else its log."""
    if (there := opened(found.place, found.key, found.item)) is not None:
        passed = (*found.passed, (found.place.level, found.item))
        return Destination(there, passed=passed)
    return Destination(found.place, item=found.item, passed=found.passed)
