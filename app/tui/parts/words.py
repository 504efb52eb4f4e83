"""What a screen says about itself in words: how fresh it is, why it is empty, what went wrong."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.errors import DeniedError, FarmtopError, NotFoundError, Trouble
from app.view import GLYPHS, Tone, count_text, duration_text
from widgets.bars.bar import Part

if TYPE_CHECKING:  # A saved log is shown without them, and sooner.
    from app.poller import Snapshot
    from app.resources.level import Level

STEPS = (5, 15, 60)
"""Seconds within which what is shown was confirmed."""
GRACE = 3.0
"""Seconds that a refresh may take."""
_NO_RIGHTS = "Ask whoever manages the account for the rights to these, or choose another profile."


def freshness(snapshot: "Snapshot | None", now: float) -> Part:
    """How old what is shown is, and whether it is being kept fresh."""
    if snapshot is None or (snapshot.fetched_at is None and snapshot.trouble is None):
        return Part(f"{GLYPHS[Tone.WAITING]} loading", Tone.WAITING)
    if snapshot.fetched_at is None:
        return Part(f"{GLYPHS[Tone.BAD]} no data", Tone.BAD, strong=True)
    age = f" {duration_text(now - snapshot.fetched_at)}"
    if snapshot.trouble is not None:
        return Part(f"{GLYPHS[Tone.BAD]} stale{age}", Tone.BAD, strong=True)
    if snapshot.kept:
        return Part(f"{GLYPHS[Tone.WAITING]} cache{age}", Tone.WAITING)
    return Part(f"{GLYPHS[Tone.BUSY]} live {_at_most(snapshot, now)}", Tone.GOOD)


def freshness_holds_for(snapshot: "Snapshot | None", now: float) -> float:
    """Seconds after which `freshness` may read otherwise; while it tells an age that is one."""
    if snapshot is None or snapshot.fetched_at is None or snapshot.kept or snapshot.trouble:
        return 1.0
    return max(1.0, snapshot.fetched_at + snapshot.interval + GRACE - now)


def _at_most(snapshot: "Snapshot", now: float) -> str:
    """How old what is shown can be; as long as it comes in time, that is no news every second."""
    age = now - (snapshot.fetched_at or now)
    if age > snapshot.interval + GRACE:
        return duration_text(age)
    return next((f"<{step}s" for step in STEPS if snapshot.interval <= step), f"<{STEPS[-1]}s")


def trouble_line(trouble: Trouble, now: float) -> str:
    """One line: what is wrong, what to do, since when, and when it is tried again."""
    again = retrying(trouble.since, trouble.retry_at, now)
    return f"{GLYPHS[Tone.BAD]} {trouble.error}  {again}"


def complaint_line(level: "Level", snapshot: "Snapshot | None", refused: str, now: float) -> str:
    """One line about rows that are not fresh or not whole; empty where they are both.

    `refused` is what is done here since the service does not do it, as a sentence.
    """
    if snapshot is None or not snapshot.rows:
        return ""
    if snapshot.trouble is not None:
        return trouble_line(snapshot.trouble, now)
    if snapshot.without_details is not None and level.details and level.details.enriches:
        return f"{GLYPHS[Tone.WARN]} Some columns stay empty. {snapshot.without_details}"
    if snapshot.without_names is not None:
        return f"{GLYPHS[Tone.WARN]} Ids stand for names. {snapshot.without_names}"
    if snapshot.unsearched is not None and snapshot.more:
        loaded = f"{len(snapshot.rows.loaded):,} {plural(level)} loaded"
        refused = (
            f"{level.listing.operation} is refused: only the {loaded} are filtered and sorted."
        )
    return f"{GLYPHS[Tone.WARN]} {refused}" if refused else ""


def trouble_words(trouble: Trouble, now: float) -> str:
    """The same where there is room, for want of anything else to show."""
    again = retrying(trouble.since, trouble.retry_at, now)
    glyph = GLYPHS[Tone.WAITING if isinstance(trouble.error, NotFoundError) else Tone.BAD]
    parts = (f"{glyph} {trouble.error.what}", trouble.error.remedy, again)
    return "\n\n".join(part for part in parts if part)


def refused_text(refusals: Mapping[str, FarmtopError]) -> str:
    """What is missing since operations, by their names, were refused; empty where none was.

    What is denied is told in one sentence, whatever each denial says: there is as much room as one
    of them takes.
    """
    denied = [name for name, error in refusals.items() if isinstance(error, DeniedError)]
    told = [str(refusals[name]) for name in refusals if len(denied) == 1 or name not in denied]
    if len(denied) > 1:
        told.insert(0, f"{', '.join(denied)} are denied. {_NO_RIGHTS}")
    return "\n".join(f"{GLYPHS[Tone.WARN]} {one}" for one in told)


def retrying(since: float, retry_at: float, now: float) -> str:
    """Since when it has not worked, and when it is tried again; seconds since the epoch."""
    wait = max(0.0, retry_at - now)
    again = f"next try in {duration_text(wait + 0.5)}" if wait >= 0.5 else "trying again"
    began = time.strftime("%H:%M:%S", time.localtime(since))
    return f"Since {began}, {again} (r tries now)."


def instead_of_rows(level: "Level", snapshot: "Snapshot | None", hidden: int, now: float) -> str:
    """What stands where there are no rows to show; empty where there are.

    `hidden` is how many rows the table's own filter leaves out.
    """
    if snapshot is None or (snapshot.loading and not snapshot.rows):
        return f"Loading {plural(level)} …"
    if snapshot.trouble is not None and not snapshot.rows:
        return trouble_words(snapshot.trouble, now)
    loaded = len(snapshot.rows.loaded)
    if snapshot.rows and hidden == loaded:
        which = f"the {loaded:,} {plural(level)} that are loaded" if snapshot.more else ""
        rows = which or f"{loaded:,} {plural(level)}"
        return f"None of {rows} passes the filter.{lifting(level)}"
    if snapshot.query.filters and not snapshot.rows:
        return f"No {level.noun} passes the filter.{lifting(level)}"
    return f"There are no {plural(level)} here." if not snapshot.rows else ""


def lifting(level: "Level") -> str:
    """How to get rid of a filter, and what else could be asked for."""
    search = level.listing.search
    if search is None or not search.terms:
        return "\n\nEsc lifts it."
    terms = filter_terms(level)
    also = f"Beside words there are {terms}\nAn id is found with a colon before it."
    return f"\n\n{also}\n\nEsc lifts it."


def filter_hint(level: "Level") -> str:
    """What a filter can be made of, while nothing is typed."""
    return " ".join(filter(None, ("words !not /regex/", filter_terms(level))))


def filter_terms(level: "Level") -> str:
    """What a filter of a level can ask for beside words: `status: owner:`."""
    search = level.listing.search
    return " ".join(f"{name}:" for name in search.terms) if search is not None else ""


def how_many(
    level: "Level", snapshot: "Snapshot", passing: int | None = None, everything: str = ""
) -> str:
    """How many items there are, and are shown of those: `86 of 1,260 jobs`.

    `passing` is how many rows the table's own filter leaves; None where it has none. `everything`
    is how many there are without the filter of the service, where that is known.
    """
    total = total_text(snapshot)
    if snapshot.query.filters and everything and (passing is None or everything != total):
        total = f"{total} of {everything}"
    if passing is None:
        return f"{total} {level.noun if total == '1' else plural(level)}"
    if not snapshot.more:
        return f"{passing:,} of {total} {plural(level)}"
    loaded = len(snapshot.rows.loaded)
    return f"local: {passing:,} of the {loaded:,} loaded, {total} {plural(level)}"


def nothing_selected(level: "Level", snapshot: "Snapshot | None") -> str:
    """Why a key of a list finds no item to go by."""
    if snapshot is None or snapshot.loading or snapshot.kept:
        return f"The {plural(level)} are still being loaded."
    return f"No {level.noun} is selected."


def not_marked(count: int, snapshot: "Snapshot | None" = None) -> str:
    """What is said of rows that were meant to be marked but are not loaded; empty where all are.

    `count` is how many the table knows of. Where everything was meant that a `snapshot` tells of,
    that may have more.
    """
    rows = count_text(count, "row") if count else "rows that are"
    more = count or (snapshot is not None and snapshot.more)
    return f"Not marked: {rows} not loaded yet." if more else ""


def has_left(level: "Level", name: str) -> str:
    """What is said of a selected row that goes away and leaves none selected."""
    return f"The {level.noun} {name} has left the list: move to select another."


def total_text(snapshot: "Snapshot") -> str:
    """How many there are, as far as that is known: `1,260`, `10,000+`."""
    if snapshot.fetched_at is None or snapshot.kept:
        return "?"
    total = max(snapshot.total or 0, len(snapshot.rows.loaded))
    return f"{total:,}{'+' if snapshot.uncounted else ''}"


def of_which(snapshot: "Snapshot") -> str:
    """Of which items a screen tells, where it cannot tell of all: `of the newest 100:`."""
    loaded, search = len(snapshot.rows.loaded), snapshot.search
    if not snapshot.more or not loaded:
        return ""
    if search is None or not all(snapshot.rows.keys[:loaded]):
        return f"of {loaded:,} loaded:"
    return f"of the {'newest' if snapshot.query.newest_first(search) else 'first'} {loaded:,}:"


def plural(level: "Level") -> str:
    """What a level's items are called together: `session actions`."""
    return f"{level.noun}s"
