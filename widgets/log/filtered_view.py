"""A view of a log of which only the lines that match a pattern may be shown."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from app.lines import Lines, Splice
from app.lines.line_pattern import LinePattern, PatternProblem, pattern_of
from app.lines.line_search import Search
from widgets.lines.folds import Section
from widgets.lines.sectioned_view import SectionedView
from widgets.log.background_search import BackgroundSearch
from widgets.log.line_filter import LineFilter, Shown

CONTEXT = 2
"""Lines that are shown before and after each that matches."""


class FilteredView(SectionedView, can_focus=True):
    """Lines of a log, all of them or only some.

    The lines are somebody else's and change by themselves; `splice` says that they did, before the
    next `await` after the change.
    """

    @dataclass
    class OnlyChanged(Message):
        """More lines were found that are to be shown, or every line is shown again."""

        view: "FilteredView"
        shown: int
        """Lines that are shown."""
        of: int
        """Lines that there are."""
        complete: bool
        """Whether every line has been looked at."""
        problem: str = ""
        """Why the looking was given up, if it was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus,equals_sign", "widen(1)", "More context", show=False, id="log.more-context"),
        Binding("minus", "widen(-1)", "Less context", show=False, id="log.less-context"),
    ]

    def __init__(
        self,
        lines: Lines,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(_numbers(lines), name=name, id=id, classes=classes)
        self.lines = lines
        self.context = CONTEXT
        """Lines that are shown before and after each that matches."""
        self._filter: LineFilter | None = None
        self._matching = BackgroundSearch(self, self._matched)

    def show_lines(self, lines: Lines) -> None:
        """Show other lines, from their end; where only some are shown, those that match."""
        search = self._matching.search
        self._matching.end()
        self._filter = None
        self.lines = lines
        self.start_over(_numbers(lines))
        if search is not None:
            self._show_only(search.pattern)

    def splice(self, change: Splice) -> None:
        """The lines changed; what is on the screen stays where it is."""
        super().splice(change)
        self._matching.splice(change)
        if self._filter is not None:
            self._filter.splice(change)

    def before_settling(self) -> None:
        """Number the lines as they do themselves, also after all of them were others."""
        self._renew()

    def before_paint(self) -> None:
        """Look at what came."""
        super().before_paint()
        self._matching.look_on()
        if self._filter is not None and self._filter.is_stale:
            self.run_worker(self._renew_on(), group="renew", exclusive=True)

    def matches_in(self, section: Section) -> int:
        """How many lines of a section match, so far; 0 where every line is shown."""
        if self._filter is None:
            return 0
        matches, first = self._filter.matches, self.lines.first
        return matches.rank(section.stop - first) - matches.rank(section.number - first)

    def chosen_numbers(self) -> Iterable[range]:
        """The runs of numbers of the lines that are shown, from the first one on."""
        self._renew()
        return self.rows.between(self.rows.numbers.start, self.rows.numbers.stop)

    def only(self, pattern: str, context: int | None = None) -> PatternProblem | None:
        """Show only lines that match a regular expression, and some around each, as they come.

        A pattern that is none is answered with what is wrong with it, and nothing changes.
        """
        compiled = pattern_of(pattern)
        if isinstance(compiled, PatternProblem):
            return compiled
        if context is not None:
            self.context = context
        self._show_only(compiled)
        return None

    def _show_only(self, pattern: LinePattern) -> None:
        origin = self.rows.numbers.stop if self.following else self.top_number
        self.rows.only(())
        self._filter = None
        self._hide()
        self.forget_strips()
        self._matching.begin(pattern, self.lines, origin)
        self.rows_changed()

    def clear_only(self) -> None:
        """Show every line again; what is on the screen stays in sight."""
        if self._filter is None:
            return
        kept = self.current_number
        self._matching.end()
        self._filter = None
        self.rows.only(None)
        self.forget_strips()
        self.rows_changed()
        if kept is not None and not self.following:
            self.go_to(kept)
        self._tell_only(complete=True)

    def action_widen(self, by: int) -> None:
        """Show more or fewer lines around each that matches."""
        self.context = max(0, self.context + by)
        if self._filter is not None:
            self._filter.choose_anew(self.context)
            self.rows_changed()

    def _renew(self) -> None:
        """Take the rows as they are now, but for what is beyond a window of lines."""
        self.number_from(self.lines.first)
        if self._filter is None or not self._filter.is_stale:
            return
        for shown in self._filter.renewed():
            self._put(shown)
        self._tell_only(complete=self.is_searched)

    async def _renew_on(self) -> None:
        """Take the rest of them, a window at a time."""
        while self._filter is not None and self._filter.is_stale:
            self._renew()
            self.rows_changed()
            await asyncio.sleep(0)

    def _matched(self, search: Search, numbers: Sequence[range]) -> None:
        self.number_from(self.lines.first)
        if self._filter is None or self._filter.matches is not search.matches:
            self._filter = LineFilter(self.lines, search.matches, self.context)
        for each in numbers:
            self._take(self._filter.looked(each))
        self._tell_only(complete=not search.pending)

    def _take(self, shown: Shown) -> None:
        self._put(shown)
        self.rows_changed()

    def _put(self, shown: Shown) -> None:
        self.rows.only_between(shown.start, shown.stop, shown.runs)
        self.keep_headings(shown.start, shown.stop)

    @property
    def is_searched(self) -> bool:
        """Whether every line has been looked at for whether it is to be shown."""
        return self._matching.search is None or not self._matching.search.pending

    def _tell_only(self, *, complete: bool) -> None:
        search = self._matching.search
        problem = "" if search is None or search.problem is None else search.problem.text
        self.post_message(self.OnlyChanged(self, len(self.rows), self.count, complete, problem))


def _numbers(lines: Lines) -> range:
    return range(lines.first, lines.first + len(lines))
