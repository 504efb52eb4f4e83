"""With what something can be done that is meant by rows: themselves, or what they lead to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from app.aws.api import Api
from app.aws.pacing.priority import Priority, asking
from app.aws.reading.details import batch_get_all
from app.aws.reading.following import link_of
from app.resources import LEVELS
from app.resources.acts import ACTED_THROUGH
from app.resources.level import CrossLink, Item, Path
from app.tui.acting.chosen import Chosen
from app.tui.connection.link import Link
from app.tui.lists.list_pane import ListPane


def meant_by(pane: ListPane, rows: Sequence[str], link: Link) -> tuple[Chosen, ...]:
    """What rows of a list mean, level by level, as far as the list tells of it.

    Of what they lead to only the ids are known until it is looked up.
    """
    items = pane.snapshot.items if pane.snapshot is not None else {}
    known = {row: items[row] for row in rows if row in items}
    place = pane.place
    if place.level.name in ACTED_THROUGH:
        links = (link_of(place.level, name) for name in ACTED_THROUGH[place.level.name])
        return tuple(_led_to(pane, rows, known, one, link) for one in links if one is not None)
    paths = dict.fromkeys(rows, place.path)
    return (Chosen(pane, place.level, paths, known, link.name, {row: row for row in rows}),)


async def looked_up(api: Api, chosen: Chosen) -> Chosen:
    """The same, with what is known of it now where the rows are not the items themselves.

    A call for each hundred of them. Raises what the calls raise.
    """
    if not chosen.stands_for_others or not chosen.keys:
        return chosen
    wanted = [({**path, chosen.level.key: key}, key) for key, path in chosen.paths.items()]
    with asking(Priority.ASKED):
        return replace(chosen, items=await batch_get_all(api, chosen.level, wanted))


def _led_to(
    pane: ListPane, rows: Sequence[str], known: Mapping[str, Item], to: CrossLink, link: Link
) -> Chosen:
    """What rows lead to by a link, each once."""
    found = dict(_ways(pane.place.path, rows, known, to))
    level = LEVELS[to.level]
    paths = {
        ids[level.key]: {name: key for name, key in ids.items() if name != level.key}
        for ids in found.values()
        if ids is not None
    }
    meant = {row: None if ids is None else ids[level.key] for row, ids in found.items()}
    return Chosen(pane, level, paths, {}, link.name, meant, to.absent)


def _ways(
    path: Path, rows: Sequence[str], known: Mapping[str, Item], to: CrossLink
) -> Iterator[tuple[str, Path | None]]:
    for row in rows:
        yield row, to.ids(path, known[row]) if row in known else None
