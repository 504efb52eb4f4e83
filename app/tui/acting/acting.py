"""Doing what was chosen, whatever is on the screen meanwhile."""

from contextlib import suppress

from textual.app import App

from app.acting import Answer, AuditTrail, Author, Change, Errand
from app.aws.pacing.priority import Priority, asking
from app.aws.reading.details import batch_get_all
from app.errors import FarmtopError
from app.poller import Snapshot
from app.resources.level import Place
from app.tui.acting.chosen import Chosen
from app.tui.acting.outcome_screen import OutcomeScreen
from app.tui.connection.link import Link


def start(app: App[str], chosen: Chosen, change: Change, link: Link) -> Errand:
    """Ask the service for a change; it goes on whatever is on the screen."""
    errand = Errand(change)
    link.set_out(errand)
    link.requested.add(change, chosen.items, errand.learn)
    chosen.pane.table.leave_no_successor(frozenset(chosen.meant_by))
    chosen.pane.mark_rows()
    app.run_worker(_carry_out(errand, link), group="acting")
    app.run_worker(_follow(app, errand, chosen, link), group="acting")
    return errand


async def _carry_out(errand: Errand, link: Link) -> None:
    service = await link.service()
    try:
        identity = await service.identity()
        account, arn = identity.account, identity.arn
    except FarmtopError as error:
        # Whoever may change a job need not be allowed to ask who he is.
        account, arn = link.account, f"unknown: {error.what}"
    author = Author(account, arn, service.region, service.endpoint)
    trail = AuditTrail(link.trail_file, author, errand.change, link.clock)
    await errand.run(service, trail)


async def _follow(app: App[str], errand: Errand, chosen: Chosen, link: Link) -> None:
    """Keep the marks of the rows true, and see that they are asked about."""
    pane = chosen.pane
    async for _ in errand.changes():
        for outcome in errand.outcomes:
            if outcome.answer is Answer.ACCEPTED:
                link.requested.answer(outcome.target.key)
            elif outcome.answer is Answer.UNKNOWN:
                link.requested.doubt(outcome.target.key, link.clock())
            elif outcome.answer is not Answer.ASKED:
                link.requested.drop(outcome.target.key)
        pane.mark_rows()
    pane.attention.refresh()
    failed = [one.target.key for one in errand.outcomes if one.answer is not Answer.ACCEPTED]
    if pane.is_attached:
        pane.table.unmark(chosen.rows_but(failed))
    if not isinstance(app.screen, OutcomeScreen):
        words = f"{errand.told} Press A to read it." if failed else errand.told
        app.notify(words, severity="warning" if failed else "information", markup=False)
    with suppress(FarmtopError):  # the list tells it, then, where it shows them again
        await _ask_anew(errand, chosen, link)


async def _ask_anew(errand: Errand, chosen: Chosen, link: Link) -> None:
    """Ask how the items are of which no answer came. Raises the errors of `app.errors`."""
    level, asked_at = chosen.level, link.clock()
    unknown = [one.target.key for one in errand.outcomes if one.answer is Answer.UNKNOWN]
    if not unknown or level.details is None:
        return
    service = await link.service()
    wanted = [({**chosen.paths[key], level.key: key}, key) for key in unknown]
    with asking(Priority.ASKED):
        items = await batch_get_all(service, level, wanted)
    place, keys = Place(level, chosen.paths[unknown[0]]), tuple(items)
    link.requested.hear(Snapshot(place, items=items, asked_at=asked_at, asked_about=keys))
