"""Above the farms: a line for each of their queues and fleets, and how each is doing."""

from collections.abc import Iterator, Sequence
from contextlib import aclosing
from time import localtime, strftime

from textual import events, on, work
from textual.message import Message

from app.aws.pacing.priority import Priority, asking
from app.overview import Health, Overview, oversee
from app.poller import Attention
from app.resources import opened
from app.resources.level import Item, Place
from app.tui.connection.link import Link
from app.tui.lists.list_pane import ListPane
from app.tui.lists.matter import widths_in
from app.tui.lists.overview_rows import COLUMNS, columns_in, health_row, matter_text
from app.tui.parts.pane import Pane
from app.tui.parts.words import refused_text, trouble_line, trouble_words
from app.view import GLYPHS, Row, Tone, count_text
from widgets.table.resource_table import ResourceTable

ASKING = "Asking how the queues and fleets are doing …"

UNLISTED = "No farm has been listed yet."

UNREAD = "No queue and no fleet has been read yet."

CALM = f"{GLYPHS[Tone.GOOD]} No queue and no fleet has a problem."
CALM_OF_THOSE = "No queue and no fleet of those that were read has a problem."
"""What is said instead while some may be missing."""

COUNTED = "tasks of jobs that are not done · workers"
"""What is counted."""
BARS = " · bars: 6 min"
"""How far back bars go, where there is room for any."""


class OverviewPane(Pane):
    """The lines of the farms that are listed below, those of the selected one kept freshest."""

    class Opened(Message):
        """The user opened a line."""

        def __init__(self, place: Place) -> None:
            super().__init__()
            self.place = place
            """What is inside its queue or fleet."""

    def __init__(self, link: Link, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.attention = Attention(Priority.PREVIEW)
        self.attention.pause()
        self.table = ResourceTable(COLUMNS, clock=link.clock)
        self.table.keyed = False
        self.overview: Overview | None = None
        """What is known; None before the first answer."""
        self.only_problems = False
        self._link = link
        self._farms: dict[str, str] = {}
        """What a person calls the farms that are listed, by their ids, in their order."""
        self._columns: frozenset[str] = frozenset()
        """The columns for which there is room."""
        self._knows_farms = False
        """Whether the service has told which farms there are, or why not."""
        self._is_listed = False
        """Whether it has told which there are, and not why not."""

    def content(self) -> ResourceTable:
        """The table."""
        return self.table

    def on_mount(self) -> None:
        """Begin to ask, slowly."""
        self._watch()

    def pause(self) -> None:
        """Ask for nothing."""
        self.attention.pause()

    def resume(self) -> None:
        """Go on, with a round at once."""
        self.attention.resume()

    def attend(self, farms: ListPane) -> None:
        """Tell of the farms of a list, and of the selected one above all."""
        snapshot = farms.snapshot
        if snapshot is None or (snapshot.kept and snapshot.trouble is None):
            return
        self._knows_farms, self._is_listed = True, snapshot.trouble is None
        level = farms.place.level
        self._farms = {key: level.label(item) for key, item in snapshot.items.items()}
        shown = [key for key in farms.table.visible_keys if key in self._farms]
        first = farms.table.selected_key
        ahead = [first] if first in self._farms else []
        self.attention.look_at((*ahead, *(key for key in shown if key != first)))
        self._show()

    def toggle_problems(self) -> None:
        """Show only the lines that somebody should look at, or all again."""
        self.only_problems = not self.only_problems
        self._show()

    def listed(self) -> Iterator[tuple[Place, Item]]:
        """Every queue and fleet, and where it is listed."""
        return ((one.place, one.item) for one in self._healths())

    def words(self) -> str:
        """Why there are no lines."""
        if self.table.total_count:
            return ""
        if self.overview is None:
            # From the first frame on: for words that come later everything is laid out once more.
            none = "" if self._is_listed else UNLISTED
            return none if self._knows_farms and not self._farms else ASKING
        if self.overview.trouble is not None:
            return trouble_words(self.overview.trouble, self._link.clock())
        if any(self._healths()):
            return f"{CALM if self._is_whole() else CALM_OF_THOSE}\n\n! shows all."
        if self.overview.refusals:
            return ""
        return "There are no queues and no fleets here." if self._is_whole() else UNREAD

    def complaint(self) -> str:
        """Why lines are old, or lack something."""
        overview = self.overview
        if overview is None:
            return ""
        if overview.trouble is not None:
            is_said = not self.table.total_count
            return "" if is_said else trouble_line(overview.trouble, self._link.clock())
        refused = refused_text(overview.refusals)
        matter = matter_text(self._healths(), self.table.selected_key, widths_in(self.table))
        return "\n".join(filter(None, (refused, matter)))

    def tells_time(self) -> bool:
        """While nothing has been told yet, and while it is told when it is tried again."""
        return self.overview is None or self.overview.trouble is not None

    @on(ResourceTable.Highlighted)
    def _highlighted(self) -> None:
        self.speak()

    @on(events.Resize)
    def _resized(self) -> None:
        """Tell elsewhere what no column has room for any more."""
        if (columns := columns_in(self.content_size.width)) != self._columns:
            self._columns = columns
            self._show()

    @on(ResourceTable.Opened)
    def _opened(self, event: ResourceTable.Opened) -> None:
        event.stop()
        health = next((one for one in self._healths() if one.key == event.key), None)
        if health is None:
            return
        if (there := opened(health.place, health.key, health.item)) is not None:
            self.post_message(self.Opened(there))

    @work(exclusive=True, group="oversee")
    async def _watch(self) -> None:
        service = await self._link.service()
        overviews = oversee(service, self.attention, self._link.past, clock=self._link.clock)
        with asking(self.attention):
            async with aclosing(overviews):
                async for overview in overviews:
                    if not self.table.is_attached:
                        return
                    self.overview = overview
                    for health in (one for farm in overview.farms.values() for one in farm):
                        self._link.learn(health.kind.level, health.item)
                    self._show()

    def _show(self) -> None:
        if self.overview is None:
            self.speak()
            return
        healths = self._healths()
        problems = [one for one in healths if one.is_problem]
        shown = problems if self.only_problems else healths
        self.table.show([self._row(one) for one in shown])
        kept = [one.kept_from for one in healths if one.kept_from is not None]
        is_kept = bool(kept) and len(kept) == len(healths)
        self.table.stale = self.overview.trouble is not None or is_kept
        if self.only_problems:
            count = f"only problems: {len(problems)} of {len(healths)}, ! shows all"
            self.border_subtitle = f"{_age(kept, len(healths))}{self._unread()}{count}"
        else:
            count = f"{GLYPHS[Tone.BAD]} {count_text(len(problems), 'problem')} · "
            bars = BARS if "worked" in self._columns else ""
            count = count if problems else ""
            self.border_subtitle = (
                f"{_age(kept, len(healths))}{count}{self._unread()}{COUNTED}{bars}"
            )
        self.speak()

    def _unread(self) -> str:
        """Of what there is more than was read: `not all queues, budgets · `."""
        unread = {} if self.overview is None else self.overview.unread
        names = dict.fromkeys(
            one.name for farm_id in self._farms for one in unread.get(farm_id, ())
        )
        return f"not all {', '.join(names)} · " if names else ""

    def _is_whole(self) -> bool:
        """Whether every farm that is listed was asked about, and nothing is unread or refused."""
        overview = self.overview
        if overview is None or overview.refusals or self._unread():
            return False
        return self._farms.keys() <= overview.farms.keys()

    def _row(self, health: Health) -> Row:
        """A line, which says whose it is where there are several farms."""
        farm = self._farms[health.place.path["farmId"]]
        is_told = "farm" in self._columns or len(self._farms) == 1
        return health_row(health, farm, above="" if is_told else farm)

    def _healths(self) -> list[Health]:
        """The lines of every farm that is listed, in the order of the list."""
        if self.overview is None:
            return []
        known = self.overview.farms
        return [health for farm_id in self._farms for health in known.get(farm_id, ())]


def _age(kept: Sequence[float], lines: int) -> str:
    """From when lines are that are denied by now; empty where none is."""
    if not kept:
        return ""
    which = "" if len(kept) == lines else f"{count_text(len(kept), 'line')} "
    return f"{GLYPHS[Tone.WARN]} {which}as of {strftime('%H:%M:%S', localtime(min(kept)))} · "
