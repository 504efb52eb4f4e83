"""The mark of rows that say nothing any more: actions that run, and what they are a part of."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from app.poller.snapshot import Snapshot
from app.resources.fields import STATUS
from app.resources.jobs import JOBS
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.sessions import SESSIONS
from app.resources.steps import STEPS
from app.resources.tasks import TASKS
from app.resources.workers import WORKERS
from app.rows import Rows
from app.stuck.silence import Silence
from app.stuck.silences import Silences
from app.stuck.words import GLYPH, MARK, WORD
from app.view import Cell, Clock, Row, Tone, cell_text

ONE_RUN = frozenset(level.key for level in (SESSION_ACTIONS, SESSIONS, TASKS, WORKERS))
"""The keys of levels whose items run one action at a time: it is told for how long that has been
silent."""
MANY_RUNS = frozenset(level.key for level in (JOBS, STEPS))
"""Likewise of those that run several: it is told how many of these are silent."""


def silent_items(
    silences: Silences, snapshot: Snapshot, now: float
) -> Mapping[str, Sequence[Silence]]:
    """What is silent of each item that runs, by its key; those that are silent for long first."""
    level = snapshot.place.level
    found: dict[str, list[Silence]] = {}
    if level.key not in ONE_RUN | MANY_RUNS:
        return found
    for silence in silences.known(now):
        item = snapshot.items.get(key := silence.ids.get(level.key, ""))
        if item is None or item.get("targetLifecycleStatus") == "ENDED":  # that tells more
            continue
        status = level.status(item)
        # What waits may do so for a session that hangs before it runs a task.
        tones = {Tone.BUSY} if TASKS.key in silence.ids else {Tone.BUSY, Tone.WAITING}
        if status is not None and status.tone in tones:
            found.setdefault(key, []).append(silence)
    return found


def marked(silences: Silences, snapshot: Snapshot, rows: Rows, now: float) -> Rows:
    """The rows of a snapshot, marked where it is known that something is silent.

    It costs no call: what is known was heard where somebody saw it run.
    """
    if not (silent := silent_items(silences, snapshot, now)):
        return rows
    level = snapshot.place.level
    place = [column.id for column in level.columns].index(STATUS)
    mark = _for_how_long if level.key in ONE_RUN else _how_many

    def marked_row(row: Row) -> Row:
        if (found := silent.get(row.key)) is None:
            return row
        cell = mark(cell_text(row.cells[place], now), found)
        return replace(
            row, cells=(*row.cells[:place], cell, *row.cells[place + 1 :]), tone=Tone.WARN
        )

    return rows.altered(marked_row)


def _for_how_long(status: str, silent: Sequence[Silence]) -> Clock:
    return Clock(silent[0].since, tone=Tone.WARN, words=MARK, instead_of=status)


def _how_many(status: str, silent: Sequence[Silence]) -> Cell:
    return Cell(f"{GLYPH} {len(silent):,} {WORD}", Tone.WARN, order=status)
