"""A view of lines under headings: one goes from section to section, and folds them."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from app.lines import Splice
from widgets.lines.folds import Folds, Heading, Section
from widgets.lines.growing_view import GrowingView
from widgets.lines.shown_rows import moved, positions


def following(numbers: Sequence[int], number: int) -> int | None:
    """The first of some ascending numbers after one, or the first of all; None where none is."""
    return numbers[bisect_right(numbers, number) % len(numbers)] if numbers else None


def preceding(numbers: Sequence[int], number: int) -> int | None:
    """The last of some ascending numbers before one, or the last of all; None where none is."""
    return numbers[bisect_left(numbers, number) - 1] if numbers else None


class SectionedView(GrowingView, can_focus=True):
    """Lines, some of which are headings, and one of which is the current one.

    The current line is the one that somebody went to or clicked on, for as long as it is in sight.
    Else it is the last line in sight where the view follows, and the first one where it was
    scrolled. Whatever goes to the next of something goes there from the current line, and from the
    last one on to the first.
    """

    @dataclass
    class Nothing(Message):
        """Somebody asked for what is not there."""

        view: "SectionedView"
        text: str
        """A sentence that says so."""

    @dataclass
    class Moved(Message):
        """Somebody who does not follow looks at another line, or has more or less below it."""

        view: "SectionedView"

        def can_replace(self, message: Message) -> bool:
            """Where keys come faster than this is dealt with, the last one says it all."""
            return isinstance(message, SectionedView.Moved)

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("]", "next_section", "Next section", show=False, id="log.next-section"),
        Binding("[", "previous_section", "Previous section", show=False, id="log.previous-section"),
        Binding("z", "fold", "Fold the section", show=False, id="log.fold"),
        Binding("Z", "fold_all", "Fold all sections", show=False, id="log.fold-all"),
    ]

    def _start(self, numbers: range) -> None:
        super()._start(numbers)
        self.folds = Folds()
        self.chosen: int | None = None
        """The line that somebody went to, wherever it is."""
        self._sought: int | None = None
        """The line that somebody wanted; another one was chosen for it where it is not shown."""
        self._whereabouts: tuple[int | None, int] | None = None
        """The current line and the rows that are new below, as told last; None while following."""

    def start_over(self, numbers: range) -> None:
        """The lines are others now; where all sections are folded, so are theirs."""
        all_folded = self.folds.all_folded
        super().start_over(numbers)
        self.folds = Folds(all_folded=all_folded)

    def splice(self, change: Splice) -> None:
        """The lines changed; what is on the screen stays where it is."""
        first, stop = self.rows.numbers.start, self.rows.numbers.stop
        gone, by = positions(first, change)
        super().splice(change)
        self.folds.splice(first, change)
        if gone or (by and gone.start < stop):
            self._hide()
        if self.chosen is not None:
            self.chosen = None if self.chosen in gone else moved(self.chosen, gone, by)
        if self._sought is not None:
            self._sought = moved(self._sought, gone, by)

    # The current line

    @property
    def chosen_number(self) -> int | None:
        """The line that somebody went to, while it is in sight."""
        number = self.chosen
        return number if number is not None and self.is_in_sight(number) else None

    @property
    def current_number(self) -> int | None:
        """The current line; None where there is none."""
        if (chosen := self.chosen_number) is not None:
            return chosen
        if not (in_sight := self.lines_in_sight()):
            return None
        return in_sight[-1][0] if self.following else self.top_number

    @property
    def after(self) -> int:
        """What comes next comes after this line."""
        if self._sought is not None and self.chosen_number is not None:
            return self._sought
        if (current := self.current_number) is None:
            return self.rows.numbers.start - 1
        # The first line in sight is the next one itself, as nobody went to it.
        return current - (not self.following)

    @property
    def before(self) -> int:
        """What came before came before this line."""
        if self._sought is not None and self.chosen_number is not None:
            return self._sought
        if (current := self.current_number) is None:
            return self.rows.numbers.stop
        return current + self.following

    def stay(self) -> None:
        """Wait no longer for the very first line: what is in sight stays there."""
        self._goes_to_top = False

    def go_to(self, number: int) -> None:
        """Bring a line into sight and make it the current one; it is unfolded where it has to be.

        Where it is not shown for another reason, the nearest line that is takes its place.
        """
        seen, unfolded = self.folds.reveal(number)
        if unfolded:
            self._refold()
        self._choose(self.rows.nearest(seen), sought=number)
        super().go_to(seen)

    def step_to(self, number: int | None, otherwise: str) -> None:
        """Go to a line; where there is none, say so."""
        if number is None:
            self.post_message(self.Nothing(self, otherwise))
        else:
            self.go_to(number)

    def _choose(self, number: int | None, *, sought: int | None = None) -> None:
        """Make a line the current one; it stands for another where that one was sought."""
        for each in (self.chosen, number):
            if each is not None:
                self.forget(each)
        self.chosen = number
        self._sought = number if sought is None else sought

    def after_paint(self) -> None:
        """Tell where somebody looks who does not follow."""
        super().after_paint()
        before = self._whereabouts
        self._whereabouts = None if self.following else (self.current_number, self.new_below)
        if self._whereabouts not in (None, before):
            self.post_message(self.Moved(self))

    def on_click(self, event: events.Click) -> None:
        """Make the line current, and fold or unfold its section where it is a heading."""
        in_sight = self.lines_in_sight()
        at = event.get_content_offset(self)
        if at is None or at.y >= len(in_sight):
            return
        number = in_sight[at.y][0]
        self._choose(number)
        if self.folds.at(number) is not None:
            self._fold(number)
        self.paint_now()

    # Sections

    def show_headings(self, headings: Sequence[Heading]) -> bool:
        """These lines are headings; whether that is anything new.

        Where all sections are folded, so are those that are new: but for the one that goes on, for
        whoever follows it, and the one that somebody went into.
        """
        chosen = self.chosen_number if self.folds.all_folded else None
        if not self.folds.show(headings):
            return False
        if chosen is not None:
            self.folds.reveal(chosen)
        if self.following:
            self.folds.spare_newest()
        self._refold()
        return True

    def watch_following(self, following: bool) -> None:
        """Whoever begins to follow wants to see the section that goes on."""
        if following and self.folds.spare_newest():
            self._refold()
            self.forget_strips()
        super().watch_following(following)

    def action_next_section(self) -> None:
        """Go to the next heading."""
        self.step_to(following(self.folds.numbers, self.after), "There is no section.")

    def action_previous_section(self) -> None:
        """Go to the heading before."""
        self.step_to(preceding(self.folds.numbers, self.before), "There is no section.")

    @property
    def is_on_heading(self) -> bool:
        """Whether the current line is the heading of a section."""
        current = self.current_number
        return current is not None and self.folds.at(current) is not None

    def action_fold(self) -> None:
        """Fold the section that the current line is in, or unfold it."""
        current = self.current_number
        section = None if current is None else next(self.folds.around(current), None)
        if section is None:
            self.step_to(None, "The line is in no section.")
        else:
            self._fold(section.number)

    def action_fold_all(self) -> None:
        """Fold every section, or unfold them all; what one follows stays open while it goes on."""
        if not self.folds.numbers:
            self.step_to(None, "There is no section.")
        current = self.current_number
        self.folds.toggle_all()
        if self.following and self.folds.spare_newest():
            self.step_to(None, "Every section is folded but the one that goes on: z folds it.")
        self._refold()
        self.forget_strips()
        if current is not None and not self.following:
            section = self.folds.outermost(current)
            super().go_to(current if section is None else section.number)
        self.paint_now()

    def _fold(self, number: int) -> None:
        """Fold or unfold the section of a heading, and keep the heading where it can be seen."""
        if (section := self.folds.at(number)) is None:
            return
        self.folds.toggle(section)
        self.forget(number)
        self._refold()
        # A heading that is unfolded need not be shown: what it stood for begins below it.
        seen = next(self.rows.from_row(self.rows.row_of(number)), number)
        self._choose(seen)
        if not self.following:
            super().go_to(seen)
        self.paint_now()

    def _refold(self) -> None:
        self._hide()
        self.rows_changed()

    def _hide(self) -> None:
        kept = [each.number for each in self.folds.sections if self._stands_for_chosen(each)]
        self.rows.hide(self.folds.hidden(), (range(number, number + 1) for number in kept))

    def keep_headings(self, start: int, stop: int) -> None:
        """Show the headings that stand for lines which are to be shown, of these lines by number.

        Where only some lines are shown a heading needs not be one of them. What is folded has to
        be seen nevertheless, or nobody could unfold it.
        """
        for section in self.folds.near(start, stop):
            self.forget(section.number)
            self.rows.keep(section.number, kept=self._stands_for_chosen(section))

    def _stands_for_chosen(self, section: Section) -> bool:
        return any(map(self.rows.has_chosen, self.folds.covered(section)))

    def sticky_above(self, number: int) -> int | None:
        """The heading of the section that the first line in sight is in.

        The first line of all is not covered, as it could never be seen.
        """
        if not self.position.row:
            return None
        section = self.folds.outermost(number)
        return section.number if section is not None and section.number < number else None
