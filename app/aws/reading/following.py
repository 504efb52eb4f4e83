"""Following a row's link to another row, over a third one where that alone tells."""

from app.aws.api import Api
from app.aws.reading.items import get_item
from app.errors import NotFoundError
from app.resources import LEVELS
from app.resources.leading import nowhere
from app.resources.level import CrossLink, Item, Level, Path, Place
from app.resources.links import PARENT, parent_link


def link_of(level: Level, name: str) -> CrossLink | None:
    """Where the items of a level lead by a link of this name, if anywhere."""
    return parent_link(level) if name == PARENT else level.links.get(name)


async def follow(api: Api, place: Place, item: Item, name: str) -> tuple[Place, str]:
    """Where another row is listed, and its id.

    It costs a call for each row on the way, most often none. Raises what the calls raise;
    NotFoundError, with the reason, where the link leads nowhere.
    """
    level, path = place.level, place.path
    while (link := link_of(level, name)) is not None:
        ids = link.ids(path, item)
        if ids is None:
            raise NotFoundError(link.absent)
        level, (path, key) = LEVELS[link.level], _parted(ids)
        if not link.onwards:
            return Place(level, path), key
        item = await get_item(api, Place(level, path), key)
    raise nowhere(level, name)


def _parted(ids: Path) -> tuple[dict[str, str], str]:
    *above, (_, key) = ids.items()
    return dict(above), key
