"""The second line of a list: how many are in which state, the order, the filter, the count."""

from collections.abc import Mapping

from app.poller import Snapshot
from app.resources.level import Status, statuses
from app.stuck.words import silent_mark
from app.tui.connection.link import Link
from app.tui.lists.list_pane import ListPane
from app.tui.parts.words import how_many, of_which
from app.view import GLYPHS, Tone, plain
from widgets.bars.bar import Bar, Part
from widgets.table.row_paint import ASCENDING, DESCENDING, MARKED


class Summary(Bar):
    """`of the newest 100:  ● 12 running  ✖ 3 failed      sort: name ▲  filter: fx  86 of 1,260`."""

    def __init__(self, link: Link, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._link = link
        self._counts: Mapping[Status, int] = {}
        """How many items are in each status."""

    def count(self, snapshot: Snapshot) -> None:
        """Count how many items of a snapshot are in which status."""
        self._counts = statuses(snapshot.place.level, snapshot.items.values())

    def tell(self, pane: ListPane) -> None:
        """Show what is so in a pane, and in how many of its items something is silent."""
        snapshot, level = pane.snapshot, pane.place.level
        if snapshot is None:
            return
        silent = self._link.silent_in(snapshot)
        silent_counts = statuses(level, map(snapshot.items.__getitem__, silent))
        counts = {one: n - silent_counts.get(one, 0) for one, n in self._counts.items()}
        states = [
            Part(f"{GLYPHS[status.tone]} {count:,} {_read(status)}", status.tone, rank=2 + n)
            for n, (status, count) in enumerate(counts.items())
            if count
        ]
        if silent:
            states.insert(0, Part(silent_mark(len(silent)), Tone.WARN, strong=True, rank=2))
        prefix = Part(of_which(snapshot) if states else "", Tone.MUTED, rank=1)
        table, wanted = pane.table, pane.wish.filter.text
        passing = table.row_count if pane.filters_here else None
        marked = f"{MARKED} {table.marked_count:,} marked" if table.marked_count else ""
        self.show(
            [prefix, *states],
            [
                Part("asking …" if pane.is_asking else "", Tone.WAITING),
                Part(marked, Tone.WARN),
                self._order(pane),
                Part(plain(f"filter: {wanted}") if wanted else "", Tone.WARN),
                Part(how_many(level, snapshot, passing, pane.everything), Tone.MUTED),
            ],
        )

    def _order(self, pane: ListPane) -> Part:
        """By what the rows are sorted, and of which those are where not all of them are."""
        column_id, reverse = pane.table.sorting
        label = {one.id: one.label for one in pane.table.columns}.get(column_id or "")
        if label is None:
            return Part("")
        order = f"sort: {label.lower()} {DESCENDING if reverse else ASCENDING}"
        snapshot = pane.snapshot
        if snapshot is None or not snapshot.more or pane.table.row_list.sorting is None:
            slots = pane.table.painter.layout.slots
            in_header = any(slot.column.id == column_id for slot in slots)
            return Part(order, Tone.MUTED, rank=20 if in_header else 1)
        return Part(f"{order} of the {len(snapshot.rows.loaded):,} loaded", Tone.MUTED, rank=1)


def _read(status: Status) -> str:
    """A service's word for a status as one reads it in a sentence: `scheduling blocked`."""
    return f"{status.word.lower().replace('_', ' ')} {status.note}".rstrip()
